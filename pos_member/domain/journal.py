"""A till's journal: append-only, gap-free, hash-chained, one entry an operation.

The operation id is under the hash. Without it, a till restored from an old image that sells the
same thing again makes the same hash at the same number, and the server takes the second sale for a
retry of the first.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged

GENESIS = "00" * 32
"""What the first entry of an incarnation is chained to."""

SCHEMA_VERSION = 1
_MARK = b"PMJ1"
_PLACES = 2**40


@dataclass(frozen=True, slots=True)
class Moment:
    """When the till says that something happened. Order comes from ``seq``, never from here.

    Attributes:
        wall_ms: UTC milliseconds of the till's clock, which may lie.
        mono_ms: milliseconds of its monotonic clock since ``boot_id``.
        boot_id: names the run of the machine that ``mono_ms`` counts from.
        tz_min: minutes that the shop's local time was ahead of UTC.
    """

    wall_ms: int
    mono_ms: int
    boot_id: str
    tz_min: int


@dataclass(frozen=True, slots=True)
class Draft:
    """An operation on its way into the journal: all but its place in the chain."""

    op_id: str
    kind: str
    actor_id: str
    moment: Moment
    body: bytes
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation at its place: ``hash`` covers everything here, ``prev`` included."""

    incarnation: int
    seq: int
    draft: Draft
    prev: str
    hash: str


def seal(draft: Draft, *, terminal_id: str, incarnation: int, seq: int, prev: str) -> Entry:
    """Return ``draft`` as entry ``seq``, chained to the hash ``prev`` (hex)."""
    assert seq >= 1
    found = _hash(draft, terminal_id=terminal_id, incarnation=incarnation, seq=seq, prev=prev)
    return Entry(incarnation, seq, draft, prev, found)


def holds(entry: Entry, *, terminal_id: str) -> bool:
    """Tell whether the hash of ``entry`` is the hash of what it says."""
    said = _hash(
        entry.draft,
        terminal_id=terminal_id,
        incarnation=entry.incarnation,
        seq=entry.seq,
        prev=entry.prev,
    )
    return said == entry.hash


def check_chain(entries: Iterable[Entry], *, terminal_id: str, after: tuple[int, str]) -> None:
    """Check that ``entries`` continue the chain ``after`` (last seq, its hash).

    Raises:
        Damaged: ``journal_gap`` or ``journal_altered``, with the first bad ``seq``.
    """
    seq, prev = after
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            raise Damaged("journal_gap", seq=seq)
        if entry.prev != prev or not holds(entry, terminal_id=terminal_id):
            raise Damaged("journal_altered", seq=seq)
        prev = entry.hash


def place_of(incarnation: int, seq: int) -> int:
    """Return one number for an entry's place, which grows with the incarnation, then with ``seq``.

    In the first incarnation it is ``seq`` itself. What a figure includes is said in places.
    """
    assert incarnation >= 1
    assert 0 <= seq < _PLACES
    return (incarnation - 1) * _PLACES + seq


def seq_in(place: int) -> int:
    """Return the number of the entry at ``place``."""
    return place % _PLACES


def incarnation_in(place: int) -> int:
    """Return the incarnation of the entry at ``place``."""
    return place // _PLACES + 1


def _hash(draft: Draft, *, terminal_id: str, incarnation: int, seq: int, prev: str) -> str:
    moment = draft.moment
    said = (
        terminal_id,
        incarnation,
        seq,
        draft.op_id,
        draft.kind,
        draft.schema_version,
        moment.wall_ms,
        moment.mono_ms,
        moment.boot_id,
        moment.tz_min,
        draft.actor_id,
        hashlib.sha256(draft.body).hexdigest(),
    )
    texts = f"{terminal_id}{draft.op_id}{draft.kind}{moment.boot_id}{draft.actor_id}"
    # Where nothing has to be composed or escaped there is but one way to write it.
    if texts.isascii() and texts.isprintable() and '"' not in texts and "\\" not in texts:
        head = _PLAIN.format(*said).encode()
    else:
        head = canonical.dump(said)
    return hashlib.sha256(_MARK + bytes.fromhex(prev) + head).hexdigest()


_PLAIN = '["{}",{},{},"{}","{}",{},{},{},"{}",{},"{}","{}"]'
