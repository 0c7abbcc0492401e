"""Rows are chosen anywhere on them; a consent starts unticked and is given only by hand."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.kit.choice_rows import ConsentRow, OptionRow, StaffRow


def test_a_consent_starts_unticked(qtbot: QtBot) -> None:
    row = ConsentRow("营销短信", "未勾选不影响入会。", "可不同意", purpose="news")
    qtbot.add_widget(row)
    assert not row.given()


def test_a_consent_is_given_and_taken_back_anywhere_on_its_row(qtbot: QtBot) -> None:
    row = ConsentRow("营销短信", "未勾选不影响入会。", "可不同意", purpose="news")
    qtbot.add_widget(row)
    row.resize(400, 64)
    row.show()
    heard: list[bool] = []
    row.changed.connect(heard.append)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(row.check, Qt.MouseButton.LeftButton)
    assert heard == [True, False]
    row.set_given(given=True)
    assert row.given()
    assert row.edge() == ("border", 1)
    assert not row.grab().isNull()


def test_a_row_that_is_off_takes_no_press(qtbot: QtBot) -> None:
    row = ConsentRow("a", "b", "c", purpose="x")
    qtbot.add_widget(row)
    row.show()
    row.setEnabled(False)
    row.check.click()
    assert not row.given()


def test_an_option_says_which_it_is(qtbot: QtBot) -> None:
    row = OptionRow("扣 ¥35.00", "差额记应收", value="owe")
    qtbot.add_widget(row)
    row.resize(400, 60)
    row.show()
    for target in (row, row.radio):
        with qtbot.wait_signal(row.picked) as picked:
            qtbot.mouseClick(target, Qt.MouseButton.LeftButton)
        assert picked.args == ["owe"]
    row.set_chosen(chosen=True)
    assert row.chosen()
    assert not row.grab().isNull()


def test_a_member_of_staff_is_picked(qtbot: QtBot) -> None:
    row = StaffRow("s-1", "周敏", "收银员 · 早班")
    qtbot.add_widget(row)
    row.resize(row.sizeHint())
    row.show()
    with qtbot.wait_signal(row.picked) as picked:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert picked.args == ["s-1"]
    row.set_chosen(chosen=True)
    row.setFocus()
    assert (row.chosen(), row.avatar.solid, row.tick.isHidden()) == (True, True, False)
    assert not row.grab().isNull()
