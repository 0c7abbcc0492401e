"""What stands where there is nothing yet: the empty state, and bones while something loads."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.naming import named
from ui.kit.paint import CENTRE, draw_surface
from ui.kit.surfaces import Icon, row
from ui.theme import tokens as t
from ui.theme.tokens import BOLD


class EmptyState(QWidget):
    """An icon, one sentence, one hint, and a button where there is something to do.

    Signals:
        pressed: its button.
    """

    pressed = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        text: str = "",
        *,
        kind: str = "primary",
        action: str = "",
        name: str = "empty-state",
    ) -> None:
        super().__init__()
        named(self, name, f"{title} {text}")
        role = "primary_text" if kind == "primary" else kind
        self.icon = Icon(icon, role, t.I36, tile=f"{kind}_soft", tile_px=t.RESULT_ROW)
        self.title = Label(title, "heading", weight=BOLD, wrap=True, align=CENTRE)
        self.text = Label(text, "label", "text2", weight=t.REGULAR, wrap=True, align=CENTRE)
        if not text:  # to show it, without a parent yet, would open a window of its own
            self.text.hide()
        self.button: Button | None = None
        body = QVBoxLayout(self)
        body.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        body.setSpacing(t.S6)
        body.addStretch(1)
        body.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignHCenter)
        body.addSpacing(t.S10)
        body.addWidget(self.title)
        body.addWidget(self.text)
        if action:
            self.button = Button(action, "soft", "normal", name=f"{name}-action")
            self.button.clicked.connect(self.pressed)
            body.addSpacing(t.S6)
            body.addLayout(row(None, self.button, None))
        body.addStretch(1)

    def show_state(self, title: str, text: str = "") -> None:
        """Say something else."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}")


class Skeleton(QWidget):
    """Grey bones in the shape of what is coming; shown only when that takes over 300 ms."""

    def __init__(self, lines: int = 3, *, name: str = "skeleton") -> None:
        super().__init__()
        named(self, name)
        self.lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.TOAST_W, self.lines * (t.SKELETON_LINE + t.S10))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place in range(self.lines):
            width = self.width() * (self.lines - place // 2) / self.lines
            top = place * (t.SKELETON_LINE + t.S10)
            bone = QRectF(0, top, width, t.SKELETON_LINE)
            draw_surface(painter, bone, "line", radius=t.SKELETON_LINE / 2)
