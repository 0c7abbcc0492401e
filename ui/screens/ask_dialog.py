"""What small dialogs share: content, a way back, and one primary button that Enter presses."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.choice_rows import OptionRow
from ui.kit.dialog import Dialog
from ui.kit.surfaces import row
from ui.theme import tokens as t

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AskDialog(Dialog):
    """A dialog with ``back`` and ``primary``; ``may_press`` says whether an Enter is a hand's."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        subtitle: str,
        *,
        primary: str,
        icon: str = "info",
        kind: str = "primary",
        width: int = t.ASK_W,
        name: str = "ask",
    ) -> None:
        super().__init__(parent, title, subtitle, icon=icon, kind=kind, width=width, name=name)
        self.may_press: Callable[[], bool] = lambda: True
        self.back = Button(tr("goods.back"), "secondary", "large", key="Esc", name="dialog-back")
        self.primary = Button(
            primary, "primary", "large", icon="check", key="Enter", name="dialog-primary"
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.foot = row(self.back, gap=t.S12)
        self.foot.addWidget(self.primary, 1)
        self.panel.body.addLayout(self.foot)
        self.back.clicked.connect(self.reject)
        self.primary.clicked.connect(self.decide)

    def decide(self) -> None:
        """Do what the primary button says."""
        self.accept()

    def step(self, by: int) -> None:
        """Go ``by`` places through what is offered."""
        del by

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not isinstance(self.focusWidget(), QLineEdit):
            self.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ENTER:
            if not event.isAutoRepeat() and self.may_press():
                self.primary.click_if_ready()
        elif key in _STEPS:
            self.step(_STEPS[key])
        else:
            super().keyPressEvent(event)


class ChoiceDialog(AskDialog):
    """One of several, each with what it means; arrows and touch choose."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        subtitle: str,
        *,
        primary: str,
        icon: str = "info",
        name: str = "choice",
    ) -> None:
        super().__init__(parent, title, subtitle, primary=primary, icon=icon, name=name)
        self.rows: list[OptionRow] = []
        self.chosen = ""
        self.content.setSpacing(t.S8)

    def offer(self, options: list[tuple[str, str, str]]) -> None:
        """Offer ``options``: value, title and what it means; the first is chosen."""
        for gone in self.rows:
            self.content.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.rows = [OptionRow(title, text, value=value) for value, title, text in options]
        for made in self.rows:
            made.picked.connect(self.choose)
            self.content.addWidget(made)
        self.choose(options[0][0] if options else "")

    def choose(self, value: str) -> None:
        """Take ``value`` as the choice."""
        self.chosen = value
        for shown in self.rows:
            shown.set_chosen(chosen=shown.value == value)
        self.primary.setEnabled(bool(value))

    @override
    def step(self, by: int) -> None:
        """Choose the option ``by`` places on."""
        values = [shown.value for shown in self.rows]
        if values:
            at = values.index(self.chosen) + by
            self.choose(values[max(0, min(at, len(values) - 1))])
