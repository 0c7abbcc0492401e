"""Names for tests and for screen readers, given the same way everywhere."""

from PySide6.QtWidgets import QWidget


def named(widget: QWidget, name: str, spoken: str = "") -> None:
    """Give ``widget`` its ``objectName`` (or its class's) and, if there is one, a spoken name."""
    widget.setObjectName(name or type(widget).__name__)
    if spoken:
        widget.setAccessibleName(spoken)
