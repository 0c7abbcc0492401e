"""Every part has a name for tests, and one for screen readers where it needs one."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.naming import named


def test_a_part_is_called_as_told_or_by_its_class(qtbot: QtBot) -> None:
    one, other = QWidget(), QWidget()
    qtbot.add_widget(one)
    qtbot.add_widget(other)
    named(one, "pay", "Pay")
    named(other, "")
    assert (one.objectName(), one.accessibleName()) == ("pay", "Pay")
    assert (other.objectName(), other.accessibleName()) == ("QWidget", "")
