"""The bar at the bottom: server, queue, what needs review, last exchange, devices, the time."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ui.kit.label import Label
from ui.kit.marks import Dot
from ui.kit.naming import named
from ui.kit.paint import draw_surface
from ui.kit.surfaces import Icon, Rule
from ui.theme import tokens as t
from ui.theme.tokens import BOLD, MEDIUM


class Mark(QWidget):
    """An icon or dot and a word, coloured together."""

    def __init__(self, icon: str | None, *, name: str) -> None:
        super().__init__()
        named(self, name)
        self.dot = Dot() if icon is None else None
        self.icon = Icon(icon, "text2", t.I16) if icon else None
        self.label = Label("", "hint", "text2", weight=MEDIUM)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(t.S6)
        for sign in filter(None, (self.dot, self.icon)):
            line.addWidget(sign)
        line.addWidget(self.label)

    def show_mark(self, text: str, role: str = "text2", *, strong: bool = False) -> None:
        """Show ``text`` in ``role``; ``strong`` for what asks for attention."""
        self.label.setText(text)
        self.label.set_step("hint", BOLD if strong else MEDIUM)
        self.label.set_role(role)
        self.setAccessibleName(text)
        if self.icon:
            self.icon.set_icon(self.icon.icon, role)

    def show_dot(self, role: str) -> None:
        """Colour the dot, if there is one."""
        if self.dot:
            self.dot.set_role(role)


class DeviceDot(QWidget):
    """A device: its icon, its word, and a tick or a cross."""

    def __init__(self, icon: str, text: str, *, name: str) -> None:
        super().__init__()
        named(self, name, text)
        self.label = Label(text, "hint", "text2", weight=MEDIUM)
        self.state = Icon("check", "success", t.I16)
        self.setProperty("ready", True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(t.S4)
        line.addWidget(Icon(icon, "text2", t.I16))
        line.addWidget(self.label)
        line.addWidget(self.state)

    def set_ready(self, *, ready: bool, reason: str = "") -> None:
        """Show whether the device works, and why it does not as a tool tip."""
        self.setProperty("ready", ready)
        self.state.set_icon(*(("check", "success") if ready else ("x", "danger")))
        self.label.set_role("text2" if ready else "danger")
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)


class StatusBar(QWidget):
    """The status bar. ``queue`` and ``review`` are apart from the server on purpose."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "status-bar")
        self.setFixedHeight(t.STATUS_BAR)
        self.server = Mark(None, name="server")
        self.queue = Mark("cloud-upload", name="queue")
        self.review = Mark("triangle-alert", name="needs-review")
        self.last_sync = Label("", "hint", "text2", elide=True, name="last-sync")
        self.day = Label("", "hint", "text2", name="day")
        self.clock = Label("", "hint", weight=BOLD, name="clock")
        self.devices: dict[str, DeviceDot] = {}
        bar = QHBoxLayout(self)
        bar.setContentsMargins(t.S20, 0, t.S20, 0)
        bar.setSpacing(t.S16)
        bar.addWidget(self.server)
        bar.addWidget(Rule(upright=True))
        bar.addWidget(self.queue)
        bar.addWidget(self.review)
        bar.addWidget(Rule(upright=True))
        bar.addWidget(self.last_sync, 1)
        self._devices = QHBoxLayout()
        self._devices.setSpacing(t.S16)
        bar.addLayout(self._devices)
        bar.addWidget(Rule(upright=True))
        bar.addWidget(self.day)
        bar.addWidget(self.clock)
        self.review.hide()

    def add_device(self, device: str, icon: str, text: str) -> DeviceDot:
        """Add ``device`` to the bar and return its mark."""
        made = DeviceDot(icon, text, name=f"device-{device}")
        self.devices[device] = made
        self._devices.addWidget(made)
        return made

    def show_server(self, text: str, *, online: bool) -> None:
        """Show the server's state in words."""
        self.server.show_mark(text, "text2" if online else "warn", strong=not online)
        self.server.show_dot("success" if online else "warn_solid")

    def show_queue(self, text: str, *, waiting: bool) -> None:
        """Show how much waits to be sent, amber if anything does."""
        self.queue.show_mark(text, "warn" if waiting else "text2", strong=waiting)

    def show_review(self, text: str) -> None:
        """Show in red how much needs a person; an empty text hides the mark."""
        self.review.setVisible(bool(text))
        self.review.show_mark(text, "danger", strong=True)

    def show_time(self, day: str, clock: str) -> None:
        """Show the day and the time."""
        self.day.setText(day)
        self.clock.setText(clock)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        draw_surface(painter, rect, "surface", radius=0)
        draw_surface(painter, QRectF(0, 0, rect.width(), t.BORDER), "border", radius=0)
