"""A line that may come back shows how much of it, and why none where none may."""

from pytestqt.qtbot import QtBot

from ui.kit.refund_row import RefundRow, RefundShown


def test_less_and_more_name_the_line(qtbot: QtBot) -> None:
    made = RefundRow("7", "Less", "More")
    qtbot.addWidget(made)
    made.show_line(RefundShown("7", "Oil", "Sold 2", "1", "− ¥5.00"), marked=True)
    asked: list[tuple[str, int]] = []
    made.changed.connect(lambda key, step: asked.append((key, step)))
    made.more.click()
    made.less.click()
    assert asked == [("7", 1), ("7", -1)]
    assert made.property("marked") and made.amount.text() == "− ¥5.00"
    assert made.accessibleName() == "Oil Sold 2 1 − ¥5.00"


def test_what_cannot_come_back_says_why(qtbot: QtBot) -> None:
    made = RefundRow("7", "Less", "More")
    qtbot.addWidget(made)
    made.show_line(RefundShown("7", "Oil", "Sold 2", "0", "", "Too late"), marked=False)
    assert made.second.text() == "Too late" and made.second.role == "warn"
    assert not made.more.isEnabled() and made.more.reason == "Too late"
