"""A till on real files behind a real ledger thread; its far ends are the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_member.bootstrap.chance_and_time import Clock
from pos_member.bootstrap.desk import Desk, Hands
from tests.support.counter import Counter, identity
from ui.actions import Events
from ui.worker import Worker


@pytest.fixture
def ledger(qtbot) -> Iterator[Worker]:
    made = Worker("ledger")
    yield made
    made.stop()


@pytest.fixture
def events(qtbot) -> Events:
    return Events()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """Give a till whose program is published."""
    made = Counter(tmp_path)
    made.publish()
    yield made
    made.till.close()


@pytest.fixture
def desk(counter: Counter, ledger: Worker) -> Desk:
    """Give the desk of that till, without a sync process and without a printer."""
    made = Desk(Hands(till=counter.till), clock=Clock(identity().zone), ledger=ledger)
    ledger.wait_for(made.refresh_program)
    return made
