"""A till that somebody has signed in at."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.screens.shop import Shop
from tests.ui.screens.till import Till, opened


@pytest.fixture
def till(qtbot: QtBot) -> Iterator[Till]:
    with opened(qtbot, Shop()) as made:
        made.sign_in()
        yield made
