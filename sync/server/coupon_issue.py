"""Gives members coupons, takes them back, and lists what became of them.

A coupon is brought at once to the till that its member visits most, so that it can be redeemed
there without a line.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.clock import ShopDays, add_days
from pos_member.domain.code_texts import coupon_text
from pos_member.domain.codes import COUPON_CODE_BYTES
from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.ledger import COUPON, Kind, Reason
from pos_member.domain.shape import Shape
from pos_member.domain.transfers import coupon_issued
from sync.server import feed, lending, levelling, posting, programs, tables
from sync.server.coupons import find
from sync.server.custom import home_of
from sync.server.house import House
from sync.server.levelling import Due

_COUPON = tables.coupon
_LEDGER = tables.ledger


def issue(
    connection: Connection, asked: Shape, house: House, *, random_10: bytes, now_ms: int
) -> dict[str, object]:
    """Give a member a coupon; return its id and the text of its code.

    ``asked``: ``member`` and ``template``, ``first_day`` and ``last_day`` where it has them; the
    template's ``valid_days`` begin with the first day, at the shop's midnight.

    Raises:
        Refused: ``member_unknown``, ``member_frozen``, ``member_closed``, ``coupon_unknown`` for a
            template that the program in force does not have.
        Damaged: ``shape``: what is asked is not that.
    """
    member_id = asked.text("member", longest=36)
    template_id = asked.text("template", longest=64)
    first_day, last_day = _day(asked, "first_day"), _day(asked, "last_day")
    if first_day and last_day and last_day < first_day:
        raise Damaged("shape", path="last_day", why="must not be before first_day")
    program = programs.in_force(connection, now_ms)
    templates = {each.template_id: each for each in program.coupons} if program else {}
    if program is None or template_id not in templates:
        raise Refused("coupon_unknown", template=template_id)
    if (days := templates[template_id].valid_days) and not last_day:
        begins = first_day or ShopDays(program.zone).calendar_day(now_ms)
        last_day = add_days(begins, days - 1)
    assert len(random_10) == COUPON_CODE_BYTES
    no = _member_no(connection, member_id)
    coupon_id = random_10.hex()
    row = row_of(coupon_id, no, template_id, now_ms=now_ms) | {
        "first_day": first_day,
        "last_day": last_day,
        "offline_ok": int(templates[template_id].offline_ok),
    }
    give(connection, [(member_id, row)], house, now_ms=now_ms)
    if home := home_of(connection, no):
        levelling.flag(connection, [(home, Due(no, member_id, Kind.COUPON))])
    return {"coupon": coupon_id, "code": coupon_text(random_10)}


def row_of(coupon_id: str, no: int, template_id: str, *, now_ms: int) -> dict[str, Any]:
    """Return the row of a new coupon that counts at once, for ever, and only on lease."""
    return {
        "coupon_id": coupon_id,
        "no": no,
        "template_id": template_id,
        "first_day": "",
        "last_day": "",
        "offline_ok": 0,
        "issued_ms": now_ms,
        "used_by": "",
        "ended": 0,
    }


def give(
    connection: Connection,
    found: Sequence[tuple[str, dict[str, Any]]],
    house: House,
    *,
    now_ms: int,
) -> None:
    """Write coupons (whose, and its row) and post each to its member."""
    if not found:
        return
    connection.execute(sa.insert(_COUPON), [row for _, row in found])
    for member_id, row in found:
        coupon_id, last_day = row["coupon_id"], row["last_day"]
        made = coupon_issued(house.store.store_id, member_id, coupon_id, last_day)
        cause_id = f"{COUPON}/{coupon_id}"
        posting.post(connection, cause_id, [made], no=row["no"], now_ms=now_ms)
    feed.changed(connection, feed.Change.COUPON, [row["coupon_id"] for _, row in found])


def end(connection: Connection, coupon_id: str) -> dict[str, object]:
    """Take a coupon back: nobody is lent it any more, and who has it on loan is asked for it.

    A till that redeems it before it hears of that has the right to.

    Raises:
        Refused: ``coupon_unknown``, ``coupon_used``.
    """
    # The lock of its member, as a push takes it.
    connection.execute(_LOCK, {"id": coupon_id})
    found = find(connection, coupon_id)
    if found is None:
        raise Refused("coupon_unknown", coupon=coupon_id)
    if not connection.execute(_END, {"id": coupon_id}).rowcount:
        raise Refused("coupon_used", coupon=coupon_id)
    if found.lease_id:
        lending.ask_back(connection, found.lease_id, 0)
    feed.changed(connection, feed.Change.COUPON, [coupon_id])
    return {"ended": True}


def report(connection: Connection, *, rows_max: int = 500) -> dict[str, object]:
    """Return the newest coupons with their state, and every loss: a second use, which stands.

    A state is ``free``, ``lent``, ``used`` or ``ended``.
    """
    found = connection.execute(_NEWEST.limit(rows_max)).mappings()
    losses = connection.execute(_LOSSES.limit(rows_max)).mappings()
    return {"coupons": [dict(row) for row in found], "losses": [dict(row) for row in losses]}


def _day(asked: Shape, key: str) -> str:
    if not asked.has(key) or asked.raw(key) == "":
        return ""
    try:
        return add_days(asked.text(key, longest=10), 0)
    except ValueError as wrong:
        raise Damaged("shape", path=key, why="must be a day like '2026-11-22'") from wrong


def _member_no(connection: Connection, member_id: str) -> int:
    row = connection.execute(_MEMBER, {"id": member_id}).first()
    if row is None:
        raise Refused("member_unknown", member=member_id)
    if row.status != "active":
        raise Refused("member_" + row.status)
    return int(row.no)


_MEMBER = (
    sa.select(tables.member.c.no, tables.member.c.status)
    .join(tables.holding, tables.holding.c.no == tables.member.c.no)
    .where(tables.member.c.member_id == sa.bindparam("id"))
    .with_for_update(of=tables.holding)
)
_LOCK = (
    sa.select(tables.holding.c.no)
    .join(_COUPON, _COUPON.c.no == tables.holding.c.no)
    .where(_COUPON.c.coupon_id == sa.bindparam("id"))
    .with_for_update(of=tables.holding)
)
_END = (
    sa.update(_COUPON)
    .where(_COUPON.c.coupon_id == sa.bindparam("id"), _COUPON.c.used_by == "")
    .values(ended=1)
)
_ON_LOAN = sa.exists().where(
    tables.lease_lot.c.lot == _COUPON.c.coupon_id,
    tables.lease_lot.c.amount > 0,
    tables.lease_lot.c.lease_id == tables.lease.c.lease_id,
    tables.lease.c.no == _COUPON.c.no,
    tables.lease.c.kind == "coupon",
)
_NEWEST = (
    sa.select(
        _COUPON.c.coupon_id,
        tables.member.c.member_id,
        _COUPON.c.template_id,
        _COUPON.c.first_day,
        _COUPON.c.last_day,
        _COUPON.c.issued_ms,
        _COUPON.c.used_by,
        sa.case(
            (_COUPON.c.used_by != "", "used"),
            (_COUPON.c.ended == 1, "ended"),
            (_ON_LOAN, "lent"),
            else_="free",
        ).label("state"),
    )
    .join_from(_COUPON, tables.member, tables.member.c.no == _COUPON.c.no)
    .order_by(_COUPON.c.issued_ms.desc(), _COUPON.c.coupon_id)
)
_LOSSES = (
    sa.select(
        _LEDGER.c.lot.label("coupon_id"),
        _LEDGER.c.cause_id.label("operation"),
        _LEDGER.c.posted_ms,
    )
    .where(_LEDGER.c.unit == COUPON, _LEDGER.c.reason == Reason.LOSS.value)
    .where(_LEDGER.c.debit.like("store/%"))
    .order_by(_LEDGER.c.posted_ms.desc(), _LEDGER.c.cause_id)
)
