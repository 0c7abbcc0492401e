"""The parts of a split payment show sums, tenders and change, and take a tender back."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.kit.payment import ChangePanel, FigureBlock, PaymentProgress, TenderRow
from ui.theme import tokens as t


def test_progress_tells_both_sums(qtbot: QtBot) -> None:
    progress = PaymentProgress()
    qtbot.add_widget(progress)
    progress.resize(400, 66)
    progress.show_progress("已收 ¥520.00", "待收 ¥146.70", 7_800)
    assert progress.accessibleName() == "已收 ¥520.00 待收 ¥146.70"
    assert progress.bar.share_bp == 7_800
    assert not progress.grab().isNull()


def test_a_tender_can_be_taken_back(qtbot: QtBot) -> None:
    row = TenderRow("t-1", "wallet", "储值", "撤下")
    qtbot.add_widget(row)
    row.resize(500, t.TENDER_LINE)
    row.show()
    row.show_tender("¥500.00", "只用 500", state="已锁定")
    assert (row.amount.text(), row.detail.text(), row.chip.isHidden()) == (
        "¥500.00",
        "只用 500",
        False,
    )
    assert row.cross.accessibleName() == "撤下"
    with qtbot.wait_signal(row.removed) as removed:
        qtbot.mouseClick(row.cross, Qt.MouseButton.LeftButton)
    assert removed.args == ["t-1"]
    row.show_tender("¥146.70", "")
    assert row.chip.isHidden()
    idle = row.grab().toImage()
    row.set_active(active=True)
    assert row.grab().toImage() != idle


def test_change_is_green_and_missing_money_amber(qtbot: QtBot) -> None:
    panel = ChangePanel()
    qtbot.add_widget(panel)
    panel.show_change("找零", "¥3.30")
    assert (panel.fill, panel.amount.role) == ("success_soft", "success")
    panel.show_change("还差", "¥366.70", missing=True)
    assert (panel.fill, panel.amount.role, panel.accessibleName()) == (
        "warn_soft",
        "warn",
        "还差 ¥366.70",
    )


def test_a_block_shows_a_figure_under_its_caption(qtbot: QtBot) -> None:
    block = FigureBlock("应收")
    qtbot.add_widget(block)
    block.show_figure("¥666.70", "success")
    assert (block.figure.text(), block.figure.role, block.accessibleName()) == (
        "¥666.70", "success", "应收 ¥666.70",
    )  # fmt: skip
