"""A till that somebody has signed in at, and a counter without a window, online."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.views import SyncState
from tests.ui.screens.shop import Shop
from tests.ui.screens.till import Till, opened
from ui.actions import Events
from ui.screens.counter import Counter
from ui.worker import Worker


@pytest.fixture
def till(qtbot: QtBot) -> Iterator[Till]:
    with opened(qtbot, Shop()) as made:
        made.sign_in()
        yield made


@pytest.fixture
def counter(qtbot: QtBot) -> Iterator[Counter]:
    ledger, guard = Worker("ledger"), Worker("guard")
    made = Counter(Shop().actions(), Events(), ledger, guard)
    made.events.sync_changed.emit(SyncState(online=True))
    yield made
    guard.stop()
    ledger.stop()
