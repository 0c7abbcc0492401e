"""A report as it will be printed, read on the screen first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pos_member.domain.receipt import Figure, Receipt, ReceiptEntry
from pos_member.i18n import format_count, format_money, tr
from ui.kit.label import Label
from ui.kit.paint import CENTRE
from ui.kit.surfaces import Inset
from ui.kit.totals import KeyValue
from ui.screens.ask_dialog import AskDialog
from ui.theme import tokens as t


class ReportDialog(AskDialog):
    """Shows ``made``; where ``may_print``, its button prints it."""

    def __init__(self, parent: QWidget, made: Receipt, *, may_print: bool) -> None:
        primary = tr("shift.print_report" if may_print else "shift.seen")
        super().__init__(
            parent, made.entries[0].name, f"{made.cashier} · {made.business_time}",
            primary=primary, icon="file-text", name="report",
        )  # fmt: skip
        paper = Inset(padding=t.S16, gap=0, name="report-paper")
        for entry in made.entries[1:]:
            paper.body.addWidget(_line(entry, made.currency))
        paper.body.addStretch(1)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, t.SCROLL_BAR, 0)
        inside.addWidget(paper)
        self.reading = QScrollArea()
        self.reading.setWidgetResizable(True)
        self.reading.setFrameShape(QScrollArea.Shape.NoFrame)
        self.reading.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reading.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reading.setWidget(inner)
        self.reading.setFixedHeight(t.REPORT_H)
        for blank in (self.reading.viewport(), inner):
            blank.setAutoFillBackground(False)
        self.content.addWidget(self.reading)

    @override
    def step(self, by: int) -> None:
        """Read on, or back."""
        bar = self.reading.verticalScrollBar()
        bar.setValue(bar.value() + by * t.ROW)


def _line(entry: ReceiptEntry, currency: str) -> QWidget:
    if entry.counts is Figure.HEADING:
        return Label(entry.name, "label_large", weight=t.BOLD, align=CENTRE)
    value = (
        format_count(entry.figure)
        if entry.counts is Figure.COUNT
        else format_money(entry.figure, currency)
    )
    name = f"{entry.name} · {entry.note}" if entry.note else entry.name
    made = KeyValue(name, value, strong=entry.strong, gap=t.S2, name="report-line")
    made.caption.elide = True
    return made
