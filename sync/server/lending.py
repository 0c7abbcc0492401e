"""Lends to tills what they may spend, and asks it back when another till needs it.

A grant is posted from the member's free balance to the lease in the transaction that answers the
wish, under the member's lock; its number is counted per till, so that the next push repeats what a
lost reply said. Nothing is ever taken back here: a recall is a wish, and the till returns.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.errors import PosError, Refused
from pos_member.domain.lease import (
    Grant,
    LeasePolicy,
    Lot,
    oldest_lots,
    read_grant,
)
from pos_member.domain.lease_share import Holder, recall_plan, shares
from pos_member.domain.ledger import LENT_KINDS, LOT_KINDS, LOT_MARK, Kind
from pos_member.domain.operations import LeaseOpened
from pos_member.domain.shape import Shape
from pos_member.domain.transfers import transfers_of
from sync.protocol import limits
from sync.protocol.messages import Recall, Want
from sync.server import coherence, columns, coupons, posting, sets, tables
from sync.server.books import LeaseRow, lease_values
from sync.server.custom import custom_of
from sync.server.desk import Desk

RECALLING = "recalling"

_LEASE = tables.lease
_HELD = tables.holding


ONLINE_MS = 40_000
"""A till that was heard of so recently is online: every one asks at least that often."""
WAIT_MS = 5_000
"""For so long a payment's wish waits for what other tills were asked to give back."""
SINGLES = 3
"""Of stored value with a limit for one sale, a till holds enough for so many."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one member as a wish finds it: minor units or points.

    Of headroom the balance is the cap less what the member has, and free is what of it no till has.
    """

    no: int
    kind: Kind
    balance: int
    free: int
    lent_here: int


def lend(desk: Desk, want: Want, *, grant_ver: int, today: str, present: bool = True) -> Grant:
    """Grant what ``want`` may have of what is free, posted now; recall what is short.

    A payment that is short of what tills that are online hold waits for them. ``present`` is false
    where nobody stands at the till and nobody waits.
    ``today`` is the shop's day: points and sessions whose life has ended are not lent.

    Raises:
        Refused: with the code that the till is told; nothing was lent, but perhaps recalled.
            ``recalling``: it is told nothing yet.
    """
    coherence.check_id(want.lease_id)
    if want.kind not in LENT_KINDS:
        raise Refused("kind_not_lent")
    no = desk.member_no(want.member_id)
    _check_lease_id(desk, want.lease_id)
    account = read_account(desk, no, want.kind)
    if want.kind is Kind.COUPON:
        coupon = _coupon(desk, want, account, today, waits=present)
        return _granted(desk, want, account, (coupon,), grant_ver)
    due = {} if want.amount else _shares(desk, account, present=present)
    asked = want.amount or due.get(desk.terminal_id, 0) - account.lent_here
    if _recall_others(desk, account, asked, due) and want.amount and present:
        _WAIT.run(desk.connection, [_waiting(desk, no, want)])
        raise Refused(RECALLING)
    amount = min(asked, account.free)
    lots = _free_lots(desk.connection, account, today)
    if account.kind in LOT_KINDS:
        amount = min(amount, sum(lot.amount for lot in lots))
    if amount <= 0:
        raise Refused("share_held" if account.lent_here and not want.amount else "nothing_free")
    parts = oldest_lots(lots, amount)
    return _granted(desk, replace(want, amount=amount), account, parts, grant_ver)


def _granted(
    desk: Desk, want: Want, account: Account, lots: tuple[Lot, ...], grant_ver: int
) -> Grant:
    grant = Grant(
        want.lease_id,
        desk.terminal_id,
        want.member_id,
        want.kind,
        want.amount,
        desk.now_ms + desk.rules.policy.valid_ms,
        desk.rules.max_single if want.kind in (Kind.PRINCIPAL, Kind.BONUS) else 0,
        grant_ver,
        lots,
    )
    _write(desk, grant, account.no)
    return grant


