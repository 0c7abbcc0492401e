"""Wrong PINs, counted and committed before each comparison."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from pos_member.storage.tables import lockout


@dataclass(frozen=True, slots=True)
class Lockout:
    """How often a person tried in vain at this till, and until when there is no other try.

    Attributes:
        boot_id: the run of the machine that the monotonic times belong to.
        locked_ms: how long the present lock lasts in all, 0 for none.
        until_mono_ms: when it ends, in the monotonic time of ``boot_id``.
        attempts: monotonic times of the tries of the last hour.
    """

    staff_id: str
    fails: int = 0
    boot_id: str = ""
    locked_ms: int = 0
    until_mono_ms: int = 0
    attempts: tuple[int, ...] = ()


_BY_STAFF = select(lockout).where(lockout.c.staff_id == bindparam("id"))
_INSERT = insert(lockout)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=[lockout.c.staff_id],
    set_={
        name: getattr(_INSERT.excluded, name)
        for name in ("fails", "boot_id", "locked_ms", "until_mono_ms", "attempts")
    },
)


def get(connection: Connection, staff_id: str) -> Lockout:
    """Return the count of ``staff_id``; an empty one for a person who never tried."""
    row = connection.execute(_BY_STAFF, {"id": staff_id}).one_or_none()
    if row is None:
        return Lockout(staff_id)
    attempts = tuple(int(at) for at in json.loads(row.attempts))
    return Lockout(staff_id, row.fails, row.boot_id, row.locked_ms, row.until_mono_ms, attempts)


def put(connection: Connection, count: Lockout) -> None:
    """Write ``count``."""
    connection.execute(
        _PUT,
        {
            "staff_id": count.staff_id,
            "fails": count.fails,
            "boot_id": count.boot_id,
            "locked_ms": count.locked_ms,
            "until_mono_ms": count.until_mono_ms,
            "attempts": json.dumps(count.attempts),
        },
    )
