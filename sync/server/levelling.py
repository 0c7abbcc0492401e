"""Brings each till to its share of what a member has, before the member stands there.

What a till has to hear of is a row of ``wish``: its share is to be looked at again, or a payment
waits for what other tills were asked to give back. A row is written and taken under the member's
lock, and a till's grants are made only in its own push, so that no two tills wait for each other.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain.errors import PosError
from pos_member.domain.ids import RANDOM_BYTES, uuid7
from pos_member.domain.lease_share import Holder, is_high, is_low, recall_plan, shares
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Body, LeaseReturned, Refund, Sale, SessionRedeemed, TopUp
from sync.protocol.messages import Want
from sync.server import coupons, lending, sets, tables
from sync.server.custom import custom_of, home_of
from sync.server.desk import Desk

AT_ONCE_MAX = 8
"""A longer push than this is a queue being worked off: its shares are looked at in the next."""
LATER_MAX = 20

_WISH = tables.wish
_LEASE = tables.lease


@dataclass(frozen=True, slots=True)
class Due:
    """What a till's push has to look at: a payment's wish (with its lease's id), or a share.

    ``own`` is false where the till has just given back: that is for others, not for itself again.
    ``lot`` names the coupon of a wish.
    """

    no: int
    member_id: str
    kind: Kind
    lease_id: str = ""
    amount: int = 0
    own: bool = True
    lot: str = ""


def due(connection: Connection, terminal_id: str, now_ms: int) -> list[Due]:
    """Return what is due for a till; nothing is locked, so it may be outdated when looked at."""
    found = connection.execute(_DUE, {"terminal": terminal_id, "now": now_ms})
    return [
        Due(row.no, row.member_id, Kind(row.kind), row.lease_id, row.amount, lot=row.lot)
        for row in found
    ]


def touched(desk: Desk, bodies: Sequence[Body]) -> list[Due]:
    """Return the accounts whose rights ``bodies`` moved, each once, of members that are known."""
    found: dict[tuple[int, Kind], Due] = {}
    for body in bodies:
        member_id, kinds = _moved(body)
        if desk.rules.cap is None:
            kinds -= {Kind.HEADROOM}
        no = desk.members.get(member_id)
        if no is not None:
            if desk.books.free(no, Kind.COUPON):
                # Whoever is served somewhere has that till a little more for their own.
                kinds.add(Kind.COUPON)
            own = not isinstance(body, LeaseReturned) or _is_expired(desk, body)
            for kind in kinds:
                known = found.get((no, kind))
                if known is None or known.own != own:
                    found[no, kind] = Due(no, member_id, kind, own=own)
    return list(found.values())


def settle(
    desk: Desk, waiting: Sequence[Due], moved: Sequence[Due], *, grant_ver: int, today: str
) -> int:
    """Look at what was ``waiting`` and what this push ``moved``; return the till's grant number."""
    if waiting:
        taken = [
            {
                "terminal": desk.terminal_id,
                "member": each.no,
                "what": each.kind.value,
                "lease": each.lease_id,
                "which": each.lot,
            }
            for each in waiting
        ]
        desk.connection.execute(_TAKE, taken)
    _wake_payments(desk, {each.no for each in moved})
    if len(moved) > AT_ONCE_MAX:
        flag(desk.connection, [(desk.terminal_id, each) for each in moved[-LATER_MAX:]])
        moved = ()
    for each in (*waiting, *moved):
        grant_ver += _look(desk, each, grant_ver=grant_ver + 1, today=today)
    return grant_ver


def _look(desk: Desk, account: Due, *, grant_ver: int, today: str) -> int:
    """Grant what is due now, if anything; return how many grants were made."""
    if account.kind is Kind.COUPON and not account.lease_id:
        return _bring_coupons(desk, account, grant_ver=grant_ver, today=today)
    lease_id = account.lease_id or _lease_id(desk, grant_ver)
    want = Want(lease_id, account.member_id, account.kind, account.amount, account.lot)
    try:
        if not account.lease_id and (_is_waited_for(desk, account) or not _is_short(desk, account)):
            return 0
        lending.lend(desk, want, grant_ver=grant_ver, today=today, present=False)
    except PosError:
        # Nobody waits for the answer: what is not free now is looked at when it is given back.
        return 0
    return 1


def _bring_coupons(desk: Desk, account: Due, *, grant_ver: int, today: str) -> int:
    """Lend the member's free coupons to the till visited most; return how many were lent here."""
    if not account.own or _is_waited_for(desk, account):
        return 0
    found = coupons.to_bring(desk.connection, account.no, today)
    home = home_of(desk.connection, account.no) if found else ""
    if home and home != desk.terminal_id:
        flag(desk.connection, [(home, replace(account, own=True))])
    if home != desk.terminal_id:
        return 0
    made = 0
    for coupon_id in found:
        lease_id = _lease_id(desk, grant_ver + made)
        want = Want(lease_id, account.member_id, Kind.COUPON, 1, coupon_id)
        try:
            lending.lend(desk, want, grant_ver=grant_ver + made, today=today, present=False)
        except PosError:
            break  # the member is frozen or closed: none of them is lent
        made += 1
    return made


def _is_waited_for(desk: Desk, account: Due) -> bool:
    """Tell whether a payment somewhere waits for what is free: no till's share comes before it."""
    where = {"no": account.no, "kind": account.kind.value}
    return bool(desk.connection.execute(_WAITED_FOR, where).scalar_one())


def _is_short(desk: Desk, account: Due) -> bool:
    """Tell whether this till is low; ask back what it has too much of, wake others that are low."""
    held = lending.read_account(desk, account.no, account.kind)
    where = custom_of(desk.connection, account.no, here=desk.terminal_id)
    due_by_till = shares(held.balance, account.kind, lending.policy_for(desk), where)
    lent = _lent(desk.connection, account)
    here = due_by_till.get(desk.terminal_id, 0)
    if is_high(held.lent_here, here):
        own = [lease for lease in lent if lease.till == desk.terminal_id]
        for lease, keep in recall_plan(held.lent_here - here, own[::-1], due_by_till):
            lending.ask_back(desk.connection, lease.lease_id, keep)
    low = account.own and is_low(held.lent_here, here)
    if held.free and not low:
        of_till = {till: sum(x.remaining for x in lent if x.till == till) for till in due_by_till}
        others = [
            (till, Due(account.no, account.member_id, account.kind))
            for till, share in due_by_till.items()
            if till != desk.terminal_id and is_low(of_till[till], share)
        ]
        flag(desk.connection, others)
    return low


def _lent(connection: Connection, account: Due) -> list[Holder]:
    where = {"no": account.no, "kind": account.kind.value}
    found = connection.execute(_LENT, where)
    return [Holder(row.lease_id, row.terminal_id, row.remaining) for row in found]


def _is_expired(desk: Desk, returned: LeaseReturned) -> bool:
    """Tell whether a lease came back because its time was over: its till may have another."""
    where = {"id": returned.lease_id, "now": desk.now_ms}
    return bool(desk.connection.execute(_EXPIRED, where).scalar_one())


def _moved(body: Body) -> tuple[str, set[Kind]]:
    match body:
        case Sale(member_id=str(member_id)):
            kinds = {leg.kind for tender in body.tenders for leg in tender.legs}
            # What was spent may be paid in again, and who was only served here may pay in next.
            return member_id, kinds | {Kind.HEADROOM} | ({Kind.SESSION} if body.packages else set())
        case SessionRedeemed():
            return body.member_id, {Kind.SESSION}
        case Refund(member_id=str(member_id)):
            held = ((Kind.PRINCIPAL, body.principal), (Kind.BONUS, body.bonus))
            kinds = {kind for kind, amount in held if amount}
            return member_id, kinds | {Kind.POINTS, Kind.HEADROOM}
        case TopUp():
            return body.member_id, {Kind.PRINCIPAL, Kind.HEADROOM}
        case LeaseReturned():
            return body.member_id, {body.account_kind}
    return "", set()


def _wake_payments(desk: Desk, numbers: Iterable[int]) -> None:
    _READY.run(desk.connection, [(no,) for no in sorted(numbers)])


def flag(connection: Connection, found: Iterable[tuple[str, Due]]) -> None:
    """Have tills look at their shares of accounts in their next pushes."""
    rows = [(till, each.no, each.kind.value, "", 0, 0, 1, "") for till, each in found]
    _FLAG.run(connection, sorted(rows))


def _lease_id(desk: Desk, grant_ver: int) -> str:
    """Return the id of a lease that nobody asked for; it is named by whose grant it is."""
    name = f"{desk.house.epoch}/{desk.terminal_id}/{grant_ver}"
    return uuid7(desk.now_ms, hashlib.sha256(name.encode()).digest()[:RANDOM_BYTES])


_DUE = (
    sa.select(
        _WISH.c.no,
        tables.member.c.member_id,
        _WISH.c.kind,
        _WISH.c.lease_id,
        _WISH.c.amount,
        _WISH.c.lot,
    )
    .join(tables.member, tables.member.c.no == _WISH.c.no)
    .where(_WISH.c.terminal_id == sa.bindparam("terminal"))
    .where(sa.or_(_WISH.c.ready == 1, _WISH.c.until_ms <= sa.bindparam("now")))
    .order_by(_WISH.c.until_ms.desc(), _WISH.c.no, _WISH.c.kind)
    .limit(LATER_MAX)
)
_LENT = (
    sa.select(_LEASE.c.lease_id, _LEASE.c.terminal_id, _LEASE.c.remaining)
    .where(_LEASE.c.no == sa.bindparam("no"), _LEASE.c.kind == sa.bindparam("kind"))
    .where(_LEASE.c.remaining > 0, _LEASE.c.void == 0)
    .order_by(_LEASE.c.expires_ms, _LEASE.c.lease_id)
)
_EXPIRED = sa.select(
    sa.exists().where(
        _LEASE.c.lease_id == sa.bindparam("id"), _LEASE.c.expires_ms <= sa.bindparam("now")
    )
)
_WAITED_FOR = sa.select(
    sa.exists().where(
        _WISH.c.no == sa.bindparam("no"),
        _WISH.c.kind == sa.bindparam("kind"),
        _WISH.c.lease_id != "",
    )
)
_FLAG = sets.inserting(_WISH, "ON CONFLICT DO NOTHING")
_TAKE = (
    sa.delete(_WISH)
    .where(_WISH.c.terminal_id == sa.bindparam("terminal"), _WISH.c.no == sa.bindparam("member"))
    # Not a payment's wish that has come in its place meanwhile.
    .where(_WISH.c.kind == sa.bindparam("what"), _WISH.c.lease_id == sa.bindparam("lease"))
    .where(_WISH.c.lot == sa.bindparam("which"))
)
_READY = sets.updating(
    _WISH, {"no": _WISH.c.no}, change="ready = 1", where="wish.no = :no AND wish.lease_id <> ''"
)
