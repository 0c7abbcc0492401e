"""The one generated style sheet: only for what Qt paints itself, our own parts read the tokens.

In a style sheet the last rule for a type wins, so the rules go from general to particular.
"""

from string import Template

from ui.theme import tokens as t
from ui.theme.tokens import Colours

_SHEET = Template("""
QToolTip { background: $text; color: $surface; border: none; padding: ${s6}px ${s8}px; }
QWidget#screen, QMainWindow, QDialog { background: $bg; }
QLineEdit#bare, QPlainTextEdit#bare { background: transparent; border: none; padding: 0;
  color: $text; selection-background-color: $primary; selection-color: $onprimary; }
QLineEdit#bare:disabled { color: $text3; }
QListView, QTableView, QScrollArea, QScrollArea > QWidget > QWidget#scrolled {
  background: transparent; border: none; outline: none; }
QTableView { selection-background-color: $primary_soft; selection-color: $text;
  gridline-color: $line; }
QHeaderView { background: $inset; border: none; }
QHeaderView::section { background: $inset; color: $text2; border: none;
  padding: 0 ${s16}px; }
QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; }
QScrollBar::handle { background: $strong; border-radius: ${half_bar}px; min-height: ${s40}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu, QListView#choices { background: $surface; color: $text; border: 1px solid $border;
  padding: ${s4}px; }
QMenu::item, QListView#choices::item { padding: ${s12}px ${s16}px; border-radius: ${inline}px; }
QMenu::item:selected, QListView#choices::item:selected { background: $primary_soft;
  color: $primary_text; }
""")


def style_sheet(colours: Colours) -> str:
    """Return the style sheet of the whole application in ``colours``."""
    return _SHEET.substitute(
        {name: getattr(colours, name) for name in _NAMES},
        s4=t.S4,
        s6=t.S6,
        s8=t.S8,
        s12=t.S12,
        s16=t.S16,
        s40=t.S40,
        bar=t.SCROLL_BAR,
        half_bar=t.SCROLL_BAR // 2,
        inline=t.R_INLINE,
    )


_NAMES = (
    "text", "text2", "text3", "surface", "inset", "bg", "border", "line", "strong",
    "primary", "onprimary", "primary_soft", "primary_text",
)  # fmt: skip
