"""What each way of paying could pay of the bill now, or why it cannot: pure, for the tiles.

A till spends only what is sure here. While rights were asked for and the answer is open, the book
is shown as payable: a payment that begins then waits for the answer a last short while.
"""

from dataclasses import dataclass

from pos_member.domain.pricing import PointsLimit
from pos_member.domain.program import CashRules
from pos_member.domain.stored_value import WITH_CODE
from pos_member.domain.tender import TenderKind, TenderPlan, settle
from pos_member.domain.views import MemberView, TenderLine
from ui.screens.said import Said, Tone, Values

TENDERS = (
    TenderKind.STORED_VALUE,
    TenderKind.CASH,
    TenderKind.QR,
    TenderKind.BANK_CARD,
    TenderKind.POINTS,
)
"""In the order of their keys, Alt 1 to Alt 5."""
NEEDS_NETWORK = (TenderKind.QR,)
ONCE = (TenderKind.STORED_VALUE, TenderKind.CASH, TenderKind.POINTS)
"""Of these a bill has one: a second one would be the same one, larger."""


@dataclass(frozen=True, slots=True)
class PayFacts:
    """What the tiles depend on; amounts in minor units."""

    due_minor: int
    locked: tuple[TenderLine, ...]
    member: MemberView | None
    points_limit: PointsLimit
    cash: CashRules
    online: bool
    wish_pending: bool

    @property
    def left_minor(self) -> int:
        """Return what locked tenders leave to pay."""
        return self.due_minor - sum(one.amount for one in self.locked)

    @property
    def cash_minor(self) -> int:
        """Return what cash pays to complete the bill, after rounding it.

        Below nought where a bill that was priced anew has fallen below what is paid already: a
        tender is to be taken out then.
        """
        plans = [
            TenderPlan(TenderKind(one.kind), one.amount)
            for one in self.locked
            if one.kind != TenderKind.CASH
        ]
        if self.left_minor <= 0 or any(one.kind == TenderKind.CASH for one in self.locked):
            return self.left_minor
        return settle(self.due_minor, plans, self.cash).cash_minor


@dataclass(frozen=True, slots=True)
class TenderOffer:
    """One way of paying: the most it pays, what to say of it, and why it is off, if it is."""

    kind: TenderKind
    most_minor: int
    note: Said
    blocked: Said | None = None


def offers(facts: PayFacts) -> dict[TenderKind, TenderOffer]:
    """Return every way of paying as it stands."""
    return {kind: _offer(kind, facts) for kind in TENDERS}


def stored_value_here(facts: PayFacts) -> int:
    """Return the stored value that counts as payable: what is sure, or the book while asked."""
    if facts.member is None:
        return 0
    standing = facts.member.standing
    return standing.book if facts.wish_pending else min(standing.sure, standing.book)


def points_here(facts: PayFacts) -> int:
    """Return the points that may pay on this bill and are here, in whole steps."""
    if facts.member is None:
        return 0
    standing, limit = facts.member.standing, facts.points_limit
    burnable = standing.points - standing.pending_points
    here = burnable if facts.wish_pending else min(standing.sure_points, burnable)
    most = min(here, limit.points, facts.left_minor // limit.step_minor * limit.step_points)
    steps = max(0, most) // limit.step_points * limit.step_points
    return steps if steps >= max(1, limit.minimum_points) else 0


def _offer(kind: TenderKind, facts: PayFacts) -> TenderOffer:
    if kind in ONCE and any(one.kind == kind for one in facts.locked):
        return _off(kind, "tender.taken")
    if kind in NEEDS_NETWORK and not facts.online:
        return _off(kind, "tender.needs_network")
    match kind:
        case TenderKind.STORED_VALUE:
            return _stored_value(facts)
        case TenderKind.POINTS:
            return _points(facts)
        case TenderKind.CASH:
            return TenderOffer(kind, facts.cash_minor, Said(Tone.OK, "tender.cash_note"))
        case _:
            note = f"tender.{kind.value}_note" + ("" if facts.online else "_offline")
            return TenderOffer(kind, facts.left_minor, Said(Tone.OK, note))


def _stored_value(facts: PayFacts) -> TenderOffer:
    kind, member = TenderKind.STORED_VALUE, facts.member
    if member is None:
        return _off(kind, "tender.needs_member")
    unfit = _unfit(member, facts)
    if unfit:
        return _off(kind, unfit)
    if member.standing.book <= 0:
        return _off(kind, "tender.no_balance")
    here = stored_value_here(facts)
    if here <= 0:
        return _off(kind, "tender.nothing_here" if facts.online else "tender.nothing_here_offline")
    most = min(here, facts.left_minor)
    if most == facts.left_minor and facts.online:
        return TenderOffer(kind, most, Said(Tone.OK, "tender.covers_all"))
    message = "tender.pays" if facts.online else "tender.pays_offline"
    return TenderOffer(kind, most, _amount(message, most))


def _points(facts: PayFacts) -> TenderOffer:
    kind, member = TenderKind.POINTS, facts.member
    if member is None:
        return _off(kind, "tender.needs_member")
    unfit = _unfit(member, facts)
    if unfit:
        return _off(kind, unfit)
    limit = facts.points_limit
    points = points_here(facts)
    if points == 0:
        few = member.standing.points < max(limit.step_points, limit.minimum_points)
        return _off(kind, "tender.few_points" if few else "tender.no_points_now")
    minor = points // limit.step_points * limit.step_minor
    values: Values = {"points": points, "amount": minor}
    return TenderOffer(kind, minor, Said(Tone.OK, "tender.points_note", values, ("amount",)))


def _unfit(member: MemberView, facts: PayFacts) -> str:
    """Return why this member's accounts pay nothing now, empty when they may.

    Who was found by phone or name must show a code; offline a manager may allow it.
    """
    if member.status != "active":
        return f"tender.member_{member.status}"
    if facts.online and member.identified_by not in WITH_CODE:
        return "tender.needs_code"
    return ""


def _amount(message: str, minor: int) -> Said:
    return Said(Tone.OK, message, {"amount": minor}, ("amount",))


def _off(kind: TenderKind, message: str) -> TenderOffer:
    said = Said(Tone.WARN, message)
    return TenderOffer(kind, 0, said, said)


def tender_at(place: int) -> TenderKind:
    """Return the tender of key Alt+``place``."""
    return TENDERS[place - 1]
