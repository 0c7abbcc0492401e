"""Staff of the replica: who signs in here, and what their PIN is checked against."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from pos_member.storage.replica_tables import staff


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person of the staff; ``role`` is cashier or manager, ``pin_verifier`` an argon2 hash."""

    staff_id: str
    name: str
    role: str
    pin_verifier: str


_COLUMNS = (staff.c.staff_id, staff.c.name, staff.c.role, staff.c.pin_verifier)
_ACTIVE = select(*_COLUMNS).where(staff.c.active == 1).order_by(staff.c.role, staff.c.name)
_BY_ID = select(*_COLUMNS).where(staff.c.staff_id == bindparam("id"), staff.c.active == 1)
_BY_BADGE = select(*_COLUMNS).where(staff.c.badge_hash == bindparam("badge"), staff.c.active == 1)


def active(connection: Connection) -> list[StaffRow]:
    """Return all who may sign in."""
    return [StaffRow(*row) for row in connection.execute(_ACTIVE)]


def by_id(connection: Connection, staff_id: str) -> StaffRow | None:
    """Return person ``staff_id``, if still on the staff."""
    row = connection.execute(_BY_ID, {"id": staff_id}).one_or_none()
    return None if row is None else StaffRow(*row)


def by_badge(connection: Connection, badge_hash: str) -> StaffRow | None:
    """Return whose badge has the hash ``badge_hash`` (hex)."""
    if not badge_hash:
        return None
    row = connection.execute(_BY_BADGE, {"badge": badge_hash}).one_or_none()
    return None if row is None else StaffRow(*row)
