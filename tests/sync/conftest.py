"""The databases that the server runs on, for every test of the sync."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.server.database import ServerDatabase
from sync.simulator import postgresql
from sync.simulator.chain import empty

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgresql_socket() -> Iterator[str]:
    with postgresql.running() as socket:
        yield socket


@pytest.fixture(scope="session")
def new_postgresql(postgresql_socket: str) -> Callable[[], str]:
    """Make an empty database and return its URL."""
    return lambda: postgresql.new_database(postgresql_socket, f"t{next(_NUMBERS)}")


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServerDatabase]:
    """The same test on both databases, each with the newest schema and no rows."""
    if request.param == "sqlite":
        found = ServerDatabase(f"sqlite:///{tmp_path}/server.db")
        found.migrate()
    else:
        found = request.getfixturevalue("clean_postgresql")
    yield found
    if request.param == "sqlite":
        found.dispose()


@pytest.fixture(scope="module")
def module_postgresql(new_postgresql: Callable[[], str]) -> Iterator[ServerDatabase]:
    found = ServerDatabase(new_postgresql())
    found.migrate()
    yield found
    found.dispose()


@pytest.fixture
def clean_postgresql(module_postgresql: ServerDatabase) -> ServerDatabase:
    """The module's database, emptied: much faster than a new one for every test."""
    empty(module_postgresql)
    return module_postgresql
