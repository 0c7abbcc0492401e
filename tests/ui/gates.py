"""The gates that every screen passes: nothing cut, nothing overlapping, targets large enough.

``check_screen(widget)`` asserts them all for a shown widget; each gate returns its findings, so
that a test can say which one it means.
"""

from itertools import combinations
from typing import TypeVar

from PySide6.QtCore import QRect
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLineEdit, QWidget

from ui.kit.basket import BasketList
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.marks import Chip
from ui.kit.tiles import Tile
from ui.theme import theme
from ui.theme import tokens as t
from ui.theme.fonts import BUNDLED, font_for

W = TypeVar("W", bound=QWidget)


def check_screen(widget: QWidget, *, width: int = 1366, height: int = 768) -> None:
    """Assert every gate for ``widget``, which is shown at its final size."""
    findings = [
        *too_large(widget, width, height),
        *cut_texts(widget),
        *overlaps(widget),
        *small_targets(widget),
        *foreign_fonts(widget),
        *unnamed(widget),
    ]
    assert not findings, "\n".join(findings)


def too_large(widget: QWidget, width: int, height: int) -> list[str]:
    """Find a screen that needs more room than there is."""
    need = widget.minimumSizeHint()
    fits = need.width() <= width and need.height() <= height
    return [] if fits else [f"{_name(widget)} needs {need.width()}x{need.height()}"]


def cut_texts(widget: QWidget) -> list[str]:
    """Find texts that do not fit where they stand, unless eliding was declared."""
    return [
        *(f"label cut: {_name(one)} {one.text()!r}" for one in _labels(widget) if _is_cut(one)),
        *(
            f"button cut: {one.text()!r}"
            for one in _shown(widget, Button)
            if one.text() and one.width() < one.natural_width() and _draws_text(one)
        ),
        *(f"tile cut: {text!r}" for one in _shown(widget, Tile) for text in one.overflow()),
        *(
            f"chip cut: {one.text!r}"
            for one in _shown(widget, Chip)
            if one.width() < one.sizeHint().width()
        ),
    ]


def overlaps(widget: QWidget) -> list[str]:
    """Find siblings that lie over one another, other than those that mean to."""
    found = []
    for parent in [widget, *_shown(widget, QWidget)]:
        children = [c for c in parent.children() if isinstance(c, QWidget) and _counts(c)]
        for one, other in combinations(children, 2):
            common = one.geometry().intersected(other.geometry())
            if common.width() > 1 and common.height() > 1:
                found.append(f"{_name(one)} and {_name(other)} overlap by {_size(common)}")
    return found


def small_targets(widget: QWidget) -> list[str]:
    """Find what is pressed but too small: a finger's size in touch density, else a pointer's."""
    least = t.TOUCH_MIN if theme().touch else t.DESK_MIN
    return [
        f"target too small: {_name(one)} {one.width()}x{one.height()}"
        for one in _shown(widget, QAbstractButton)
        if min(one.width(), one.height()) < _least_of(one, least)
    ]


def foreign_fonts(widget: QWidget) -> list[str]:
    """Find characters that would be drawn with a typeface that is not ours, or as a box."""
    found = []
    for one in _labels(widget):
        strange = [family for family, box in _faces_of(one) if box or family not in BUNDLED]
        found += [f"{one.text()!r} is drawn with {family}" for family in strange]
    for line in _shown(widget, QLineEdit):
        if line.font().families()[:1] != ["Inter"]:
            found.append(f"{_name(line)} types with {line.font().families()}")
    return found


def unnamed(widget: QWidget) -> list[str]:
    """Find what can be pressed or typed into but says no name to a screen reader."""
    inputs = [*_shown(widget, QAbstractButton), *_shown(widget, QLineEdit)]
    return [f"no spoken name: {_name(one)}" for one in inputs if not _spoken(one)]


def _labels(widget: QWidget) -> list[Label]:
    return [one for one in _shown(widget, Label) if one.text()]


def _shown(widget: QWidget, kind: type[W]) -> list[W]:
    return [one for one in widget.findChildren(kind) if one.isVisibleTo(widget)]


def _is_cut(one: Label) -> bool:
    if one.wordWrap():
        return one.height() < one.heightForWidth(one.width())
    return not one.elide and one.width() < one.natural_width()


def _draws_text(one: Button) -> bool:
    return not one.objectName().startswith("pad-")


def _least_of(one: QAbstractButton, least: int) -> int:
    # A mark inside a row that is pressed as a whole may be smaller than a finger.
    row = one.parentWidget()
    whole = row is not None and hasattr(row, "pressed") and row.height() >= least
    return t.RADIO if whole else least


def _counts(child: QWidget) -> bool:
    over = child.objectName() in {"scan-answer", "toast", "undo-bar"}
    inside_list = isinstance(child.parentWidget(), QAbstractScrollArea | BasketList)
    return child.isVisible() and not child.isWindow() and not over and not inside_list


def _faces_of(one: Label) -> list[tuple[str, bool]]:
    layout = QTextLayout(one.text(), font_for(one.step, one.text()))
    layout.beginLayout()
    while layout.createLine().isValid():
        pass
    layout.endLayout()
    return [(run.rawFont().familyName(), 0 in run.glyphIndexes()) for run in layout.glyphRuns()]


def _spoken(one: QWidget) -> bool:
    return bool(one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))


def _name(one: QWidget) -> str:
    return f"{type(one).__name__}#{one.objectName()}"


def _size(rect: QRect) -> str:
    return f"{rect.width()}x{rect.height()}"
