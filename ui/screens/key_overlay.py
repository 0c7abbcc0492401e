"""Which key does what, over whatever is on the screen; F1 again or Esc takes it away."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_member.i18n import tr
from ui.kit.label import Label
from ui.kit.marks import KeyCap
from ui.kit.surfaces import Inset, row
from ui.screens.ask_dialog import AskDialog
from ui.screens.keymap import GROUPS, KEYS
from ui.theme import tokens as t


class KeyOverlay(AskDialog):
    """The key map in columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent, tr("keys.title"), tr("keys.subtitle"), primary=tr("keys.close"),
            icon="keyboard", width=t.OVERLAY_W, name="key-overlay",
        )  # fmt: skip
        self.back.hide()
        columns = row(gap=t.S12)
        for group in GROUPS:
            block = Inset(padding=t.S14, gap=t.S10, name=f"keys-{group}")
            block.body.addWidget(Label(tr(f"keys.group_{group}"), "label_large", weight=t.BOLD))
            for key in KEYS:
                if key.group == group:
                    cap = row(KeyCap(key.cap), None, gap=0)
                    holder = QWidget()
                    holder.setFixedWidth(t.KEY_COLUMN_W)
                    holder.setLayout(cap)
                    line = row(holder, gap=t.S8)
                    line.addWidget(Label(tr(key.label), "label", wrap=True), 1)
                    block.body.addLayout(line)
            block.body.addStretch(1)
            columns.addWidget(block, 1)
        self.content.addLayout(columns)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1:
            self.accept()
        else:
            super().keyPressEvent(event)
