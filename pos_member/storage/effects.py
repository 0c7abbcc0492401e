"""What this till's own operations add to the figures that the replica does not include yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from pos_member.domain.ledger import Kind
from pos_member.storage.tables import effect

_INSERT = insert(effect)
_OF_MEMBER = select(effect).where(effect.c.member_id == bindparam("member"))
_OF_MEMBERS = select(effect).where(effect.c.member_id.in_(bindparam("members", expanding=True)))
_QUARANTINE = update(effect).where(effect.c.seq == bindparam("at")).values(quarantined=1)
_RELEASE = update(effect).where(effect.c.seq == bindparam("at")).values(quarantined=0)
_WAITING = (
    select(effect.c.member_id, func.max(effect.c.seq))
    .where(effect.c.quarantined == 0, effect.c.seq <= bindparam("acked"))
    .group_by(effect.c.member_id)
)
_FORGET = delete(effect).where(
    effect.c.member_id == bindparam("member"),
    effect.c.seq <= bindparam("included"),
    effect.c.quarantined == 0,
)
_MOVE = (
    update(effect)
    .where(effect.c.seq == bindparam("old"))
    .values(seq=bindparam("new"), quarantined=0)
)
_EVERY = select(effect).order_by(effect.c.seq, effect.c.member_id, effect.c.kind)


@dataclass(frozen=True, slots=True)
class Effect:
    """By how much operation ``seq`` changed one figure of one member; minor units or points.

    Attributes:
        seq: the operation's place in the journal (``journal.place_of``).
        earned: of points: how many of ``delta`` were earned, and can be burnt only after sync;
            negative where a refund takes back what its sale earned.
        quarantined: the server holds the operation apart, so its figures never include it and the
            effect counts until that is resolved.
        day: of qualifying units: the shop day on which they count.
    """

    member_id: str
    seq: int
    kind: Kind
    delta: int
    earned: int = 0
    quarantined: bool = False
    day: str = ""


def add(connection: Connection, found: Iterable[Effect]) -> None:
    """Write effects."""
    rows = [
        {
            "member_id": item.member_id,
            "seq": item.seq,
            "kind": item.kind.value,
            "delta": item.delta,
            "earned": item.earned,
            "quarantined": item.quarantined,
            "day": item.day,
        }
        for item in found
    ]
    if rows:
        connection.execute(_INSERT, rows)


def of_member(connection: Connection, member_id: str) -> list[Effect]:
    """Return the effects on ``member_id``."""
    return [_effect(row) for row in connection.execute(_OF_MEMBER, {"member": member_id})]


def of_members(connection: Connection, members: Sequence[str]) -> dict[str, list[Effect]]:
    """Return the effects on each of ``members``, none left out: a search shows many at once."""
    found: dict[str, list[Effect]] = {member_id: [] for member_id in members}
    if found:
        for row in connection.execute(_OF_MEMBERS, {"members": list(found)}):
            found[row.member_id].append(_effect(row))
    return found


def quarantine(connection: Connection, seqs: list[int]) -> None:
    """Mark the effects of operations that the server holds apart."""
    if seqs:
        connection.execute(_QUARANTINE, [{"at": seq} for seq in seqs])


def release(connection: Connection, seqs: list[int]) -> None:
    """Let the effects of operations that a manager has decided about be forgotten like others."""
    if seqs:
        connection.execute(_RELEASE, [{"at": seq} for seq in seqs])


def waiting(connection: Connection, acked_seq: int) -> list[tuple[str, int]]:
    """Return the members with effects that the server has applied, and their last such effect."""
    return [(str(m), int(s)) for m, s in connection.execute(_WAITING, {"acked": acked_seq})]


def forget(connection: Connection, member_id: str, included_seq: int) -> None:
    """Delete the effects on ``member_id`` that a committed replica includes."""
    connection.execute(_FORGET, {"member": member_id, "included": included_seq})


def move(connection: Connection, places: Mapping[int, int]) -> None:
    """Give the effects at the old place of each operation its new one.

    What became of it is said again.
    """
    if places:
        moved = [{"old": old, "new": new} for old, new in places.items()]
        connection.execute(_MOVE, moved)


def every(connection: Connection) -> list[Effect]:
    """Return all effects, in order."""
    return [_effect(row) for row in connection.execute(_EVERY)]


def _effect(row: Row[*tuple[Any, ...]]) -> Effect:
    return Effect(
        member_id=row.member_id,
        seq=row.seq,
        kind=Kind(row.kind),
        delta=row.delta,
        earned=row.earned,
        quarantined=bool(row.quarantined),
        day=row.day,
    )
