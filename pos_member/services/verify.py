"""Checks a journal from its first entry: the chain, then everything that was derived from it.

Projections are made anew from the entries by the same pure functions and compared row by row, so a
changed remainder of a lease is found as surely as a changed entry. Personal values may have been
erased: then only their hashes are there, and the chain holds without them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.journal import GENESIS, Entry, check_chain, place_of, seq_in
from pos_member.domain.lease import Lot, without_lots
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import NUMBERED, Body, Sale
from pos_member.services.numbers import counter_of
from pos_member.services.projections import LeaseMoves, effects_of, lease_moves
from pos_member.storage import coupons, effects, entries, leases, meta
from pos_member.storage.effects import Effect


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was checked, and the first thing that is wrong: empty ``code`` when nothing is.

    ``seq`` is the first bad entry, 0 when it is not about one entry; ``what`` names the row.
    """

    entries: int
    code: str = ""
    seq: int = 0
    what: str = ""


@dataclass(slots=True)
class _Held:
    member_id: str
    kind: str
    granted: int
    remaining: int
    expires_ms: int
    max_single: int
    grant_ver: int
    lots: tuple[Lot, ...]


@dataclass(slots=True)
class _Replayed:
    """What the entries say the projections must be."""

    count: int = 0
    receipts: int = 0
    skipped: dict[int, int] = field(default_factory=dict)
    leases: dict[str, _Held] = field(default_factory=dict)
    effects: dict[tuple[str, int, str], tuple[int, int, str]] = field(default_factory=dict)
    origins: dict[int, int] = field(default_factory=dict)
    coupons: set[str] = field(default_factory=set)

    def begin(self, skipped: str) -> None:
        """Begin an incarnation: it counts its own receipts, and holds nothing of the one before."""
        self.receipts = 0
        pairs = [pair.split("-") for pair in skipped.split()]
        self.skipped = {int(before): int(after) for before, after in pairs}
        for held in self.leases.values():
            held.remaining, held.lots = 0, ()


def verify(connection: Connection) -> Verified:
    """Check the whole journal in one reading transaction; never raises for what it finds."""
    replayed = _Replayed()
    try:
        head = meta.head(connection)
        # The last one has begun even where nothing was written in it yet.
        for incarnation in sorted({*entries.incarnations(connection), head.incarnation}):
            _replay(connection, head.terminal_id, incarnation, replayed)
        _check_head(connection, head)
        _check_leases(connection, replayed)
        _check_effects(connection, replayed)
        _check_coupons(connection, replayed)
        _check_counter(connection, replayed)
    except Damaged as found:
        seq = found.values.get("seq", 0)
        what = str(found.values.get("what", found.values.get("path", "")))
        return Verified(replayed.count, found.code, int(seq), what)
    except ValueError as found:
        # A value beside the journal (a number, the lots of a lease) that is not what it was.
        return Verified(replayed.count, "value_unreadable", what=str(found)[:80])
    return Verified(replayed.count)


def _replay(
    connection: Connection, terminal_id: str, incarnation: int, replayed: _Replayed
) -> None:
    currency = meta.get(connection, meta.CURRENCY, "CNY")
    copied = meta.number(connection, meta.COPIED.format(incarnation))
    replayed.begin(meta.get(connection, meta.SKIPPED.format(incarnation)))
    checked = _chained(entries.every(connection, incarnation), terminal_id)
    for entry in checked:
        body = _body(entry)
        replayed.count += 1
        if isinstance(body, Sale):
            replayed.coupons |= {used.coupon_id for used in body.coupons}
        place = place_of(incarnation, entry.seq)
        if entry.seq <= copied:
            _replay_copy(connection, entry, replayed)
        else:
            _replay_receipt(entry, body, replayed)
            moves = lease_moves(
                entry.draft.op_id,
                body,
                terminal_id=terminal_id,
                wall_ms=entry.draft.moment.wall_ms,
            )
            _replay_leases(entry, moves, replayed)
        for effect in effects_of(place, entry.draft.op_id, body, currency=currency):
            key = (effect.member_id, effect.seq, effect.kind.value)
            replayed.effects[key] = (effect.delta, effect.earned, effect.day)


def _replay_copy(connection: Connection, entry: Entry, replayed: _Replayed) -> None:
    """A copy is the operation it says it is, and stands where that one's effects were."""
    origin = entries.by_op(connection, entry.draft.op_id, before=entry.incarnation)
    if origin is None or origin.draft != entry.draft:
        raise Damaged("copy_differs", seq=entry.seq)
    old = place_of(origin.incarnation, origin.seq)
    for key in [key for key in replayed.effects if key[1] == old]:
        del replayed.effects[key]
    replayed.origins[place_of(entry.incarnation, entry.seq)] = replayed.origins.get(old, old)


