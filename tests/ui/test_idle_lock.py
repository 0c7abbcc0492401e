"""The time without a touch is counted, and a till that may not lock now is asked again."""

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent, Qt

from ui.idle_lock import IdleLock


@pytest.fixture
def parent(qapp):
    return QObject()


def timer_of(idle: IdleLock) -> QTimer:
    (timer,) = idle.findChildren(QTimer)
    return timer


def key() -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier)


def test_without_a_time_it_never_counts(parent):
    idle = IdleLock(lambda: True, parent)
    idle.after(0)
    idle.eventFilter(parent, key())
    assert not timer_of(idle).isActive()


def test_a_touch_begins_anew_and_is_passed_on(parent, qtbot):
    idle = IdleLock(lambda: True, parent)
    idle.after(3_600)
    qtbot.waitUntil(lambda: timer_of(idle).remainingTime() < 3_600_000)
    assert not idle.eventFilter(parent, key())
    assert timer_of(idle).isActive()
    assert not idle.eventFilter(parent, QEvent(QEvent.Type.Paint))


def test_a_till_that_may_not_lock_is_asked_again(parent, qtbot):
    answers = [True, False]
    idle = IdleLock(answers.pop, parent)
    idle.after(1)
    qtbot.waitUntil(lambda: answers == [], timeout=10_000)
    assert not timer_of(idle).isActive()
