"""Recovery: the server was restored from a backup, and learns again from its tills what it forgot.

Each till says again what the books lack. What it has on loan beyond what they know of comes out of
``suspense``, the one account that may be below zero, until another till brings what it came from.
Nothing is lent meanwhile. It ends when every active till has checked in, or on a manager's word.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.lease import Grant, Lot
from pos_member.domain.ledger import (
    HEADROOM,
    AccountId,
    Kind,
    Reason,
    Transfer,
    headroom_account,
    lease_account,
    member_account,
    store_account,
    suspense_account,
    unit_of,
)
from sync.server import columns, feed, posting, tables
from sync.server.books import LeaseRow
from sync.server.desk import Desk
from sync.server.house import House
from sync.server.shortage import SHORTAGE

AWAITED = "awaited"
ABSENT = "absent"
"""Given up by a manager: it may still bring what it has, at the shop's risk."""
CODE = "recovering"
"""Why a wish gets nothing while the server recovers."""

_TILL = tables.recovering
_SUSPENSE = tables.suspense


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the server recovers, and whether it still relearns from the till that asks."""

    on: bool
    relearning: bool


def begin(connection: Connection, epoch: str) -> None:
    """Begin another life of the books, named ``epoch``: they were brought back from a backup."""
    for statement in (sa.delete(_TILL), _OLD_EPOCH):
        connection.execute(statement)
    connection.execute(sa.insert(tables.setting), {"key": "epoch", "value": epoch})
    connection.execute(_ALL_AWAITED)
    # Another cluster counts its transactions anew; every till reads from the beginning anyway.
    connection.execute(sa.update(tables.feed).values(tx=0))


def standing(connection: Connection, terminal_id: str) -> Standing:
    """Return how things stand for till ``terminal_id``."""
    states = {row.terminal_id: row.state for row in connection.execute(_EVERY)}
    return Standing(AWAITED in states.values(), terminal_id in states)


def is_forgotten(desk: Desk, grant: Grant) -> bool:
    """Tell whether the books lack a lease that was granted to this very till."""
    return grant.lease_id not in desk.leases and grant.terminal_id == desk.terminal_id


def relearn(desk: Desk, grant: Grant, no: int, *, void: bool) -> None:
    """Lend again what a till was lent after the backup was made: what is free, then suspense.

    ``void``: its incarnation has ended since.
    """
    row = LeaseRow(
        grant.lease_id,
        grant.terminal_id,
        no,
        grant.kind,
        grant.amount,
        opened=True,
        incarnation=desk.incarnation,
        void=void,
    )
    desk.books.make_lease(row, expires_ms=grant.expires_ms)
    if grant.kind is Kind.COUPON:
        for lot in grant.lots:
            desk.books.know_coupon(lot.lot, no, lot.expires_day)
    lent = tuple(_lent(desk, grant, no))
    desk.books.post(grant.lease_id, lent, no=no, now_ms=desk.now_ms)


def heard(desk: Desk, *, has_all: bool) -> bool:
    """Make good what a till's push brought; ``has_all``: with it, all that the till has is here.

    Tell whether the server still recovers.
    """
    connection, house = desk.connection, desk.house
    if has_all:
        check_in(connection, desk.terminal_id)
    goes_on = standing(connection, desk.terminal_id).on
    make_good(connection, house, now_ms=desk.now_ms, last=not goes_on)
    return goes_on


def check_in(connection: Connection, terminal_id: str) -> None:
    """Note that a till has said everything again; with the last one, recovery ends."""
    # Locked all together: of two tills that check in at once, one must see that it is the last.
    connection.execute(_EVERY.with_for_update()).all()
    connection.execute(_CHECKED_IN, {"id": terminal_id})


def excuse(connection: Connection, terminal_id: str, house: House, *, now_ms: int) -> None:
    """Await a till no longer that will not come; if it was the last one, recovery ends."""
    states = {row.terminal_id: row.state for row in connection.execute(_EVERY.with_for_update())}
    if states.pop(terminal_id, None) == AWAITED:
        connection.execute(
            _GIVEN_UP.where(_TILL.c.terminal_id == sa.bindparam("id")), {"id": terminal_id}
        )
        if AWAITED not in states.values():
            make_good(connection, house, now_ms=now_ms, last=True)


def end(connection: Connection, house: House, *, now_ms: int) -> list[str]:
    """End recovery on a manager's word; return the tills that are absent.

    Theirs is the shop's risk: what was lent to them or made by them may have been spent elsewhere
    by the time that they come.
    """
    absent = [row.terminal_id for row in connection.execute(_EVERY.with_for_update())]
    connection.execute(_GIVEN_UP)
    make_good(connection, house, now_ms=now_ms, last=True)
    return absent


def report(connection: Connection) -> dict[str, object]:
    """Return whether the server recovers, whom it awaits, and what is unsettled, without names."""
    tills = [dict(row) for row in connection.execute(_TILLS).mappings()]
    open_rows = [dict(row) for row in connection.execute(_OPEN).mappings()]
    return {
        "recovering": any(till["state"] == AWAITED for till in tills),
        "tills": tills,
        "suspense": open_rows,
        "unnamed": int(connection.execute(_NAMELESS).scalar_one()),
    }


def make_good(connection: Connection, house: House, *, now_ms: int, last: bool) -> None:
    """Put what members have free into what is unsettled of theirs; the shop pays at ``last``.

    Nobody's figure is made smaller than what its holder has: free value was lent twice on paper.
    """
    changed: set[int] = set()
    for row in connection.execute(_OWED).all():
        kind, lot = Kind(row.kind), Lot(row.lot, 0, row.expires_day)
        free = min(-row.amount, _free(connection, row.no, kind, row.lot))
        to = suspense_account(row.member_id, kind)
        unit, held = unit_of(kind, house.store.currency), member_account(row.member_id, kind)
        made = _moved((held, to), lot, free, unit, Reason.SUSPENSE)
        if last:
            pays = store_account(house.store.store_id, SHORTAGE)
            rest = -row.amount - free
            made += _moved((pays, to), lot, rest, unit, Reason.LOSS)
        cause_id = f"suspense/{row.no}/{row.kind}/{row.lot}/{row.moves}"
        posting.post(connection, cause_id, made, no=row.no, now_ms=now_ms)
        changed.add(row.no)
    feed.changed(connection, feed.Change.FIGURES, changed)


def _lent(desk: Desk, grant: Grant, no: int) -> Iterable[Transfer]:
    to = lease_account(grant.lease_id, grant.member_id, grant.kind)
    if grant.kind is Kind.HEADROOM:
        # What may be paid in is worked out from the cap: there is nothing that could be missing.
        room = headroom_account(grant.member_id)
        yield Transfer(room, to, grant.amount, HEADROOM, Reason.LEND)
        return
    held = member_account(grant.member_id, grant.kind)
    unsettled = suspense_account(grant.member_id, grant.kind)
    for lot in grant.lots or (Lot("", grant.amount, ""),):
        free = min(lot.amount, desk.books.free(no, grant.kind, lot.lot))
        for source, amount in ((held, free), (unsettled, lot.amount - free)):
            yield from _moved(
                (source, to),
                lot,
                amount,
                unit_of(grant.kind, desk.house.store.currency),
                Reason.LEND,
            )


def _moved(
    sides: tuple[AccountId, AccountId], lot: Lot, amount: int, unit: str, reason: Reason
) -> list[Transfer]:
    """Return the transfer of ``amount`` from one side to the other, none of nothing."""
    if not amount:
        return []
    return [Transfer(*sides, amount, unit, reason, lot.lot, lot.expires_day)]


def _free(connection: Connection, no: int, kind: Kind, lot: str) -> int:
    if lot:
        found = connection.execute(_FREE_IN_LOT, {"no": no, "lot": lot}).scalar()
    else:
        found = connection.execute(_FREE[kind], {"no": no}).scalar()
    return int(found or 0)


_EVERY = sa.select(_TILL).order_by(_TILL.c.terminal_id)
_OLD_EPOCH = sa.delete(tables.setting).where(tables.setting.c.key == "epoch")
_ALL_AWAITED = sa.insert(_TILL).from_select(
    ["terminal_id", "state"],
    sa.select(tables.terminal.c.terminal_id, sa.literal(AWAITED)).where(
        tables.terminal.c.status == "active"
    ),
)
_CHECKED_IN = sa.delete(_TILL).where(_TILL.c.terminal_id == sa.bindparam("id"))
_GIVEN_UP = sa.update(_TILL).values(state=ABSENT)
_TILLS = (
    sa.select(
        _TILL.c.terminal_id,
        tables.terminal.c.register,
        _TILL.c.state,
        tables.terminal.c.last_seq,
        tables.terminal.c.seen_ms,
    )
    .join_from(_TILL, tables.terminal, tables.terminal.c.terminal_id == _TILL.c.terminal_id)
    .order_by(tables.terminal.c.register)
)
_OPEN = (
    sa.select(
        tables.member.c.member_id,
        _SUSPENSE.c.kind,
        sa.cast(sa.func.sum(_SUSPENSE.c.amount), columns.WHOLE).label("amount"),
    )
    .join_from(_SUSPENSE, tables.member, tables.member.c.no == _SUSPENSE.c.no)
    .where(_SUSPENSE.c.amount < 0)
    .group_by(tables.member.c.member_id, _SUSPENSE.c.kind)
    .order_by(tables.member.c.member_id, _SUSPENSE.c.kind)
)
_NAMELESS = sa.select(sa.func.count()).select_from(tables.unnamed)
_OWED = (
    sa.select(
        *_SUSPENSE.c,
        tables.member.c.member_id,
    )
    .join_from(_SUSPENSE, tables.member, tables.member.c.no == _SUSPENSE.c.no)
    .join(tables.holding, tables.holding.c.no == _SUSPENSE.c.no)
    .where(_SUSPENSE.c.amount < 0)
    .order_by(_SUSPENSE.c.no, _SUSPENSE.c.kind, _SUSPENSE.c.lot)
    .with_for_update(of=tables.holding)
)
_FREE = {
    kind: sa.select(tables.holding.c[f"free_{kind.value}"]).where(
        tables.holding.c.no == sa.bindparam("no")
    )
    for kind in (Kind.PRINCIPAL, Kind.BONUS, Kind.POINTS)
}
_FREE_IN_LOT = sa.select(tables.lot.c.amount).where(
    tables.lot.c.no == sa.bindparam("no"), tables.lot.c.lot == sa.bindparam("lot")
)
