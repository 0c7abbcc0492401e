"""Sums show as many lines as there are, savings in green, and what is due in large figures."""

from pytestqt.qtbot import QtBot

from ui.kit.totals import AmountDue, KeyValue, TotalLine, Totals


def test_lines_come_and_go(qtbot: QtBot) -> None:
    totals = Totals()
    qtbot.add_widget(totals)
    totals.show_lines(
        [
            TotalLine("小计", "¥794.00"),
            TotalLine("折扣", "− ¥77.30", saving=True),
            TotalLine("x", "y", quiet=True),
        ]
    )
    assert [row.value.role for row in totals.rows] == ["text", "success", "text2"]
    totals.show_lines([TotalLine("小计", "¥325.00")])
    assert [row.isHidden() for row in totals.rows] == [False, True, True]
    assert totals.rows[0].accessibleName() == "小计 ¥325.00"
    assert len(totals.rows) == 3


def test_the_due_amount_tells_savings_and_warnings(qtbot: QtBot) -> None:
    due = AmountDue("应收")
    qtbot.add_widget(due)
    due.show_due("¥666.70", saved="已省 ¥127.30", remark="预计 +800 积分")
    assert due.accessibleName() == "应收 ¥666.70"
    assert not due.saved.isHidden()
    due.show_due("¥325.00", remark="还有 1 个码没有价格", warning=True)
    assert due.saved.isHidden()
    assert due.remark.role == "warn"
    usual = due.amount.step.px
    due.set_wide(wide=True)
    assert due.amount.step.px > usual


def test_a_pair_can_change_its_value(qtbot: QtBot) -> None:
    pair = KeyValue("赠送金", "¥300.00", strong=False)
    qtbot.add_widget(pair)
    pair.show_value("¥0.00", "danger")
    assert (pair.value.text(), pair.value.role, pair.accessibleName()) == (
        "¥0.00",
        "danger",
        "赠送金 ¥0.00",
    )
