"""The look: tokens, fonts, icons, palette, style sheet, and ``theme()`` that is in force.

| module | gives |
|---|---|
| ``tokens`` | every colour, length, type step and duration |
| ``fonts`` | the bundled typefaces, the font and the baseline of a step |
| ``icons`` | ``icon_pixmap(name, colour, px, ratio)`` |
| ``palette``, ``qss`` | what Fusion paints itself |
| ``theme`` | ``theme()``, ``start_look(application, name)`` |
"""

from ui.theme.theme import Theme, start_look, theme

__all__ = ["Theme", "start_look", "theme"]
