"""A row of the lookup is marked by a touch and chosen by its button."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.kit.result_row import Result, ResultRow


@pytest.fixture
def row(qtbot: QtBot) -> ResultRow:
    figures = (("¥1,286.50", "储值"), ("12,480", "积分"), ("10-28", "上次到店"))
    result = Result("m-1", "林晓雯", "138 **** 6620", "金卡", "gold", "尾号 6620", figures)
    made = ResultRow(result, "选择", "已选中")
    qtbot.add_widget(made)
    made.resize(860, 76)
    made.show()
    return made


def test_it_is_spoken_with_the_masked_phone(row: ResultRow) -> None:
    assert row.accessibleName() == "林晓雯 金卡 138 **** 6620"


def test_a_touch_marks_and_the_button_chooses(row: ResultRow, qtbot: QtBot) -> None:
    with qtbot.wait_signal(row.marked) as marked:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    with qtbot.wait_signal(row.chosen) as chosen:
        qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    with qtbot.wait_signal(row.chosen) as twice:
        qtbot.mouseDClick(row, Qt.MouseButton.LeftButton)
    assert marked.args == chosen.args == twice.args == ["m-1"]


def test_the_marked_row_looks_and_says_so(row: ResultRow) -> None:
    idle = row.grab().toImage()
    row.set_marked(marked=True)
    assert row.button.text() == "已选中"
    assert row.property("marked") is True
    assert row.grab().toImage() != idle
    row.set_marked(marked=False)
    assert (row.button.text(), row.button.icon_name) == ("选择", None)
