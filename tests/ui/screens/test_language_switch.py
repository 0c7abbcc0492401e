"""A change of language builds the pages anew; the window stays the window, and its keys work."""

import gc
import weakref

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from tests.ui.screens.shop import Shop
from ui.actions import Events
from ui.main_window import MainWindow
from ui.pilot import Pilot
from ui.worker import Worker


class Watch(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and not isinstance(watched, MainWindow)
        ):
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def watch(qapp: QApplication):
    made = Watch()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture
def window(qtbot, watch: Watch):
    ledger, guard = Worker("ledger"), Worker("guard")
    made = MainWindow(Shop().actions(), Events(), ledger=ledger, guard=guard)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made.counter.pins.people))
    yield made
    guard.stop()
    ledger.stop()


def test_no_part_of_a_page_flashes_up_as_a_window(window: MainWindow, watch: Watch) -> None:
    window.speak("en")
    window.wear("dark")
    window.wear("light")
    window.speak("zh_CN")
    assert watch.seen == []


def test_keys_work_after_a_change_of_language(window: MainWindow, qtbot) -> None:
    window.speak("en")
    window.speak("zh_CN")
    obeyed: list[str] = []
    window.obey = obeyed.append  # type: ignore[method-assign]
    Pilot(window).press("F1")
    qtbot.waitUntil(lambda: obeyed == ["help"])


def test_nothing_of_the_pages_before_is_kept(window: MainWindow, qtbot) -> None:
    before = [weakref.ref(each) for each in (window.journeys, window.frame, window.sign_in)]
    window.speak("en")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [each() for each in before] == [None, None, None]