def _chained(found: Iterator[Entry], terminal_id: str) -> Iterator[Entry]:
    seq, last = 0, GENESIS
    for entry in found:
        check_chain((entry,), terminal_id=terminal_id, after=(seq, last))
        seq, last = entry.seq, entry.hash
        yield entry


def _body(entry: Entry) -> Body:
    try:
        return read_body(entry.draft.kind, canonical.load(entry.draft.body))
    except (ValueError, Damaged) as wrong:
        raise Damaged("journal_unreadable", seq=entry.seq) from wrong


def _replay_receipt(entry: Entry, body: Body, replayed: _Replayed) -> None:
    if isinstance(body, NUMBERED):
        replayed.receipts = _used(replayed) + 1
        if counter_of(body.where.receipt) != replayed.receipts:
            raise Damaged("receipt_gap", seq=entry.seq, what=body.where.receipt)


def _used(replayed: _Replayed) -> int:
    """Return the last number used: some were printed before the journal was put back."""
    return replayed.skipped.get(replayed.receipts, replayed.receipts)


def _replay_leases(entry: Entry, moves: LeaseMoves, replayed: _Replayed) -> None:
    grant = moves.opened
    if grant is not None:
        if grant.lease_id in replayed.leases:
            raise Damaged("lease_twice", seq=entry.seq, what=grant.lease_id)
        replayed.leases[grant.lease_id] = _Held(
            grant.member_id,
            grant.kind.value,
            grant.amount,
            grant.amount,
            grant.expires_ms,
            grant.max_single,
            grant.grant_ver,
            grant.lots,
        )
    for leg in moves.taken:
        held = replayed.leases.get(leg.lease_id)
        if held is None or held.remaining < leg.amount:
            raise Damaged("lease_overdrawn", seq=entry.seq, what=leg.lease_id)
        held.remaining -= leg.amount
        held.lots = without_lots(held.lots, leg.lots)


def _check_head(connection: Connection, head: meta.Head) -> None:
    """The head stands apart from the rows, so a journal cut at its end is found."""
    last = entries.at(connection, head.incarnation, head.seq) if head.seq else None
    found = last.hash if last else GENESIS
    beyond = entries.at(connection, head.incarnation, head.seq + 1)
    if (head.seq and last is None) or beyond is not None or found != head.hash:
        raise Damaged("journal_cut", seq=head.seq)


def _check_leases(connection: Connection, replayed: _Replayed) -> None:
    found = {
        grant.lease_id: _Held(
            grant.member_id,
            grant.kind.value,
            grant.amount,
            remaining,
            grant.expires_ms,
            grant.max_single,
            grant.grant_ver,
            lots,
        )
        for grant, remaining, lots in leases.every(connection)
    }
    for lease_id in sorted({*found, *replayed.leases}):
        if found.get(lease_id) != replayed.leases.get(lease_id):
            raise Damaged("lease_differs", what=lease_id)


def _check_effects(connection: Connection, replayed: _Replayed) -> None:
    """Effects may be gone once a replica includes them, but only up to the number noted."""
    forgotten = meta.number(connection, meta.FORGOTTEN_SEQ)
    found: dict[tuple[str, int, str], Effect] = {
        (item.member_id, item.seq, item.kind.value): item for item in effects.every(connection)
    }
    for key, item in found.items():
        if replayed.effects.get(key) != (item.delta, item.earned, item.day):
            raise Damaged("effect_differs", seq=seq_in(item.seq), what="/".join(map(str, key)))
    for key in replayed.effects:
        if key not in found and min(key[1], replayed.origins.get(key[1], key[1])) > forgotten:
            raise Damaged("effect_missing", seq=seq_in(key[1]), what="/".join(map(str, key)))


def _check_coupons(connection: Connection, replayed: _Replayed) -> None:
    """What this till used up is what its sales say."""
    for coupon_id in sorted(coupons.every_used(connection) ^ replayed.coupons):
        raise Damaged("coupon_differs", what=coupon_id)


def _check_counter(connection: Connection, replayed: _Replayed) -> None:
    counter = meta.number(connection, meta.RECEIPT_COUNTER)
    if counter != _used(replayed):
        raise Damaged("receipt_gap", what=str(counter))
