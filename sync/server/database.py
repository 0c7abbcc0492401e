"""The server's database, SQLite or PostgreSQL, and the one way to a transaction.

SQLite's driver begins a transaction only at the first write, so two readers of one balance could
both spend it: here every transaction is begun by us, a writing one with BEGIN IMMEDIATE.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from pos_member.domain.errors import Damaged, Unavailable

Answer = TypeVar("Answer")

ATTEMPTS = 5
"""How often a transaction that met another one is begun again."""

_BUSY_TIMEOUT_MS = 5_000
_POOL_SIZE = 20
_MIGRATION_LOCK = 0x504D5352
_MET_ANOTHER = ("40001", "40P01", "23505")
"""Serialization failure, deadlock, and the same row made by two at once."""
_PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": _BUSY_TIMEOUT_MS,
    # 64 MiB of pages: a large batch is not written out twice because its pages did not fit.
    "cache_size": -65_536,
    "trusted_schema": 0,
    "cell_size_check": 1,
}


class ServerDatabase:
    """One database, opened by URL: ``sqlite:///path``, ``sqlite://`` (memory) or PostgreSQL's.

    Raises:
        Unavailable: ``database_url`` for any other kind of URL.
    """

    def __init__(self, url: str) -> None:
        parsed = sa.make_url(url)
        if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
            raise Unavailable("database_url", driver=parsed.drivername)
        self.in_memory = parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:")
        self.engine = self._open(parsed)

    @property
    def is_postgresql(self) -> bool:
        """Tell which of the two it is."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside a writing transaction; committed unless the block raises."""
        with self.engine.connect() as connection, self._begun(connection, "BEGIN IMMEDIATE"):
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection inside a transaction that reads."""
        with self.engine.connect() as connection, self._begun(connection, "BEGIN"):
            yield connection

    @contextmanager
    def snapshot_reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database for as long as it is held."""
        with self.engine.connect() as connection:
            if self.is_postgresql:
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with self._begun(connection, "BEGIN"):
                yield connection

    @contextmanager
    def _begun(self, connection: Connection, begin: str) -> Iterator[None]:
        # Not by a listener: with a single one, an engine takes far longer for each statement.
        with connection.begin():
            if not self.is_postgresql:
                connection.exec_driver_sql(begin)
            yield

    def write(self, work: Callable[[Connection], Answer], *, attempts: int = ATTEMPTS) -> Answer:
        """Return what ``work`` answers in a writing transaction, begun again when it met another.

        Raises:
            Unavailable: ``busy`` after ``attempts``, or when SQLite stays locked.
        """
        for _ in range(attempts):
            try:
                with self.writing() as connection:
                    return work(connection)
            except DBAPIError as failed:
                if _is_locked(failed):
                    raise Unavailable("busy") from failed
                if getattr(failed.orig, "sqlstate", None) not in _MET_ANOTHER:
                    raise
        raise Unavailable("busy")

    def migrate(self) -> None:
        """Bring the schema to the newest revision, in one transaction.

        Raises:
            Damaged: ``database_newer``: a newer program has written it.
        """
        config = _config()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        with self.writing() as connection:
            if self.is_postgresql:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            found = _revisions(connection)
            if not found <= known:
                raise Damaged("database_newer", found=", ".join(sorted(found - known)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def require_newest(self) -> None:
        """Refuse a database that is not of the newest schema, and leave it as it is.

        Raises:
            Damaged: ``database_newer`` or ``database_older``.
        """
        scripts = ScriptDirectory.from_config(_config())
        with self.reading() as connection:
            found = _revisions(connection)
        if found != set(scripts.get_heads()):
            older = found <= {script.revision for script in scripts.walk_revisions()}
            code = "database_older" if older else "database_newer"
            raise Damaged(code, found=", ".join(sorted(found)))

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _open(self, url: sa.URL) -> sa.Engine:
        if url.drivername != "sqlite":
            return sa.create_engine(url, pool_size=_POOL_SIZE, max_overflow=_POOL_SIZE)
        if self.in_memory:
            engine = sa.create_engine(
                url, poolclass=StaticPool, connect_args={"check_same_thread": False}
            )
        else:
            engine = sa.create_engine(url, pool_size=_POOL_SIZE, max_overflow=_POOL_SIZE)
        event.listen(engine, "connect", _prepare_memory if self.in_memory else _prepare_file)
        return engine


def _prepare_file(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    _prepare(connection, _PRAGMAS)


def _prepare_memory(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    _prepare(connection, {k: v for k, v in _PRAGMAS.items() if k != "journal_mode"})


def _prepare(connection: DBAPIConnection, pragmas: dict[str, str | int]) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for name, wanted in pragmas.items():
        cursor.execute(f"PRAGMA {name} = {wanted}")
        cursor.execute(f"PRAGMA {name}")
        found = cursor.fetchone()
        if found is None or found[0] != wanted:
            raise Unavailable("pragma_refused", name=name)
    cursor.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _revisions(connection: Connection) -> set[str]:
    if not sa.inspect(connection).has_table("alembic_version"):
        return set()
    rows = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    return {str(row[0]) for row in rows}


def _is_locked(failed: DBAPIError) -> bool:
    return "database is locked" in str(failed.orig)
