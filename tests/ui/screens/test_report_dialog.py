"""A report is read as it prints: headings, counts, money, and the note of a difference."""

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from pos_member.domain.receipt import Figure, Receipt, ReceiptEntry, ReceiptKind
from pos_member.i18n import tr
from ui.screens.report_dialog import ReportDialog

ENTRIES = (
    ReceiptEntry("Z 0007", counts=Figure.HEADING),
    ReceiptEntry("销售", counts=Figure.HEADING),
    ReceiptEntry("笔数", 1_234, Figure.COUNT),
    ReceiptEntry("差额", -130, note="找零差错", strong=True),
)
REPORT = Receipt(ReceiptKind.SHIFT, "店", "01", "", "", "2026-11-22 21:40", "周敏", 0,
                 entries=ENTRIES)  # fmt: skip


def test_each_entry_stands_there_as_it_prints(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ReportDialog(window, REPORT, may_print=True)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    for text in ("Z 0007", "销售", "1,234", "差额 · 找零差错", "−\N{NO-BREAK SPACE}¥1.30"):
        assert text in texts
    assert dialog.primary.text() == tr("shift.print_report")
    dialog.step(1)
    closing = ReportDialog(window, REPORT, may_print=False)
    assert closing.primary.text() == tr("shift.seen")
