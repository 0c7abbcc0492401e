"""The shift's page turns keys into a count and its buttons into wishes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from pos_member.domain.shift_operations import Purpose
from pos_member.i18n import tr
from tests.ui.screens.shop import Shop
from ui.actions import Events
from ui.screens.counter import Counter
from ui.screens.shift_page import ShiftPage
from ui.worker import Worker


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ShiftPage]:
    ledger, guard = Worker("ledger"), Worker("guard")
    counter = Counter(Shop().actions(), Events(), ledger, guard)
    made = ShiftPage(counter, counter.shift)
    qtbot.addWidget(made)
    made.show()
    made.arrive()
    qtbot.waitUntil(lambda: counter.shift.shift is not None)
    yield made
    guard.stop()
    ledger.stop()


def press(page: ShiftPage, key: Qt.Key, text: str = "") -> bool:
    no = Qt.KeyboardModifier.NoModifier
    return page.type_key(QKeyEvent(QEvent.Type.KeyPress, key, no, text))


def marked(page: ShiftPage) -> list[int]:
    return [face for face, row in page.count.rows.items() if row.property("marked")]


def test_keys_count_and_go_from_note_to_note(page: ShiftPage) -> None:
    assert marked(page) == [10_000]
    for key, text in ((Qt.Key.Key_1, "1"), (Qt.Key.Key_2, "2"), (Qt.Key.Key_Backspace, "")):
        assert press(page, key, text)
    assert press(page, Qt.Key.Key_Down) and marked(page) == [5_000]
    assert page.count.rows[10_000].pieces == 1
    assert not press(page, Qt.Key.Key_A, "a")


def test_each_key_of_the_map_asks_for_what_its_button_says(page: ShiftPage) -> None:
    wanted: list[object] = []
    page.float_wanted.connect(lambda: wanted.append("float"))
    page.move_wanted.connect(wanted.append)
    for command in ("tender_1", "tender_2", "tender_3", "tender_4", "tender_5"):
        assert page.obey(command)
    assert wanted == ["float", Purpose.PAID_IN, Purpose.PAID_OUT, Purpose.SAFE_DROP,
                      Purpose.NO_SALE]  # fmt: skip
    assert not page.obey("find_goods")


def test_a_sum_takes_the_place_of_the_notes_and_gives_it_back(page: ShiftPage) -> None:
    assert page.obey("edit_price")
    assert page.count.sum.isVisible() and marked(page) == []
    assert page.count.switch.text() == tr("shift.by_piece")
    page.obey("edit_price")
    assert marked(page) == [10_000] and not page.count.sum.isVisible()


def test_going_back_opens_the_count_first(page: ShiftPage) -> None:
    assert not page.go_back()
    press(page, Qt.Key.Key_0, "0")
    page.primary_button().click_if_ready()
    assert page.count.answer.isVisible() and page.count.answer.title.text() == tr("shift.exact")
    assert page.go_back() and not page.count.answer.isVisible()
    assert not page.go_back()


def test_a_scanners_first_keys_are_taken_back(page: ShiftPage) -> None:
    before = page.typed_state()
    press(page, Qt.Key.Key_6, "6")
    page.restore_typed(before)
    assert page.count.rows[10_000].pieces == 0
