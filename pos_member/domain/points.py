"""Points: earned on what was paid, burnt in whole steps, oldest lots first.

Points are no money: they are bounded by a share of the bill, and what they pay earns none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pos_member.domain.clock import BusinessDay, add_days
from pos_member.domain.lease import Lot
from pos_member.domain.money import WHOLE_BP, whole_steps
from pos_member.domain.program import PointsRules


@dataclass(frozen=True, slots=True)
class Burn:
    """So many points, and the minor units that they pay."""

    points: int
    minor: int


NOTHING = Burn(0, 0)


def earned(rules: PointsRules, paid_minor: int, multiplier_bp: int = WHOLE_BP) -> int:
    """Return the whole points that ``paid_minor`` earns; what is short of a point is dropped.

    39.99 at one point a yuan earns 39. The multiplier comes before the rounding: 666.70 at 1.2
    earns 800.
    """
    earning = max(0, paid_minor) * rules.earn_points * multiplier_bp
    return earning // (rules.earn_per_minor * WHOLE_BP)


def burn_limit(rules: PointsRules, due_minor: int, held: int) -> Burn:
    """Return the most that may be burnt on a bill of ``due_minor`` by someone who holds ``held``.

    Whole steps only, within the share of the bill rounded down; nothing where that is less than
    the minimum.
    """
    share_minor = due_minor * rules.share_of_bill_bp // WHOLE_BP
    by_bill = share_minor // rules.step_minor * rules.step_points
    points = min(by_bill, whole_steps(max(0, held), rules.step_points))
    return worth(rules, points) if points >= max(1, rules.minimum_points) else NOTHING


def taken(rules: PointsRules, limit: Burn, offered: int) -> Burn:
    """Return what is burnt of ``offered`` points: whole steps, never above ``limit``."""
    points = whole_steps(min(max(0, offered), limit.points), rules.step_points)
    return worth(rules, points) if points >= max(1, rules.minimum_points) else NOTHING


def worth(rules: PointsRules, points: int) -> Burn:
    """Return ``points``, in whole steps, with what they pay."""
    steps = points // rules.step_points
    return Burn(steps * rules.step_points, steps * rules.step_minor)


def last_day(rules: PointsRules, earned_day: str) -> str:
    """Return the last shop day of points earned on ``earned_day``; empty for ever."""
    if rules.lifetime_days is None:
        return ""
    return add_days(earned_day, rules.lifetime_days)


def oldest_first(lots: Iterable[Lot], today: BusinessDay) -> tuple[Lot, ...]:
    """Return the lots that still live on ``today``, in the order in which they are burnt.

    The first to expire goes first, those that never expire last; equal days by the lot's id, which
    is older first.
    """
    live = (lot for lot in lots if not lot.expires_day or lot.expires_day >= today)
    return tuple(sorted(live, key=lambda lot: (not lot.expires_day, lot.expires_day, lot.lot)))


def debt_first(lots: Iterable[Lot], today: BusinessDay, own: Iterable[str] = ()) -> list[Lot]:
    """Return the lots in the order in which they pay what a member owes on ``today``.

    The lots ``own``, which a refund takes back, go first, even where they have expired: they pay
    for their own. Then those that live, as they are burnt.
    """
    named = set(own)

    def place(lot: Lot) -> tuple[bool, bool, str, str]:
        return lot.lot not in named, not lot.expires_day, lot.expires_day, lot.lot

    live = (
        lot for lot in lots if lot.lot in named or not lot.expires_day or lot.expires_day >= today
    )
    return sorted(live, key=place)
