"""The transfers of an operation: a pure function of its body, the same on till and server.

What the till decided (which lease, which lots, how much principal, how much bonus) is in the body
and is never decided again here.
"""

from pos_member.domain.lease import Leg
from pos_member.domain.ledger import (
    COUPON,
    HEADROOM,
    POINTS,
    QUALIFYING,
    SESSION,
    AccountId,
    Kind,
    Reason,
    Transfer,
    free_account,
    headroom_account,
    lease_account,
    member_account,
    owed_account,
    store_account,
    unit_of,
)
from pos_member.domain.operations import (
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Redeemed,
    Refund,
    Sale,
    SessionRedeemed,
    TenderAbandoned,
    Tendered,
    TopUp,
    Where,
)
from pos_member.domain.package_operation import lots_sold

COUPONS_ISSUED = "coupons_issued"
"""The store's account that coupons come from."""


def transfers_of(op_id: str, body: Body, *, currency: str = "CNY") -> tuple[Transfer, ...]:
    """Return the transfers that ``body`` makes, in order.

    ``op_id`` names the lease that a top-up creates and the lots that an operation earns.
    ``currency`` is the shop's, for operations that carry none.
    """
    # A drawer is counted, not booked, and an act at the counter is only noted: neither moves any.
    made: tuple[Transfer, ...] = ()
    match body:
        case Sale():
            made = _sale(op_id, body)
        case Refund():
            made = _refund(op_id, body)
        case TopUp():
            made = _top_up(op_id, body)
        case LeaseOpened() | LeaseReturned():
            made = _lending(body, currency)
        case TenderAbandoned(where=where):
            made = (_outside(where, body.tender, store_account(where.store_id, "taken")),)
        case SessionRedeemed(where=where):
            used = store_account(where.store_id, "sessions_redeemed")
            made = _sessions(body.leg, body.member_id, used, Reason.REDEEM)
        case Enrolment():
            made = _enrolment(op_id, body)
    return made


def _lending(body: LeaseOpened | LeaseReturned, currency: str) -> tuple[Transfer, ...]:
    if isinstance(body, LeaseOpened):
        grant = body.grant
        leg, member_id = Leg(grant.lease_id, grant.kind, grant.amount, grant.lots), grant.member_id
    else:
        leg = Leg(body.lease_id, body.account_kind, body.amount, body.lots)
        member_id = body.member_id
    lent = lease_account(leg.lease_id, member_id, leg.kind)
    held, unit = free_account(member_id, leg.kind), unit_of(leg.kind, currency)
    if isinstance(body, LeaseOpened):
        return _lots_or_whole(held, lent, leg, unit, Reason.LEND)
    return _lots_or_whole(lent, held, leg, unit, Reason.RETURN)


def _sale(op_id: str, sale: Sale) -> tuple[Transfer, ...]:
    where, member = sale.where, sale.member_id
    made: list[Transfer] = []
    sales = store_account(where.store_id, "sales")
    for tender in sale.tenders:
        if not tender.amount:
            continue
        if tender.kind == "stored_value":
            made += [_spend(leg, member, sales, where.currency) for leg in tender.legs]
        elif tender.kind == "points":
            made += _burn(tender, member, where)
        else:
            made.append(_outside(where, tender, sales))
    if sale.rounding:
        given = store_account(where.store_id, "rounding")
        debit, credit = (given, sales) if sale.rounding > 0 else (sales, given)
        made.append(Transfer(debit, credit, abs(sale.rounding), where.currency, Reason.ROUNDING))
    return (*made, *_granted(op_id, member, sale)) if member else tuple(made)


def _granted(op_id: str, member: str, sale: Sale) -> list[Transfer]:
    """Return what a member gets for a sale, sessions too, and the coupons that they gave for it."""
    where = sale.where
    made = [_redeem(each, member, where) for each in sale.coupons]
    rights = lease_account(op_id, member, Kind.SESSION)
    given = store_account(where.store_id, "sessions_sold")
    made += [
        Transfer(given, rights, lot.amount, SESSION, Reason.SELL, lot.lot, lot.expires_day)
        for lot in lots_sold(op_id, sale.packages)
    ]
    if sale.points_earned:
        made.append(earned(op_id, member, sale.points_earned, sale.points_expire_day, where))
    if sale.qualifying:
        granted = store_account(where.store_id, "qualifying_granted")
        made.append(
            Transfer(
                granted,
                member_account(member, Kind.QUALIFYING),
                sale.qualifying,
                QUALIFYING,
                Reason.QUALIFY,
                lot=op_id,
            )
        )
    return made


def _refund(op_id: str, refund: Refund) -> tuple[Transfer, ...]:
    """Turn the transfers of a sale around, as far as it is taken back."""
    where, member = refund.where, refund.member_id
    sales = store_account(where.store_id, "sales")

    def money(credit: AccountId, amount: int) -> list[Transfer]:
        return [Transfer(sales, credit, amount, where.currency, Reason.REFUND)] if amount else []

    made: list[Transfer] = []
    for tender in refund.tenders:
        made += money(store_account(where.store_id, tender.kind), tender.amount)
    given = store_account(where.store_id, "rounding")
    if refund.rounding < 0:
        taken = -refund.rounding
        made.append(Transfer(given, sales, taken, where.currency, Reason.ROUNDING))
    made += money(given, max(0, refund.rounding))
    if member is None:
        return tuple(made)
    made += money(lease_account(op_id, member, Kind.PRINCIPAL), refund.principal)
    made += money(member_account(member, Kind.BONUS), refund.bonus)
    made += money(store_account(where.store_id, "points_value"), refund.points_worth)
    gone = store_account(where.store_id, "sessions_sold")
    for leg in refund.sessions:
        made += _sessions(leg, member, gone, Reason.REFUND)
    return (*made, *_ungranted(member, refund))


