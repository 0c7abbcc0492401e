"""A field around an input: what it asks, whether it must be filled, a hint, what is wrong."""

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.kit.label import Label
from ui.kit.line_input import LineInput
from ui.kit.naming import named
from ui.kit.surfaces import Icon, row
from ui.theme import tokens as t
from ui.theme.tokens import SEMIBOLD


class Field(QWidget):
    """``content`` with its label above, and below it the hint or, in red, the error."""

    def __init__(
        self,
        caption: str,
        content: QWidget,
        *,
        required: bool = False,
        hint: str = "",
        name: str = "field",
    ) -> None:
        super().__init__()
        named(self, name, caption)
        self.content = content
        content.setAccessibleName(caption)
        if isinstance(content, LineInput):
            content.edit.setAccessibleName(caption)
            content.text_changed.connect(self._clear_error)
        self.setFocusProxy(content)
        self._hint = hint
        self.caption = Label(caption, "label", "text2", weight=SEMIBOLD)
        self.star = Label("*", "label", "danger", weight=SEMIBOLD)
        if not required:  # to show it, without a parent yet, would open a window of its own
            self.star.hide()
        self.mark = Icon("circle-alert", "danger", t.I16)
        self.below = Label(hint, "hint", "text2", elide=True, name="field-below")
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(t.S6)
        body.addLayout(row(self.caption, self.star, None, gap=t.S4))
        body.addWidget(content)
        body.addLayout(row(self.mark, self.below, gap=t.S6))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_error("")

    def set_error(self, reason: str) -> None:
        """Say in red what is wrong; ``""`` brings the hint back."""
        if isinstance(self.content, LineInput):
            self.content.set_error(reason)
        self.mark.setVisible(bool(reason))
        self.below.setText(reason or self._hint)
        self.below.set_role("danger" if reason else "text2")
        self.below.setVisible(bool(reason or self._hint))

    def _clear_error(self, _text: str) -> None:
        if not self.mark.isHidden():
            self.set_error("")
