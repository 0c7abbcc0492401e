"""The transfers of an operation: a pure function of its body, the same on till and server.

What the till decided (which lease, which lots, how much principal, how much bonus) is in the body
and is never decided again here.
"""

from pos_member.domain.lease import Leg
from pos_member.domain.ledger import (
    HEADROOM,
    POINTS,
    QUALIFYING,
    AccountId,
    Kind,
    Reason,
    Transfer,
    free_account,
    headroom_account,
    lease_account,
    member_account,
    store_account,
    unit_of,
)
from pos_member.domain.operations import (
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Sale,
    TenderAbandoned,
    Tendered,
    TopUp,
    Where,
)


def transfers_of(op_id: str, body: Body, *, currency: str = "CNY") -> tuple[Transfer, ...]:
    """Return the transfers that ``body`` makes, in order.

    ``op_id`` names the lease that a top-up creates and the lots that an operation earns.
    ``currency`` is the shop's, for operations that carry none.
    """
    match body:
        case Sale():
            return _sale(op_id, body)
        case TopUp():
            return _top_up(op_id, body)
        case LeaseOpened(grant=grant):
            lent = lease_account(grant.lease_id, grant.member_id, grant.kind)
            held = free_account(grant.member_id, grant.kind)
            return _lots_or_whole(
                held,
                lent,
                Leg(grant.lease_id, grant.kind, grant.amount, grant.lots),
                unit_of(grant.kind, currency),
                Reason.LEND,
            )
        case LeaseReturned():
            lent = lease_account(body.lease_id, body.member_id, body.account_kind)
            held = free_account(body.member_id, body.account_kind)
            return _lots_or_whole(
                lent,
                held,
                Leg(body.lease_id, body.account_kind, body.amount, body.lots),
                unit_of(body.account_kind, currency),
                Reason.RETURN,
            )
        case TenderAbandoned():
            return (_outside(body.where, body.tender, store_account(body.where.store_id, "taken")),)
        case Enrolment():
            return _enrolment(op_id, body)
    raise AssertionError(body)


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
    if member and sale.points_earned:
        made.append(_earn(op_id, member, sale.points_earned, sale.points_expire_day, where))
    if member and sale.qualifying:
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
    return tuple(made)


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
        made.append(_earn(op_id, member, top_up.points, top_up.points_expire_day, where))
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


def _earn(op_id: str, member: str, points: int, expires_day: str, where: Where) -> Transfer:
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
