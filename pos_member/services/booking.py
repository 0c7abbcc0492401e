"""Books an operation: the one place that appends to the journal.

Everything that follows from it (figures, leases, the receipt to print) is written in the same
transaction, so that either all of it happened or none.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from pos_member.domain import canonical, receipt
from pos_member.domain.journal import Draft, Entry, Moment, place_of, seal
from pos_member.domain.operations import Body, LeaseOpened, Personal, Sale
from pos_member.domain.receipt import Receipt
from pos_member.domain.receipt_code import ReceiptCode
from pos_member.services.projections import effects_of, lease_moves
from pos_member.services.shop_time import time_in
from pos_member.services.till import Till, check_trusted
from pos_member.storage import coupons, effects, entries, leases, meta, personal, print_jobs
from pos_member.storage.high_water import Mark
from pos_member.storage.trust import seal_of


@dataclass(frozen=True, slots=True)
class Booked:
    """An operation in the journal; ``print_job`` is 0 when it prints nothing."""

    entry: Entry
    print_job: int

    @property
    def place(self) -> int:
        """Return the entry's place in the journal."""
        return place_of(self.entry.incarnation, self.entry.seq)


def book(
    connection: Connection,
    till: Till,
    body: Body,
    *,
    op_id: str,
    actor_id: str,
    moment: Moment,
    values: Personal | None = None,
    printed: Receipt | None = None,
    kick_drawer: bool = False,
) -> Booked:
    """Append ``body`` to the journal and write what follows from it; the caller commits.

    ``values`` are the personal values that the body only hashes, ``printed`` the receipt to queue.

    Raises:
        Refused: ``terminal_revoked``.
    """
    identity = till.identity
    entry = _append(connection, till, Draft(op_id, body.kind, actor_id, moment, _raw(body)))
    place = place_of(entry.incarnation, entry.seq)
    effects.add(connection, effects_of(place, op_id, body, currency=identity.currency))
    moves = lease_moves(op_id, body, terminal_id=identity.terminal_id, wall_ms=moment.wall_ms)
    if moves.opened is not None:
        leases.open_(connection, moves.opened)
    for leg in moves.taken:
        leases.take(connection, leg.lease_id, leg.amount, leg.lots)
    for used in body.coupons if isinstance(body, Sale) else ():
        coupons.note_used(connection, used.coupon_id)
    if isinstance(body, LeaseOpened):
        known = meta.number(connection, meta.GRANT_VER)
        meta.put(connection, {meta.GRANT_VER: max(known, body.grant.grant_ver)})
    if values is not None:
        personal.put(connection, op_id, values, field_key=identity.field_key)
    if printed is not None:
        printed = _sealed(till, entry, printed)
    return Booked(entry, _queue(connection, entry, printed, kick_drawer=kick_drawer))


def _append(connection: Connection, till: Till, draft: Draft) -> Entry:
    known = meta.values(connection)
    check_trusted(known)
    head = meta.head_in(known)
    assert head.terminal_id == till.identity.terminal_id
    entry = seal(
        draft,
        terminal_id=head.terminal_id,
        incarnation=head.incarnation,
        seq=head.seq + 1,
        prev=head.hash,
    )
    entries.append(connection, entry)
    latest = time_in(known, draft.moment).now_ms
    meta.put(
        connection,
        {meta.HEAD_SEQ: entry.seq, meta.HEAD_HASH: entry.hash, meta.LATEST: latest},
    )
    if till.mark is not None:
        receipts = int(known.get(meta.RECEIPT_COUNTER, "0"))
        till.mark.note(Mark(head.terminal_id, entry.incarnation, entry.seq, entry.hash, receipts))
    return entry


def _sealed(till: Till, entry: Entry, printed: Receipt) -> Receipt:
    """Return the receipt with the signed text of its QR: anybody of the chain can verify it."""
    code = ReceiptCode(
        about=str(printed.kind),
        number=printed.number,
        op_id=entry.draft.op_id,
        issued_s=entry.draft.moment.wall_ms // 1000,
        total_minor=printed.total_minor,
        currency=printed.currency,
    )
    identity = till.identity
    return replace(printed, seal=seal_of(code, identity.device_seed, identity.certificate))


def _queue(
    connection: Connection, entry: Entry, printed: Receipt | None, *, kick_drawer: bool
) -> int:
    if printed is None:
        return 0
    return print_jobs.queue(
        connection,
        entry.draft.op_id,
        receipt.to_json(printed),
        copy=False,
        kick_drawer=kick_drawer,
        created_ms=entry.draft.moment.wall_ms,
    )


def _raw(body: Body) -> bytes:
    return canonical.dump(body.to_json())
