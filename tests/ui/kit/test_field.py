"""A field names its input, marks what must be filled, and says in red what is wrong."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.kit.choices import Segmented
from ui.kit.field import Field
from ui.kit.line_input import LineInput


def test_the_input_is_spoken_with_its_caption(qtbot: QtBot) -> None:
    field = Field("手机号", LineInput(""), required=True)
    qtbot.add_widget(field)
    assert field.content.accessibleName() == "手机号"
    assert not field.star.isHidden()
    assert Field("称呼", LineInput("")).star.isHidden()


def test_an_error_takes_the_place_of_the_hint_until_the_text_changes(qtbot: QtBot) -> None:
    line = LineInput("")
    field = Field("生日", line, hint="可不填年份")
    qtbot.add_widget(field)
    field.set_error("没有这一天")
    assert (field.below.text(), field.below.role) == ("没有这一天", "danger")
    assert line.error == "没有这一天"
    assert not field.mark.isHidden()
    line.set_text("11-24")
    assert (field.below.text(), field.below.role) == ("可不填年份", "text2")
    assert field.mark.isHidden()


def test_any_part_can_stand_in_a_field(qtbot: QtBot) -> None:
    field = Field("性别", Segmented([("f", "女")]))
    qtbot.add_widget(field)
    field.set_error("选一个")
    assert field.below.text() == "选一个"
    assert field.findChildren(QLabel)
