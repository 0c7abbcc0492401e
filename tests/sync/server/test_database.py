"""Transactions of both databases: begun by us, migrated by revisions, begun again when they met."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError, OperationalError

from pos_member.domain.errors import Damaged, Unavailable
from sync.server import tables
from sync.server.database import ServerDatabase


def put(connection: sa.Connection, value: str, key: str = "k") -> None:
    connection.execute(sa.insert(tables.setting), {"key": key, "value": value})


def values(database: ServerDatabase) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(sa.select(tables.setting.c.value)).scalars())


def test_the_migrations_make_what_the_tables_say(database: ServerDatabase) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_migrating_twice_changes_nothing(database: ServerDatabase) -> None:
    with database.writing() as connection:
        put(connection, "v")
    database.migrate()
    assert values(database) == ["v"]


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    database = ServerDatabase(f"sqlite:///{tmp_path}/newer.db")
    database.migrate()
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Damaged) as refused:
        database.migrate()
    assert (refused.value.code, refused.value.values["found"]) == ("database_newer", "9999")
    database.dispose()


@pytest.mark.parametrize("url", ["mysql://x", "postgresql://x", "sqlite+aiosqlite://"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(Unavailable) as refused:
        ServerDatabase(url)
    assert refused.value.code == "database_url"


def test_what_fails_is_not_committed(database: ServerDatabase) -> None:
    def work(connection: sa.Connection) -> None:
        put(connection, "v")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(work)
    assert values(database) == []


def test_a_snapshot_sees_one_moment(database: ServerDatabase) -> None:
    with database.snapshot_reading() as snapshot:
        before = snapshot.execute(sa.select(sa.func.count()).select_from(tables.setting)).scalar()
        with database.writing() as connection:
            put(connection, "v")
        after = snapshot.execute(sa.select(sa.func.count()).select_from(tables.setting)).scalar()
    assert (before, after) == (0, 0)
    assert values(database) == ["v"]


def test_two_who_spend_one_balance_wait_for_each_other(database: ServerDatabase) -> None:
    """The trap of the driver's default: both read 100, both spend it."""
    with database.writing() as connection:
        put(connection, "100")
    both = threading.Barrier(2)
    seen: list[str] = []

    def spend(connection: sa.Connection) -> None:
        found = connection.execute(sa.select(tables.setting.c.value).with_for_update()).scalar_one()
        seen.append(found)
        if int(found) >= 100:
            connection.execute(sa.update(tables.setting).values(value=str(int(found) - 100)))

    def work() -> None:
        both.wait(30)
        database.write(spend)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert values(database) == ["0"]
    assert sorted(seen) == ["0", "100"]


@pytest.mark.postgresql
def test_a_row_that_another_made_first_is_met_by_trying_again(
    clean_postgresql: ServerDatabase,
) -> None:
    database = clean_postgresql
    tries = 0

    def work(connection: sa.Connection) -> str:
        nonlocal tries
        tries += 1
        if tries == 1:
            with database.writing() as other:
                put(other, "other")
            put(connection, "mine")
        return str(connection.execute(sa.select(tables.setting.c.value)).scalar_one())

    assert database.write(work) == "other"
    assert tries == 2


@pytest.mark.postgresql
def test_trying_again_has_an_end(
    clean_postgresql: ServerDatabase,
) -> None:
    database = clean_postgresql
    with database.writing() as connection:
        put(connection, "v")
    with pytest.raises(Unavailable) as refused:
        database.write(lambda connection: put(connection, "w"), attempts=2)
    assert refused.value.code == "busy"


def test_a_mistake_of_ours_is_not_tried_again(database: ServerDatabase) -> None:
    tries = 0

    def work(connection: sa.Connection) -> None:
        nonlocal tries
        tries += 1
        connection.execute(sa.text("SELECT * FROM nowhere"))

    with pytest.raises(sa.exc.DBAPIError):
        database.write(work)
    assert tries == 1


def test_sqlite_that_stays_locked_is_unavailable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/locked.db"
    database, other = ServerDatabase(url), ServerDatabase(url)
    database.migrate()
    with other.engine.connect() as impatient:
        impatient.exec_driver_sql("PRAGMA busy_timeout = 0")
    with database.writing() as connection:
        put(connection, "v")
        with pytest.raises(Unavailable) as refused:
            other.write(lambda second: put(second, "w"))
    assert refused.value.code == "busy"
    for each in (database, other):
        each.dispose()


def test_sqlite_in_one_writer_refuses_the_same_row(tmp_path: Path) -> None:
    database = ServerDatabase(f"sqlite:///{tmp_path}/s.db")
    database.migrate()
    with database.writing() as connection:
        put(connection, "v")
    with pytest.raises(IntegrityError):
        database.write(lambda connection: put(connection, "w"))
    database.dispose()


def test_sqlite_runs_as_its_pragmas_say(tmp_path: Path) -> None:
    database = ServerDatabase(f"sqlite:///{tmp_path}/s.db")
    with database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
    }
    database.dispose()


def test_a_database_in_memory_serves_one_thread_of_work() -> None:
    database = ServerDatabase("sqlite://")
    database.migrate()
    assert database.in_memory
    with database.writing() as connection:
        put(connection, "v")
    assert values(database) == ["v"]
    database.dispose()


def test_a_folder_that_is_not_there_is_an_error_not_a_new_database(tmp_path: Path) -> None:
    with pytest.raises(OperationalError):
        ServerDatabase(f"sqlite:///{tmp_path}/nowhere/s.db").migrate()


@pytest.mark.postgresql
def test_two_who_lock_in_a_circle_are_told_apart_and_both_get_through(
    clean_postgresql: ServerDatabase,
) -> None:
    database = clean_postgresql
    with database.writing() as connection:
        for key in ("a", "b"):
            put(connection, "", key)
    both = threading.Barrier(2)
    tries: list[str] = []
    row = sa.update(tables.setting).values(value=tables.setting.c.value + sa.bindparam("by"))

    def work(connection: sa.Connection, first: str, second: str) -> None:
        tries.append(first)
        connection.execute(row.where(tables.setting.c.key == first), {"by": first})
        if len(tries) <= 2:
            both.wait(30)
        connection.execute(row.where(tables.setting.c.key == second), {"by": first})

    def write(first: str, second: str) -> None:
        database.write(lambda connection: work(connection, first, second))

    threads = [threading.Thread(target=write, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # Three, unless the one who was refused took its row back before the other had woken.
    assert len(tries) >= 3
    assert {"".join(sorted(value)) for value in values(database)} == {"ab"}
