"""Number pads and PIN dots.

Amounts use the order of a calculator (7-8-9 on top), PIN and phone that of a telephone. Keys never
take the focus, so whatever is being typed into keeps it.
"""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.naming import named
from ui.kit.paint import CENTRE, draw_focus, draw_icon_in, draw_surface, draw_text
from ui.theme import tokens as t

BACK, SCAN, NEXT, DOT, DOUBLE_ZERO = "back", "scan", "next", ".", "00"

LAYOUTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "amount": (("7", "8", "9"), ("4", "5", "6"), ("1", "2", "3"), (DOT, "0", BACK)),
    "cash": (("7", "8", "9"), ("4", "5", "6"), ("1", "2", "3"), (DOUBLE_ZERO, "0", DOT)),
    "pin": (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (SCAN, "0", BACK)),
    "phone": (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (NEXT, "0", BACK)),
    "wide": (("1", "2", "3", "4", "5", BACK), ("6", "7", "8", "9", "0", NEXT)),
    "wide_amount": (("1", "2", "3", "4", "5", BACK), ("6", "7", "8", "9", "0", DOUBLE_ZERO)),
}
_ICONS = {BACK: "delete", SCAN: "scan-line"}


class PadKey(Button):
    """One key of a pad."""

    def __init__(self, value: str, height: int, *, parent: QWidget | None = None) -> None:
        word = value if value not in {BACK, SCAN, NEXT} else tr(f"kit.pad.{value}")
        super().__init__(word, "soft" if value == NEXT else "secondary", name=f"pad-{value}")
        self.value = value
        self.setParent(parent)
        self.setFixedHeight(height)
        self.setMinimumWidth(t.TOUCH_MIN)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.TENDER_TILE, self.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(t.TOUCH_MIN, self.height())

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        role, fill, border = self.look()
        if self.hasFocus():
            rect = draw_focus(painter, rect, t.R_CONTROL)
        draw_surface(painter, rect, fill, radius=t.R_CONTROL, border=border)
        if self.value in _ICONS:
            draw_icon_in(painter, _ICONS[self.value], role, t.I22, rect)
        else:
            step = "label_large" if self.value == NEXT else "pad"
            draw_text(painter, rect, self.text(), step, role, align=CENTRE)


class NumPad(QWidget):
    """A pad of ``layout`` (see ``LAYOUTS``).

    Signals:
        pressed: a digit, ``00``, ``.``, ``back``, ``scan`` or ``next``.
    """

    pressed = Signal(str)

    def __init__(
        self,
        layout: str = "amount",
        *,
        key_height: int = t.PAD_KEY,
        gap: int = t.S6,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, name or "numpad", tr("kit.pad"))
        self.keys: dict[str, PadKey] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(gap)
        for line, values in enumerate(LAYOUTS[layout]):
            for place, value in enumerate(values):
                key = PadKey(value, key_height, parent=self)
                key.clicked.connect(partial(self.pressed.emit, value))
                grid.addWidget(key, line, place)
                grid.setColumnStretch(place, 1)
                self.keys[value] = key
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_key_height(self, height: int) -> None:
        """Make the keys ``height`` px tall: offline the strip takes 44 px, and they give way."""
        for key in self.keys.values():
            key.setFixedHeight(height)

    def set_next_text(self, text: str) -> None:
        """Name the key that goes on to the next field."""
        self.keys[NEXT].setText(text)


class PinDots(QWidget):
    """How many digits of a PIN are typed; never which."""

    def __init__(self, length: int = 6, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "pin-dots")
        self.length = length
        self.filled = 0
        self.refused = False
        self.setFixedSize(length * t.PIN_DOT + (length - 1) * t.PIN_DOT_GAP, t.PIN_DOT)
        self.set_filled(0)

    def set_filled(self, count: int, *, refused: bool = False) -> None:
        """Show ``count`` digits typed; ``refused`` turns the dots red until the next digit."""
        self.filled = min(count, self.length)
        self.refused = refused
        self.setAccessibleName(tr("kit.pin.typed", count=self.filled, length=self.length))
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = "danger" if self.refused else "strong"
        for place in range(self.length):
            left = place * (t.PIN_DOT + t.PIN_DOT_GAP)
            rect = QRectF(left, 0, t.PIN_DOT, t.PIN_DOT)
            if place < self.filled:
                draw_surface(painter, rect, "text", radius=t.PIN_DOT / 2)
            else:
                draw_surface(
                    painter,
                    rect,
                    "surface",
                    radius=t.PIN_DOT / 2,
                    border=edge,
                    width=t.BORDER_SELECTED,
                )
