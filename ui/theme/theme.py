"""The look that is in force. There is one application and so one ``Theme``: parts ask ``theme()``.

Painted parts read colours when they paint, so a switch is one palette and one style sheet for the
application, which repaints everything; no part has to listen.
"""

from functools import cache
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.theme import tokens
from ui.theme.fonts import font_of, load_fonts
from ui.theme.palette import palette_of
from ui.theme.qss import style_sheet
from ui.theme.tokens import Colours


class Theme(QObject):
    """Colours, density and motion, and the signal that they changed.

    Signals:
        changed: after a switch, when everything already has its new colours.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colours: Colours = tokens.LIGHT
        self.touch = False
        self.reduced_motion = False

    @property
    def name(self) -> str:
        """``light`` or ``dark``."""
        return "dark" if self.colours.dark else "light"

    def apply(self, name: str | None = None, *, touch: bool | None = None) -> None:
        """Put theme ``name`` (``light``, ``dark``, or the present one) on the whole application.

        ``touch`` grows the compact buttons to the size of a finger.
        """
        load_fonts()
        if name is not None:
            self.colours = tokens.DARK if name == "dark" else tokens.LIGHT
        if touch is not None:
            self.touch = touch
        application = cast("QApplication", QApplication.instance())
        application.setPalette(palette_of(self.colours))
        application.setStyleSheet(style_sheet(self.colours))
        self.changed.emit()

    def toggle(self) -> None:
        """Switch between light and dark."""
        self.apply("light" if self.colours.dark else "dark")

    def button_height(self, size: str) -> int:
        """Return the height in px of a button of ``size`` in the present density."""
        height = tokens.BUTTON_HEIGHTS[size]
        return max(height, tokens.TOUCH_MIN) if self.touch else height

    def motion_ms(self, duration_ms: int) -> int:
        """Return ``duration_ms``, or 0 where motion is not wanted."""
        return 0 if self.reduced_motion else duration_ms


@cache
def theme() -> Theme:
    """Return the application's one theme."""
    return Theme()


def start_look(application: QApplication, name: str = "light", *, touch: bool = False) -> Theme:
    """Give ``application`` Fusion, the bundled fonts and theme ``name``, and return the theme."""
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setFont(font_of(tokens.STEPS["label"].px, tokens.REGULAR))
    look = theme()
    look.apply(name, touch=touch)
    return look
