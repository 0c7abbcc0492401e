"""Opening balances: what members bring along when the books begin, each from an account of its own.

A shop that comes from another system does not begin with nothing, and nothing comes from nowhere:
what is brought in is debited to the store's account ``opening``, so that the books add up to zero.
"""

from dataclasses import dataclass

from pos_member.domain.lease import Lot
from pos_member.domain.ledger import (
    COUPON,
    POINTS,
    QUALIFYING,
    SESSION,
    Kind,
    Reason,
    Transfer,
    member_account,
    store_account,
)

OPENING = "opening"
"""The store's account that opening balances come from."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What one member brings: minor units, and lots of what is held lot by lot.

    Attributes:
        qualifying: what counts towards a tier, for as long as it counts.
        coupons: each a lot of one, named by the coupon.
        sessions: lots as ``ledger.session_lot`` names them.
    """

    principal: int = 0
    bonus: int = 0
    qualifying: int = 0
    points: tuple[Lot, ...] = ()
    coupons: tuple[Lot, ...] = ()
    sessions: tuple[Lot, ...] = ()


def opening_transfers(
    member_id: str, opening: Opening, *, store_id: str, currency: str
) -> tuple[Transfer, ...]:
    """Return the transfers that bring ``opening`` into the books."""
    source = store_account(store_id, OPENING)
    plain = (
        (Kind.PRINCIPAL, opening.principal, currency, Reason.TOP_UP),
        (Kind.BONUS, opening.bonus, currency, Reason.BONUS),
        (Kind.QUALIFYING, opening.qualifying, QUALIFYING, Reason.QUALIFY),
    )
    made = [
        Transfer(source, member_account(member_id, kind), amount, unit, reason)
        for kind, amount, unit, reason in plain
        if amount
    ]
    by_lot = (
        (Kind.POINTS, opening.points, POINTS, Reason.EARN),
        (Kind.COUPON, opening.coupons, COUPON, Reason.ISSUE),
        (Kind.SESSION, opening.sessions, SESSION, Reason.SELL),
    )
    for kind, lots, unit, reason in by_lot:
        account = member_account(member_id, kind)
        made += [
            Transfer(source, account, lot.amount, unit, reason, lot.lot, lot.expires_day)
            for lot in lots
        ]
    return tuple(made)