def _coupon(desk: Desk, want: Want, account: Account, today: str, *, waits: bool) -> Lot:
    """Return the coupon that ``want`` names, if it is free; ask it back from who has it.

    Raises:
        Refused: ``coupon_unknown``, ``coupon_used``, ``coupon_expired``, ``coupon_needs_none``,
            ``share_held``, ``coupon_held``; ``recalling`` while somebody waits for it.
    """
    found = coupons.find(desk.connection, want.lot)
    if found is None or found.no != account.no or want.amount != 1:
        raise Refused("coupon_unknown")
    if why := found.why_not(today):
        raise Refused(why)
    if found.is_free:
        return Lot(want.lot, 1, found.last_day)
    if found.terminal_id == desk.terminal_id:
        raise Refused("share_held")
    if found.lease_id and waits:
        ask_back(desk.connection, found.lease_id, 0)
        seen = {"terminal": found.terminal_id, "seen": desk.now_ms - ONLINE_MS}
        if desk.connection.execute(_ONLINE, seen).scalar_one():
            _WAIT.run(desk.connection, [_waiting(desk, account.no, want)])
            raise Refused(RECALLING)
    raise Refused("coupon_held")


def lend_all(
    desk: Desk, wants: Iterable[Want], *, grant_ver: int, today: str
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Answer ``wants`` in order; return the till's new grant number and what got nothing, why."""
    refused: list[tuple[str, str]] = []
    for want in wants:
        try:
            lend(desk, want, grant_ver=grant_ver + 1, today=today)
        except PosError as why:
            if why.code not in ("granted_before", RECALLING):
                refused.append((want.lease_id, why.code))
        else:
            grant_ver += 1
    return grant_ver, tuple(refused)


def grants_after(connection: Connection, terminal_id: str, grant_ver: int) -> tuple[Grant, ...]:
    """Return the grants of a till after ``grant_ver``, in order, as many as a reply carries."""
    found = connection.execute(_GRANTS, {"terminal": terminal_id, "after": grant_ver})
    return tuple(read_grant(Shape(canonical.load(row.grant_json))) for row in found)


def recalls(connection: Connection, terminal_id: str) -> tuple[Recall, ...]:
    """Return what a till is asked to give back, and note that it has been told."""
    found = connection.execute(_RECALLED, {"terminal": terminal_id}).all()
    if any(not row.recall_told for row in found):
        connection.execute(_TOLD, {"terminal": terminal_id})
    return tuple(Recall(row.lease_id, row.recall_keep) for row in found)


def has_untold_recall(connection: Connection, terminal_id: str) -> bool:
    """Tell whether a till is asked for, or may have, something that no reply has told it yet."""
    return bool(connection.execute(_UNTOLD, {"terminal": terminal_id}).scalar_one())


def ask_back(connection: Connection, lease_id: str, keep: int) -> None:
    """Ask back what the lease ``lease_id`` holds beyond ``keep``."""
    connection.execute(_ASK_BACK, {"id": lease_id, "keep": keep})


def _check_lease_id(desk: Desk, lease_id: str) -> None:
    found = desk.connection.execute(_BY_ID, {"id": lease_id}).scalar()
    if found is not None:
        # The same wish again: its grant stands in the reply already.
        raise Refused("granted_before" if found == desk.terminal_id else "lease_id_taken")


def read_account(desk: Desk, no: int, kind: Kind) -> Account:
    """Return an account of member ``no``.

    Raises:
        Refused: ``member_frozen`` or ``member_closed``: nothing is lent of it; ``no_cap``.
    """
    where: dict[str, object] = {"no": no, "terminal": desk.terminal_id}
    if kind is Kind.HEADROOM:
        if desk.rules.cap is None:
            raise Refused("no_cap")
        where["cap"] = desk.rules.cap
    row = desk.connection.execute(_ACCOUNT[kind], where).one()
    if row.status != "active":
        raise Refused("member_" + row.status)
    # A cap that was lowered may leave less than nothing.
    return Account(no, kind, max(0, row.balance), max(0, row.free), row.lent_here)


def policy_for(desk: Desk) -> LeasePolicy:
    """Return the policy in force: of value with a limit for one sale, a till holds a few."""
    policy, most = desk.rules.policy, SINGLES * desk.rules.max_single
    return replace(policy, cap_minor=min(policy.cap_minor, most)) if most else policy


def _shares(desk: Desk, account: Account, *, present: bool) -> dict[str, int]:
    """Return till → its share of the account; a member who stands here counts as one visit more."""
    custom = custom_of(desk.connection, account.no, here=desk.terminal_id)
    if present:
        custom = custom.served_at(desk.terminal_id)
    return shares(account.balance, account.kind, policy_for(desk), custom)


def _recall_others(desk: Desk, account: Account, asked: int, due: dict[str, int]) -> bool:
    """Ask other tills for what is missing: all they hold for a payment, their excess for a share.

    Oldest leases first, only as many as are needed. Tell whether one of them is online.
    """
    where = {
        "no": account.no,
        "kind": account.kind.value,
        "terminal": desk.terminal_id,
        "seen": desk.now_ms - ONLINE_MS,
    }
    if asked <= account.free:
        return False
    found = desk.connection.execute(_OTHERS, where).all()
    online = {row.terminal_id for row in found if row.online}
    holders = [Holder(row.lease_id, row.terminal_id, row.remaining) for row in found]
    asked_back = recall_plan(asked - account.free, holders, due)
    for held, keep in asked_back:
        ask_back(desk.connection, held.lease_id, keep)
    return any(held.till in online for held, _ in asked_back)


def _free_lots(connection: Connection, account: Account, today: str) -> tuple[Lot, ...]:
    if account.kind not in LOT_KINDS:
        return ()
    found = connection.execute(_FREE_LOTS[account.kind], {"no": account.no, "today": today})
    return tuple(Lot(row.lot, row.amount, row.expires_day) for row in found)


def _write(desk: Desk, grant: Grant, no: int) -> None:
    row = LeaseRow(
        grant.lease_id,
        grant.terminal_id,
        no,
        grant.kind,
        grant.amount,
        opened=False,
        incarnation=desk.incarnation,
        max_single=grant.max_single,
    )
    values = lease_values(
        row,
        expires_ms=grant.expires_ms,
        grant_ver=grant.grant_ver,
        grant_json=canonical.dump(grant.to_json()).decode(),
    )
    lent = transfers_of(grant.lease_id, LeaseOpened(grant), currency=desk.house.store.currency)
    with desk.connection.begin_nested():
        desk.connection.execute(_NEW_LEASE, values)
        posting.post(desk.connection, grant.lease_id, lent, no=no, now_ms=desk.now_ms)
    desk.leases[grant.lease_id] = row


def _waiting(desk: Desk, no: int, want: Want) -> tuple[object, ...]:
    until_ms = desk.now_ms + WAIT_MS
    asked = (want.lease_id, want.amount, until_ms, 0, want.lot)
    return (desk.terminal_id, no, want.kind.value, *asked)


def _account_of(kind: Kind) -> sa.Select[tuple[str, int, int, int]]:
    lent = sa.select(sa.func.coalesce(sa.func.sum(_LEASE.c.remaining), 0)).where(
        _LEASE.c.no == _HELD.c.no, _LEASE.c.kind == kind.value
    )
    lent_here = lent.where(
        _LEASE.c.terminal_id == sa.bindparam("terminal"), _LEASE.c.void == 0
    ).scalar_subquery()
    balance, free = _whole_and_free(kind, lent.scalar_subquery())
    return sa.select(
        tables.member.c.status,
        balance.label("balance"),
        sa.cast(free, columns.WHOLE).label("free"),
        sa.cast(lent_here, columns.WHOLE).label("lent_here"),
    ).where(_HELD.c.no == sa.bindparam("no"), tables.member.c.no == _HELD.c.no)


def _whole_and_free(
    kind: Kind, lent: sa.ScalarSelect[int]
) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """Return how much there is of ``kind`` and how much of it nobody has on loan.

    Headroom is what the balance leaves below the cap; all of it counts that any lease holds, void
    or held apart: its till may have filled it.
    """
    if kind is not Kind.HEADROOM:
        return _HELD.c[kind.value], _HELD.c[f"free_{kind.value}"]
    cap = sa.bindparam("cap", type_=columns.WHOLE)
    room = cap - _HELD.c.principal - _HELD.c.bonus
    return room, room - lent


_NEW_LEASE = sa.insert(_LEASE)
_ACCOUNT = {kind: _account_of(kind) for kind in LENT_KINDS}
_BY_ID = sa.select(_LEASE.c.terminal_id).where(_LEASE.c.lease_id == sa.bindparam("id"))
_GRANTS = (
    sa.select(_LEASE.c.grant_json)
    .where(_LEASE.c.terminal_id == sa.bindparam("terminal"))
    .where(_LEASE.c.grant_ver > sa.bindparam("after"), _LEASE.c.void == 0)
    .order_by(_LEASE.c.grant_ver)
    .limit(limits.GRANTS_MAX)
)
_RECALLED = (
    sa.select(_LEASE.c.lease_id, _LEASE.c.recall_keep, _LEASE.c.recall_told)
    .where(_LEASE.c.terminal_id == sa.bindparam("terminal"), _LEASE.c.recall_keep.is_not(None))
    .order_by(_LEASE.c.lease_id)
    .limit(limits.GRANTS_MAX)
)
_UNTOLD = sa.select(
    sa.exists().where(
        _LEASE.c.terminal_id == sa.bindparam("terminal"),
        _LEASE.c.recall_keep.is_not(None),
        _LEASE.c.recall_told == 0,
    )
    | sa.exists().where(
        tables.wish.c.terminal_id == sa.bindparam("terminal"), tables.wish.c.ready == 1
    )
)
_TOLD = (
    sa.update(_LEASE)
    .where(_LEASE.c.terminal_id == sa.bindparam("terminal"), _LEASE.c.recall_keep.is_not(None))
    .values(recall_told=1)
)
_OTHERS = (
    sa.select(
        _LEASE.c.lease_id,
        _LEASE.c.terminal_id,
        _LEASE.c.remaining,
        (tables.terminal.c.seen_ms >= sa.bindparam("seen")).label("online"),
    )
    .join(tables.terminal, tables.terminal.c.terminal_id == _LEASE.c.terminal_id)
    .where(_LEASE.c.no == sa.bindparam("no"), _LEASE.c.kind == sa.bindparam("kind"))
    .where(_LEASE.c.terminal_id != sa.bindparam("terminal"))
    .where(_LEASE.c.remaining > 0, _LEASE.c.void == 0)
    .order_by(_LEASE.c.expires_ms, _LEASE.c.lease_id)
)
_WAIT = sets.inserting(
    tables.wish,
    "ON CONFLICT (terminal_id, no, kind, lot) DO UPDATE SET lease_id = excluded.lease_id,"
    " amount = excluded.amount, until_ms = excluded.until_ms, ready = 0",
)
_ASK_BACK = (
    sa.update(_LEASE)
    .where(_LEASE.c.lease_id == sa.bindparam("id"))
    .where(sa.or_(_LEASE.c.recall_keep.is_(None), _LEASE.c.recall_keep > sa.bindparam("keep")))
    .values(recall_keep=sa.bindparam("keep"), recall_told=0)
)
_ONLINE = sa.select(
    sa.exists().where(
        tables.terminal.c.terminal_id == sa.bindparam("terminal"),
        tables.terminal.c.seen_ms >= sa.bindparam("seen"),
    )
)
_ALL_FREE_LOTS = (
    sa.select(tables.lot.c.lot, tables.lot.c.amount, tables.lot.c.expires_day)
    .where(tables.lot.c.no == sa.bindparam("no"), tables.lot.c.amount > 0)
    # Coupons stand among the lots, and each of them has a row of its own.
    .where(sa.not_(sa.exists().where(tables.coupon.c.coupon_id == tables.lot.c.lot)))
    .where(
        sa.or_(tables.lot.c.expires_day == "", tables.lot.c.expires_day >= sa.bindparam("today"))
    )
    .order_by(tables.lot.c.expires_day == "", tables.lot.c.expires_day, tables.lot.c.lot)
    .limit(1_000)
)
_IS_SESSIONS = tables.lot.c.lot.contains(LOT_MARK, autoescape=True)
_FREE_LOTS = {
    Kind.POINTS: _ALL_FREE_LOTS.where(sa.not_(_IS_SESSIONS)),
    Kind.SESSION: _ALL_FREE_LOTS.where(_IS_SESSIONS),
}
