"""Exports what was not uploaded to a file that can be carried away: the button and its answer."""

from PySide6.QtCore import QObject

from pos_member.domain.errors import PosError
from pos_member.domain.views import UnsentFile
from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.notices import Notice
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.said import Said


class UnsentExport(QObject):
    """The export, for a page that shows ``button`` and, where there is room, ``answer``."""

    def __init__(self, counter: Counter, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        self.button = Button(tr("revoked.export"), "soft", "normal", name=f"{name}-export")
        self.answer = Notice("", kind="info", name=f"{name}-answer")
        self.answer.hide()
        self.button.clicked.connect(self._export)

    def _export(self) -> None:
        counter = self._counter
        self.button.set_busy(busy=True)
        counter.ledger.submit(counter.actions.export_unsent, self._exported, self._not_exported)

    def _exported(self, made: UnsentFile) -> None:
        self.button.set_busy(busy=False)
        self.answer.show_notice(
            tr("revoked.exported", count=made.operations),
            tr("revoked.exported_text", file=made.file),
            "success",
        )
        self.answer.show()

    def _not_exported(self, why: PosError) -> None:
        self.button.set_busy(busy=False)
        text = wording.say(Said.error(why), self._counter.actions.shop.currency)
        self.answer.show_notice(text, kind="danger")
        self.answer.show()
