"""The QPalette of a theme, for whatever Fusion paints itself: menus, selections, tool tips."""

from PySide6.QtGui import QColor, QPalette

from ui.theme.tokens import Colours

_Role = QPalette.ColorRole


def palette_of(colours: Colours) -> QPalette:
    """Return the palette of ``colours``; the platform's own dark mode is not relied on."""
    palette = QPalette()
    roles = {
        _Role.Window: colours.bg,
        _Role.WindowText: colours.text,
        _Role.Base: colours.surface,
        _Role.AlternateBase: colours.inset,
        _Role.Text: colours.text,
        _Role.PlaceholderText: colours.text3,
        _Role.Button: colours.surface,
        _Role.ButtonText: colours.text,
        _Role.BrightText: colours.danger,
        _Role.Highlight: colours.primary,
        _Role.HighlightedText: colours.onprimary,
        _Role.ToolTipBase: colours.text,
        _Role.ToolTipText: colours.surface,
        _Role.Link: colours.primary_text,
        _Role.Mid: colours.border,
        _Role.Dark: colours.strong,
        _Role.Light: colours.surface,
        _Role.Shadow: colours.border,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.text3))
    return palette
