"""Coupons at the till: which a member may use here, and which are on the counter.

A coupon is used only from a lease that this till holds, online too, unless its template says that
it needs none. What is on the counter holds its lease back until it is sold or taken off.
"""

from sqlalchemy import Connection

from pos_member.domain.basket import Basket
from pos_member.domain.clock import ShopDays
from pos_member.domain.coupon import CouponFacts, why_not
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.lease import Lease
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Redeemed
from pos_member.domain.pricing import Quote
from pos_member.domain.program import Program
from pos_member.domain.views import CouponView, MemberView
from pos_member.services.quoting import program_for
from pos_member.services.shop_time import check_clock, trusted_ms
from pos_member.services.till import Till, may_spend
from pos_member.storage import coupons, leases, tenders
from pos_member.storage.coupons import ChosenRow, CouponRow

NOT_HERE = "coupon_not_here"
"""Online, and the right is not at this till: ask for it, and choose again."""
OFFLINE = "coupon_offline"


def choose(
    till: Till,
    basket: Basket,
    member: MemberView | None,
    coupon_id: str,
    *,
    online: bool,
    moment: Moment,
) -> tuple[CouponFacts, ...]:
    """Put a coupon on the counter with ``basket``; return all that are there now.

    Raises:
        Refused: ``coupon_unknown``, ``coupon_used``, ``coupon_needs_member``,
            ``coupon_of_another``, ``coupon_not_yet``, ``coupon_expired``, ``coupon_limit``,
            ``coupon_tenders``, ``coupon_on_counter``, ``clock_wrong``; ``coupon_not_here`` where
            the server may lend it now, ``coupon_offline`` where it cannot be asked.
    """
    program = program_for(till, basket, moment)
    with till.cache.reading() as replica:
        row = coupons.by_id(replica, coupon_id)
    if row is None:
        raise Refused("coupon_unknown", template="")
    if row.state != coupons.OPEN:
        raise Refused("coupon_used")
    _check_rules(row, program, member, moment)
    with till.journal.writing() as connection:
        here = coupons.chosen(connection, basket.basket_id)
        if all(each.coupon_id != coupon_id for each in here):
            if len(here) >= program.coupons_per_sale:
                raise Refused("coupon_limit", limit=program.coupons_per_sale)
            if tenders.of_basket(connection, basket.basket_id):
                raise Refused("coupon_tenders")
            if coupons.is_elsewhere(connection, basket.basket_id, coupon_id):
                raise Refused("coupon_on_counter")
            lease_id = _right(connection, row, online=online, moment=moment)
            coupons.choose(connection, _chosen(row, basket, lease_id))
        return facts(coupons.chosen(connection, basket.basket_id))


def drop(till: Till, basket_id: str, coupon_id: str) -> tuple[CouponFacts, ...]:
    """Take a coupon off the counter; return those that are left.

    Raises:
        Refused: ``coupon_tenders``: what was taken already was for a bill with it.
    """
    with till.journal.writing() as connection:
        if tenders.of_basket(connection, basket_id):
            raise Refused("coupon_tenders")
        coupons.drop(connection, basket_id, coupon_id)
        return facts(coupons.chosen(connection, basket_id))


def on_counter(connection: Connection, basket_id: str) -> tuple[CouponFacts, ...]:
    """Return the coupons that a basket is priced with."""
    return facts(coupons.chosen(connection, basket_id))


def redeemed(connection: Connection, basket_id: str, priced: Quote) -> tuple[Redeemed, ...]:
    """Return what a sale uses up: those that took something off; the others stay the member's."""
    took = {off.values.get("coupon") for line in priced.lines for off in line.deductions}
    here = coupons.chosen(connection, basket_id)
    return tuple(row.redeemed() for row in here if row.coupon_id in took)


def of_member(
    till: Till, member_id: str, program: Program | None, moment: Moment
) -> tuple[CouponView, ...]:
    """Return what a member may use, now or from a later day on, the first to end first."""
    if program is None:
        return ()
    names = {each.template_id: till.words(each.name) for each in program.coupons}
    today = _today(program, moment)
    with till.cache.reading() as replica:
        rows = coupons.of_member(replica, member_id)
    if not rows:
        return ()
    found = []
    with till.journal.reading() as connection:
        held = _held(connection, member_id, moment)
        for row in rows:
            is_here = row.coupon_id in held
            over = bool(row.last_day) and today > row.last_day
            used = not is_here and coupons.was_used(connection, row.coupon_id)
            if row.template_id in names and not over and not used:
                found.append(_view(row, names[row.template_id], today, is_here=is_here))
    return tuple(found)


def _view(row: CouponRow, name: str, today: str, *, is_here: bool) -> CouponView:
    return CouponView(
        row.coupon_id,
        name,
        row.first_day,
        row.last_day,
        is_here=is_here or row.offline_ok,
        is_early=bool(row.first_day) and today < row.first_day,
    )


def facts(rows: list[ChosenRow]) -> tuple[CouponFacts, ...]:
    """Return ``rows`` as pricing takes them."""
    return tuple(
        CouponFacts(row.coupon_id, row.template_id, row.member_id, row.first_day, row.last_day)
        for row in rows
    )


def _check_rules(
    row: CouponRow, program: Program, member: MemberView | None, moment: Moment
) -> None:
    if member is None:
        raise Refused("coupon_needs_member")
    asked = CouponFacts(row.coupon_id, row.template_id, row.member_id, row.first_day, row.last_day)
    today = _today(program, moment)
    why = why_not(asked, program, member_id=member.member_id, today=today)
    if why is not None:
        raise Refused(why[0], **why[1])


def _right(connection: Connection, row: CouponRow, *, online: bool, moment: Moment) -> str:
    """Return the lease that the coupon is taken from; empty where it needs none."""
    if row.offline_ok:
        if coupons.was_used(connection, row.coupon_id):
            raise Refused("coupon_used")
        return ""
    check_clock(connection, moment)
    held = _held(connection, row.member_id, moment).get(row.coupon_id)
    if held is None:
        raise Refused(NOT_HERE if online else OFFLINE)
    return held.lease_id


def _held(connection: Connection, member_id: str, moment: Moment) -> dict[str, Lease]:
    """Return the member's coupons that may be used here now, by id, with their leases."""
    if not may_spend(connection):
        return {}
    now_ms = trusted_ms(connection, moment)
    return {
        held.lots[0].lot: held
        for held in leases.of_member(connection, member_id)
        if held.kind is Kind.COUPON and held.free > 0 and held.expires_ms > now_ms
    }


def _chosen(row: CouponRow, basket: Basket, lease_id: str) -> ChosenRow:
    return ChosenRow(
        row.coupon_id,
        basket.basket_id,
        row.member_id,
        row.template_id,
        row.first_day,
        row.last_day,
        lease_id,
    )


def _today(program: Program, moment: Moment) -> str:
    return ShopDays(program.zone, program.day_cut_hour).calendar_day(moment.wall_ms)
