"""What this till's own operations add to the figures that the replica does not include yet."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from pos_member.domain.ledger import Figure, Kind
from pos_member.storage.tables import effect

_INSERT = insert(effect)
_OF_MEMBER = select(effect.c.seq, effect.c.kind, effect.c.delta, effect.c.quarantined).where(
    effect.c.member_id == bindparam("member")
)
_QUARANTINE = update(effect).where(effect.c.seq == bindparam("at")).values(quarantined=1)
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
_EVERY = select(effect).order_by(effect.c.seq, effect.c.member_id, effect.c.kind)


@dataclass(frozen=True, slots=True)
class Effect:
    """By how much operation ``seq`` changed one figure; minor units or points.

    ``quarantined``: the server holds the operation apart, so its figures never include it and the
    effect counts until that is resolved.
    """

    seq: int
    kind: Kind
    delta: int
    quarantined: bool


def add(connection: Connection, seq: int, changes: dict[Figure, int]) -> None:
    """Write what operation ``seq`` changes."""
    if changes:
        connection.execute(
            _INSERT,
            [
                {
                    "member_id": figure.member_id,
                    "seq": seq,
                    "kind": figure.kind.value,
                    "delta": delta,
                    "quarantined": 0,
                }
                for figure, delta in changes.items()
            ],
        )


def of_member(connection: Connection, member_id: str) -> list[Effect]:
    """Return the effects on ``member_id``."""
    found = connection.execute(_OF_MEMBER, {"member": member_id})
    return [Effect(row[0], Kind(row[1]), row[2], bool(row[3])) for row in found]


def quarantine(connection: Connection, seqs: list[int]) -> None:
    """Mark the effects of operations that the server holds apart."""
    if seqs:
        connection.execute(_QUARANTINE, [{"at": seq} for seq in seqs])


def waiting(connection: Connection, acked_seq: int) -> list[tuple[str, int]]:
    """Return the members with effects that the server has applied, and their last such effect."""
    return [(str(m), int(s)) for m, s in connection.execute(_WAITING, {"acked": acked_seq})]


def forget(connection: Connection, member_id: str, included_seq: int) -> None:
    """Delete the effects on ``member_id`` that a committed replica includes."""
    connection.execute(_FORGET, {"member": member_id, "included": included_seq})


def every(connection: Connection) -> list[tuple[str, Effect]]:
    """Return all effects with their members, in order."""
    return [
        (row.member_id, Effect(row.seq, Kind(row.kind), row.delta, bool(row.quarantined)))
        for row in connection.execute(_EVERY)
    ]
