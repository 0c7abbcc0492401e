"""A member found by a search: who, which tier, why it matched, and the figures to tell apart."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.marks import Avatar, Chip, TierChip
from ui.kit.naming import named
from ui.kit.paint import RIGHT, draw_surface
from ui.kit.surfaces import row
from ui.theme import tokens as t
from ui.theme.tokens import BOLD, MEDIUM, SEMIBOLD


@dataclass(frozen=True, slots=True)
class Result:
    """What a row says, ready to show.

    Attributes:
        key: id of the member or receipt.
        second: masked telephone, or what stands for it.
        match: why it was found, ``尾号 6620``.
        figures: up to three pairs of value and caption.
        mark: the letter before the name, where it is not the name's first.
    """

    key: str
    name: str
    second: str
    tier: str = ""
    ramp: str = "plain"
    match: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    mark: str = ""


class ResultRow(QWidget):
    """A row of the lookup.

    Signals:
        marked: key of the row that was touched.
        chosen: key, by its button or a double touch.
    """

    marked = Signal(str)
    chosen = Signal(str)

    def __init__(self, result: Result, choose: str, chosen: str) -> None:
        super().__init__()
        named(self, f"result-{result.key}", f"{result.name} {result.tier} {result.second}")
        self.result = result
        self._texts = (choose, chosen)
        self.button = Button(choose, "secondary", "normal", name=f"choose-{result.key}")
        self.button.setFixedWidth(max(t.RESULT_ACTION_W, self.button.sizeHint().width()))
        self.button.clicked.connect(lambda: self.chosen.emit(result.key))
        self.setFixedHeight(t.RESULT_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S16, t.S8, t.S16, t.S8)
        line.setSpacing(t.S14)
        line.addWidget(Avatar(result.mark or result.name[:1]))
        line.addLayout(self._who(result), 1)
        for value, caption in result.figures:
            line.addLayout(_figure(value, caption))
        line.addWidget(self.button)
        self.set_marked(marked=False)

    def set_marked(self, *, marked: bool) -> None:
        """Show whether this row is the one that Enter takes."""
        self.setProperty("marked", marked)
        choose, chosen = self._texts
        self.button.setText(chosen if marked else choose)
        self.button.set_kind("soft" if marked else "secondary", icon="check" if marked else None)
        self.update()

    @override
    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.marked.emit(self.result.key)

    @override
    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.chosen.emit(self.result.key)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        marked = bool(self.property("marked"))
        draw_surface(
            QPainter(self),
            QRectF(self.rect()),
            "primary_soft" if marked else "surface",
            border="primary" if marked else "border",
            width=t.BORDER_SELECTED if marked else t.BORDER,
        )

    def _who(self, result: Result) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        first = row(Label(result.name, "body", weight=BOLD, elide=True))
        if result.tier:
            first.addWidget(TierChip(result.tier, result.ramp))
        if result.match:
            first.addWidget(Chip(result.match))
        first.addStretch(1)
        words.addStretch(1)
        words.addLayout(first)
        words.addWidget(Label(result.second, "label", "text2", weight=MEDIUM, elide=True))
        words.addStretch(1)
        return words


def _figure(value: str, caption: str) -> QVBoxLayout:
    box = QVBoxLayout()
    box.setSpacing(0)
    figure = Label(value, "body", weight=SEMIBOLD, align=RIGHT)
    figure.setMinimumWidth(t.RESULT_FIGURE_W - t.S14)
    below = Label(caption, "micro", "text2", weight=MEDIUM, align=RIGHT)
    box.addStretch(1)
    box.addWidget(figure, 0, Qt.AlignmentFlag.AlignRight)
    box.addWidget(below, 0, Qt.AlignmentFlag.AlignRight)
    box.addStretch(1)
    return box
