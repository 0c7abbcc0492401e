"""Rows that are chosen as a whole: a consent, one of several ways out, a member of staff."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.choices import Check, Radio
from ui.kit.label import Label
from ui.kit.marks import Avatar, Chip
from ui.kit.naming import named
from ui.kit.paint import draw_focus, draw_surface
from ui.kit.surfaces import Icon, column, row
from ui.theme import tokens as t
from ui.theme.tokens import BOLD

_POLICY = QSizePolicy.Policy


class _Row(QWidget):
    """A surface that is pressed anywhere."""

    pressed = Signal()

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        named(self, name, spoken)
        self.setSizePolicy(_POLICY.Expanding, _POLICY.Minimum)

    def chosen(self) -> bool:
        """Return whether it is painted as chosen."""
        return False

    def edge(self) -> tuple[str, int]:
        """Return role and width of the edge when it is chosen."""
        return "primary", t.BORDER_SELECTED

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isEnabled() and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        chosen = self.chosen()
        role, width = self.edge() if chosen else ("border", t.BORDER)
        fill = "primary_soft" if chosen else "surface" if self.isEnabled() else "inset"
        draw_surface(painter, rect, fill, radius=t.R_CONTROL, border=role, width=width)
        if self.hasFocus():
            draw_focus(painter, rect, t.R_CONTROL)


class ConsentRow(_Row):
    """A consent: what for, whether joining needs it, and a check box that starts empty.

    Signals:
        changed: whether it is given.
    """

    changed = Signal(bool)

    def __init__(
        self, title: str, text: str, chip: str, *, purpose: str, name: str = "consent"
    ) -> None:
        super().__init__(f"{name}-{purpose}", title)
        self.purpose = purpose
        self.check = Check(title, name=f"{name}-{purpose}-check")
        self.title = Label(title, "label_large", weight=BOLD)
        self.text = Label(text, "label", "text2", weight=t.REGULAR, wrap=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S14, t.S8, t.S14, t.S8)
        line.setSpacing(t.S12)
        line.addWidget(self.check, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(column(row(self.title, Chip(chip), None), self.text, gap=t.S2), 1)
        self.pressed.connect(self.check.click)
        self.check.toggled.connect(self._tell)

    def given(self) -> bool:
        """Return whether the customer agrees."""
        return self.check.isChecked()

    def set_given(self, *, given: bool) -> None:
        """Tick or untick it."""
        self.check.setChecked(given)

    @override
    def chosen(self) -> bool:
        return self.check.isChecked()

    @override
    def edge(self) -> tuple[str, int]:
        return "border", t.BORDER

    def _tell(self, given: bool) -> None:  # noqa: FBT001 - Qt's own signal
        self.update()
        self.changed.emit(given)


class OptionRow(_Row):
    """One of several ways out, and what it costs whom.

    Signals:
        picked: its value.
    """

    picked = Signal(str)

    def __init__(self, title: str, text: str, *, value: str, name: str = "option") -> None:
        super().__init__(f"{name}-{value}", title)
        self.value = value
        self.radio = Radio(title, name=f"{name}-{value}-radio")
        self.radio.setAutoExclusive(False)
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S12, t.S8, t.S12, t.S8)
        line.setSpacing(t.S12)
        line.addWidget(self.radio)
        words = column(
            Label(title, "label_large", weight=BOLD, wrap=True),
            Label(text, "hint", "text2", wrap=True),
            gap=t.S2,
        )
        line.addLayout(words, 1)
        self.pressed.connect(lambda: self.picked.emit(self.value))
        self.radio.clicked.connect(lambda: self.picked.emit(self.value))

    def set_chosen(self, *, chosen: bool) -> None:
        """Show whether this one is taken."""
        self.radio.setChecked(chosen)
        self.update()

    @override
    def chosen(self) -> bool:
        return self.radio.isChecked()


class StaffRow(_Row):
    """A member of staff at sign-in.

    Signals:
        picked: staff id.
    """

    picked = Signal(str)

    def __init__(self, staff_id: str, title: str, text: str, *, name: str = "staff") -> None:
        super().__init__(f"{name}-{staff_id}", f"{title} {text}")
        self.staff_id = staff_id
        self._chosen = False
        self.avatar = Avatar(title[:1])
        self.tick = Icon("check", "primary_text", t.I20)
        line = QHBoxLayout(self)
        line.setContentsMargins(t.S14, t.S10, t.S14, t.S10)
        line.setSpacing(t.S12)
        line.addWidget(self.avatar)
        words = column(
            Label(title, "body", weight=BOLD, elide=True),
            Label(text, "hint", "text2", elide=True),
            gap=0,
        )
        line.addLayout(words, 1)
        line.addWidget(self.tick)
        self.setFixedHeight(t.STAFF_TILE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pressed.connect(lambda: self.picked.emit(self.staff_id))
        self.set_chosen(chosen=False)

    def set_chosen(self, *, chosen: bool) -> None:
        """Show whether this is who signs in."""
        self._chosen = chosen
        self.avatar.solid = chosen
        self.tick.setVisible(chosen)
        self.update()

    @override
    def chosen(self) -> bool:
        return self._chosen

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.SCAN_FIELD_MIN_W, t.STAFF_TILE)
