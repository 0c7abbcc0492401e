"""The scan field answers a scan where it was made, without moving the focus."""

import pytest
from pytestqt.qtbot import QtBot

from ui.kit.scan_field import ERROR, INFO, OK, WARN, Feedback, ScanField
from ui.theme import tokens as t


@pytest.fixture
def field(qtbot: QtBot) -> ScanField:
    made = ScanField("扫会员码 / 商品码")
    qtbot.add_widget(made)
    made.resize(440, 44)
    made.show()
    qtbot.wait_exposed(made)
    return made


@pytest.mark.parametrize(
    ("state", "role"), [(OK, "success"), (WARN, "warn"), (ERROR, "danger"), (INFO, "info")]
)
def test_an_answer_has_colour_and_words(field: ScanField, state: str, role: str) -> None:
    field.show_feedback(Feedback(state, "没有这个商品 6901…", "可继续扫码"))
    assert field.property("state") == state
    assert field.accessibleDescription() == "没有这个商品 6901… 可继续扫码"
    edge = field.grab().toImage().pixelColor(220, 0).name()
    assert edge == getattr(t.LIGHT, role).lower()


def test_success_goes_by_itself(field: ScanField, qtbot: QtBot) -> None:
    field.show_feedback(Feedback(OK, "林晓雯 · 金卡"))
    qtbot.wait_until(lambda: field.feedback() is None, timeout=t.SCAN_OK_MS + 2_000)
    assert field.property("state") == "idle"


def test_a_warning_stays_until_the_next_action(field: ScanField, qtbot: QtBot) -> None:
    warning = Feedback(WARN, "没有这个商品")
    field.show_feedback(Feedback(OK, "好"))
    field.show_feedback(warning)
    assert not field._fade.isActive()
    assert field.feedback() == warning
    qtbot.keyClicks(field.edit, "1")
    assert field.feedback() is None


def test_going_into_the_field_clears_it(field: ScanField, qtbot: QtBot) -> None:
    field.edit.clearFocus()
    field.show_feedback(Feedback(ERROR, "已停用"))
    field.edit.setFocus()
    qtbot.wait_until(lambda: field.feedback() is None)


def test_an_answer_moves_no_focus_and_no_layout(field: ScanField) -> None:
    before = (field.geometry(), field.edit.hasFocus(), field.sizeHint())
    field.show_feedback(Feedback(WARN, "一句很长很长的话" * 8))
    assert (field.geometry(), field.edit.hasFocus(), field.sizeHint()) == before
    assert field.minimumSizeHint().width() == t.SCAN_FIELD_MIN_W
