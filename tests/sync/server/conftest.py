"""A house and two tills that the server knows, on each database."""

import pytest

from sync.server.database import ServerDatabase
from sync.server.house import House
from tests.sync.server import far_end


@pytest.fixture
def house() -> House:
    return far_end.house()


@pytest.fixture
def till(database: ServerDatabase, house: House) -> far_end.Till:
    return far_end.Till(database, house, seed=1).register_here()


@pytest.fixture
def other_till(database: ServerDatabase, house: House) -> far_end.Till:
    return far_end.Till(database, house, seed=2, register="2").register_here()
