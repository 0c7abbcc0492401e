"""What the till says without a window: the offline strip, notices, toasts, the undo bar."""

from PySide6.QtCore import QPoint, QPropertyAnimation, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.naming import named
from ui.kit.paint import draw_surface
from ui.kit.surfaces import Icon, column
from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.tokens import BOLD, MEDIUM

_ICONS = {
    "success": "check",
    "warn": "triangle-alert",
    "danger": "circle-x",
    "info": "info",
}


class OfflineStrip(QWidget):
    """The amber strip across the screen while the server is out of reach.

    Signals:
        pressed: the cashier wants to see what waits.
    """

    pressed = Signal()

    def __init__(self, title: str, action: str) -> None:
        super().__init__()
        named(self, "offline-strip", title)
        self.setFixedHeight(t.OFFLINE_STRIP)
        self.title = Label(title, "body", "onwarn", weight=BOLD)
        self.detail = Label("", "label", "onwarn", elide=True, name="offline-detail")
        self.button = Button(action, "offline_outline", "compact", name="offline-action")
        self.button.clicked.connect(self.pressed)
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S20, 0, t.S20, 0)
        line.setSpacing(t.S12)
        line.addWidget(Icon("wifi-off", "onwarn", t.I20))
        line.addWidget(self.title)
        line.addWidget(self.detail, 1)
        line.addWidget(self.button)

    def show_detail(self, text: str) -> None:
        """Say for how long, how much is safe here, and what is limited."""
        self.detail.setText(text)
        self.detail.setToolTip(text)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_surface(QPainter(self), QRectF(self.rect()), "warn_solid", radius=0)


class Notice(QWidget):
    """What happened and what to do, in a soft bar; ``kind`` is success, warn, danger or info.

    Signals:
        pressed: its button, where it has one.
    """

    pressed = Signal()

    def __init__(
        self,
        title: str,
        text: str = "",
        kind: str = "info",
        *,
        icon: str | None = None,
        action: str = "",
        bar: bool = False,
        name: str = "notice",
    ) -> None:
        super().__init__()
        named(self, name, f"{title} {text}")
        self.kind, self._bar = kind, bar
        self.title = Label(title, "label_large", kind, weight=BOLD, wrap=True)
        self.text = Label(text, "label", "text", weight=t.REGULAR, wrap=True)
        self.icon = Icon(
            icon or _ICONS[kind], kind, t.I22, tile="surface" if bar else None,
            tile_px=t.S40, round_tile=True,
        )  # fmt: skip
        if not title:  # to show it, without a parent yet, would open a window of its own
            self.title.hide()
        if not text:  # to show it, without a parent yet, would open a window of its own
            self.text.hide()
        self.button: Button | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S14, t.S10, t.S14, t.S10)
        line.setSpacing(t.S12)
        line.addWidget(self.icon)
        line.addLayout(column(None, self.title, self.text, None, gap=t.S2), 1)
        if action:
            self.button = Button(action, "white", "small", name=f"{name}-action")
            self.button.clicked.connect(self.pressed)
            line.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_notice(self, title: str, text: str = "", kind: str | None = None) -> None:
        """Say something else, and in another ``kind`` if one is given."""
        self.kind = kind or self.kind
        self.title.setText(title)
        self.title.set_role(self.kind)
        self.title.setVisible(bool(title))
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.icon.set_icon(_ICONS[self.kind], self.kind)
        self.setAccessibleName(f"{title} {text}")
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        draw_surface(painter, rect, f"{self.kind}_soft", radius=t.R_CONTROL)
        if self._bar:
            painter.setClipRect(QRectF(0, 0, t.EDGE_BAR, rect.height()))
            draw_surface(painter, rect, self.kind, radius=t.R_CONTROL)


class Toast(QWidget):
    """A short message at the bottom of its parent that goes by itself; it never takes the focus.

    Signals:
        undone: its button was pressed in time.
        gone: it went without.
    """

    undone = Signal()
    gone = Signal()

    def __init__(self, parent: QWidget, *, name: str = "toast") -> None:
        super().__init__(parent)
        named(self, name)
        self._frame = parent
        self.label = Label("", "label_large", "surface", weight=MEDIUM, elide=True)
        self.button = Button("", "soft", "compact", name=f"{name}-action")
        self.button.clicked.connect(self._undo)
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S16, t.S8, t.S10, t.S8)
        line.addWidget(self.label, 1)
        line.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._leave)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self.hide()

    def show_toast(self, text: str, action: str = "", duration_ms: int = t.UNDO_MS) -> None:
        """Say ``text`` for ``duration_ms``, with a button ``action`` where there is a way back."""
        self.label.setText(text)
        self.setAccessibleName(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        wide = self.layout_width()
        frame = self._frame.rect()
        height = self.sizeHint().height()
        place = QPoint((frame.width() - wide) // 2, frame.height() - height - t.S24)
        self.setGeometry(place.x(), place.y(), wide, height)
        self.show()
        self.raise_()
        if duration := theme().motion_ms(t.TOAST_MS):
            self._slide.setDuration(duration)
            self._slide.setStartValue(place + QPoint(0, t.S8))
            self._slide.setEndValue(place)
            self._slide.start()
        self._timer.start(duration_ms)

    def layout_width(self) -> int:
        """Return how wide it has to be for its text, within its parent."""
        natural = self.label.natural_width() + self.button.sizeHint().width() + t.S40
        return max(t.TOAST_W, min(natural, self._frame.width() - 2 * t.S24))

    def dismiss(self) -> None:
        """Take it away, without a word."""
        self._timer.stop()
        self.hide()

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.TOAST_W, super().sizeHint().height())

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_surface(QPainter(self), QRectF(self.rect()), "text", radius=t.R_CARD)

    def _undo(self) -> None:
        self.dismiss()
        self.undone.emit()

    def _leave(self) -> None:
        self.hide()
        self.gone.emit()


class UndoBar(Toast):
    """The toast that takes a removal back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, name="undo-bar")