def _ungranted(member: str, refund: Refund) -> list[Transfer]:
    """Return points burnt that come back to their lots, and what was granted and is taken back."""
    store = refund.where.store_id
    burnt, held = store_account(store, "points_burnt"), member_account(member, Kind.POINTS)
    made = [
        Transfer(burnt, held, lot.amount, POINTS, Reason.REFUND, lot.lot, lot.expires_day)
        for lot in refund.points
    ]
    if refund.earned:
        granted, owed = store_account(store, "points_granted"), owed_account(member)
        lot = refund.sale_id
        made.append(Transfer(owed, granted, refund.earned, POINTS, Reason.REFUND, lot))
    if refund.qualifying:
        granted = store_account(store, "qualifying_granted")
        held, lot = member_account(member, Kind.QUALIFYING), refund.sale_id
        made.append(Transfer(held, granted, refund.qualifying, QUALIFYING, Reason.REFUND, lot=lot))
    return made


def _enrolment(op_id: str, enrolment: Enrolment) -> tuple[Transfer, ...]:
    if not enrolment.headroom:
        return ()
    member = enrolment.member_id
    lent = lease_account(op_id, member, Kind.HEADROOM)
    room = headroom_account(member)
    return (Transfer(room, lent, enrolment.headroom, HEADROOM, Reason.HEADROOM),)


def _top_up(op_id: str, top_up: TopUp) -> tuple[Transfer, ...]:
    where, member = top_up.where, top_up.member_id
    rights = lease_account(op_id, member, Kind.PRINCIPAL)
    made = [_outside(where, top_up.tender, rights, Reason.TOP_UP)]
    if top_up.bonus:
        made.append(
            Transfer(
                store_account(where.store_id, "bonus_granted"),
                member_account(member, Kind.BONUS),
                top_up.bonus,
                where.currency,
                Reason.BONUS,
            )
        )
    if top_up.points:
        made.append(earned(op_id, member, top_up.points, top_up.points_expire_day, where))
    made += [_filled(leg, member) for leg in top_up.headroom]
    return tuple(made)


def _filled(leg: Leg, member: str) -> Transfer:
    """Headroom that was paid into is on loan no more: the balance has risen by as much."""
    lent = lease_account(leg.lease_id, member, Kind.HEADROOM)
    return Transfer(lent, headroom_account(member), leg.amount, HEADROOM, Reason.HEADROOM)


def _spend(leg: Leg, member: str | None, sales: AccountId, currency: str) -> Transfer:
    assert member is not None
    lent = lease_account(leg.lease_id, member, leg.kind)
    return Transfer(lent, sales, leg.amount, currency, Reason.SPEND)


def _burn(tender: Tendered, member: str | None, where: Where) -> list[Transfer]:
    assert member is not None
    burnt = store_account(where.store_id, "points_burnt")
    made: list[Transfer] = []
    for leg in tender.legs:
        lent = lease_account(leg.lease_id, member, Kind.POINTS)
        made += _lots_or_whole(lent, burnt, leg, POINTS, Reason.BURN)
    worth = store_account(where.store_id, "points_value")
    sales = store_account(where.store_id, "sales")
    return [*made, Transfer(worth, sales, tender.amount, where.currency, Reason.BURN)]


def _redeem(used: Redeemed, member: str, where: Where) -> Transfer:
    """Take a coupon from its lease; without one, from what the member has."""
    held = member_account(member, Kind.COUPON)
    if used.lease_id:
        held = lease_account(used.lease_id, member, Kind.COUPON)
    gone = store_account(where.store_id, "coupons_redeemed")
    return Transfer(held, gone, 1, COUPON, Reason.REDEEM, used.coupon_id, used.last_day)


def coupon_issued(store_id: str, member: str, coupon_id: str, last_day: str) -> Transfer:
    """Return the transfer that gives a coupon; ``last_day`` is empty for ever."""
    source, held = store_account(store_id, COUPONS_ISSUED), member_account(member, Kind.COUPON)
    return Transfer(source, held, 1, COUPON, Reason.ISSUE, coupon_id, last_day)


def _sessions(leg: Leg, member: str, gone: AccountId, why: Reason) -> tuple[Transfer, ...]:
    held = lease_account(leg.lease_id, member, Kind.SESSION)
    return _lots_or_whole(held, gone, leg, SESSION, why)


def earned(op_id: str, member: str, points: int, expires_day: str, where: Where) -> Transfer:
    """Return the transfer that gives ``points`` in a lot of their own, named by the operation."""
    return Transfer(
        store_account(where.store_id, "points_granted"),
        member_account(member, Kind.POINTS),
        points,
        POINTS,
        Reason.EARN,
        lot=op_id,
        expires_day=expires_day,
    )


def _outside(
    where: Where, tender: Tendered, credit: AccountId, reason: Reason = Reason.TENDER
) -> Transfer:
    taken = store_account(where.store_id, tender.kind)
    return Transfer(taken, credit, tender.amount, where.currency, reason)


def _lots_or_whole(
    debit: AccountId, credit: AccountId, leg: Leg, unit: str, reason: Reason
) -> tuple[Transfer, ...]:
    if not leg.lots:
        return (Transfer(debit, credit, leg.amount, unit, reason),)
    return tuple(
        Transfer(debit, credit, lot.amount, unit, reason, lot.lot, lot.expires_day)
        for lot in leg.lots
    )
