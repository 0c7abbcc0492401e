"""Dialogs: a panel over the dimmed window, truly modal, closed by Esc.

The dialog covers its window and paints a frozen picture of it under a scrim, because a bare X
server shows no translucent windows. A scan does not close it: the wedge filter takes codes before
any button hears Enter.
"""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from ui.kit.label import Label
from ui.kit.naming import named
from ui.kit.paint import colour_of, draw_surface, with_alpha
from ui.kit.surfaces import Icon, Surface, column, row
from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.tokens import BOLD

_SHADOW_STEPS = 12


class Dialog(QDialog):
    """A modal panel with icon, title and subtitle; put the content into ``content``.

    With ``own_head`` the caller lays ``head`` out itself.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        subtitle: str = "",
        *,
        icon: str = "info",
        kind: str = "warn",
        width: int = t.DIALOG_W,
        own_head: bool = False,
        name: str = "dialog",
    ) -> None:
        super().__init__(parent)
        named(self, name, title)
        self.setWindowTitle(title)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setModal(True)
        self._backdrop = QPixmap()
        self.panel = Surface(radius=t.R_DIALOG, border=None, padding=t.S24 + t.S4, gap=t.S16)
        self.panel.setObjectName(f"{name}-panel")
        self.panel.setFixedWidth(width)
        self.title = Label(title, "title", weight=BOLD, elide=True, name="dialog-title")
        self.subtitle = Label(subtitle, "label", "text2", elide=True, name="dialog-subtitle")
        self.subtitle.setVisible(bool(subtitle))
        badge = Icon(icon, kind, t.I24, tile=f"{kind}_soft", tile_px=t.INPUT_LARGE)
        words = column(None, self.title, self.subtitle, None, gap=0)
        self.head = row(badge, words, gap=t.S14)
        self.content = QVBoxLayout()
        if not own_head:
            self.panel.body.addLayout(self.head)
        self.panel.body.addLayout(self.content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignCenter)

    def show_queued_scans(self, text: str) -> None:
        """Say beside the title how many codes wait until the dialog closes."""
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))

    def open_over(self, window: QWidget) -> None:
        """Open over ``window`` and return at once."""
        self.setGeometry(QRect(window.mapToGlobal(window.rect().topLeft()), window.size()))
        self._backdrop = window.grab()
        self.open()

    def refresh_backdrop(self) -> None:
        """Take the picture of the window again: something on it changed meanwhile."""
        if (window := self.parentWidget()) is not None:
            self._backdrop = window.grab()
            self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._backdrop)
        painter.fillRect(self.rect(), colour_of(theme().colours.scrim))
        _paint_shadow(painter, QRectF(self.panel.geometry()))


def _paint_shadow(painter: QPainter, panel: QRectF) -> None:
    """Paint a soft shadow as rings of ever less black: no effect, nothing to animate."""
    shadow = colour_of(theme().colours.shadow)
    for step in range(_SHADOW_STEPS, 0, -1):
        spread = t.DIALOG_SHADOW / 2 * step / _SHADOW_STEPS
        ring = panel.adjusted(-spread, -spread, spread, spread).translated(0, t.DIALOG_SHADOW_Y)
        veil = with_alpha(shadow.name(), shadow.alpha() // (2 * _SHADOW_STEPS))
        draw_surface(painter, ring, veil, radius=t.R_DIALOG + spread)
