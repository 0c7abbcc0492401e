"""Program documents of the replica: the newest that is valid, or the very version of a basket."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from pos_member.storage.replica_tables import program


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """A signed program document as text; valid from ``valid_from_ms`` on."""

    version: int
    valid_from_ms: int
    document: str
    signature: str


_COLUMNS = (program.c.version, program.c.valid_from_ms, program.c.document, program.c.signature)
_VALID_AT = (
    select(*_COLUMNS)
    .where(program.c.valid_from_ms <= bindparam("now"))
    .order_by(program.c.version.desc())
    .limit(1)
)
_VERSION_AT = select(func.max(program.c.version)).where(program.c.valid_from_ms <= bindparam("now"))
_BY_VERSION = select(*_COLUMNS).where(program.c.version == bindparam("wanted"))


def version_at(connection: Connection, now_ms: int) -> int | None:
    """Return the version that is valid at ``now_ms``."""
    found = connection.execute(_VERSION_AT, {"now": now_ms}).scalar_one()
    return None if found is None else int(found)


def valid_at(connection: Connection, now_ms: int) -> ProgramRow | None:
    """Return the newest document that is valid at ``now_ms``."""
    row = connection.execute(_VALID_AT, {"now": now_ms}).one_or_none()
    return None if row is None else ProgramRow(*row)


def by_version(connection: Connection, version: int) -> ProgramRow | None:
    """Return the document with number ``version``."""
    row = connection.execute(_BY_VERSION, {"wanted": version}).one_or_none()
    return None if row is None else ProgramRow(*row)
