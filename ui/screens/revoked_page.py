"""What a till shows that the server trusts no more: what happened, what is safe, what to do.

It stands in place of everything else, signing in included, until the server says otherwise.
"""

from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.notices import Notice
from ui.kit.surfaces import Card, Icon, row
from ui.screens.counter import Counter
from ui.screens.page import Page
from ui.screens.unsent_export import UnsentExport
from ui.theme import tokens as t


class RevokedPage(Page):
    """The screen of a till that was revoked."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("revoked-page")
        self._counter = counter
        icon = Icon("shield-alert", "danger", t.I36, tile="danger_soft", tile_px=t.EMPTY_ICON)
        self.title = Label(tr("revoked.title"), "title", wrap=True, name="revoked-title")
        self.text = Label(
            tr("revoked.text"), "label_large", "text2", wrap=True, name="revoked-text"
        )
        self.safe = Notice(tr("revoked.safe"), kind="success", name="revoked-safe")
        self.todo = Notice(tr("revoked.todo"), tr("revoked.todo_text"), "info", name="revoked-todo")
        unsent = UnsentExport(counter, "revoked", self)
        self.answer, self.export = unsent.answer, unsent.button
        self.primary = Button(
            tr("revoked.again"), "primary", "primary", icon="refresh-cw", key="F5", name="primary"
        )
        words = QVBoxLayout()
        words.addWidget(self.title)
        words.addWidget(self.text)
        head = row(icon, gap=t.S20)
        head.addLayout(words, 1)
        foot = row(self.export, None, gap=t.S12)
        foot.addWidget(self.primary)
        card = Card(padding=t.S24, gap=t.S12, name="revoked-card")
        card.body.addLayout(head)
        card.body.addSpacing(t.S8)
        for part in (self.safe, self.todo, self.answer):
            card.body.addWidget(part)
        card.body.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        box.addStretch(1)
        box.addWidget(card)
        box.addStretch(1)
        self.primary.clicked.connect(self._check)
        counter.sync_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how much was not uploaded."""
        text = tr("revoked.safe_text", count=self._counter.sync.queued)
        self.safe.show_notice(tr("revoked.safe"), text)

    @override
    def obey(self, command: str) -> bool:
        """Ask the server again."""
        if command == "edit_price":
            self._check()
            return True
        return False

    @override
    def primary_button(self) -> Button | None:
        """Return the button that asks the server again."""
        return self.primary

    def _check(self) -> None:
        counter = self._counter
        counter.ledger.submit(counter.actions.sync_now, None, counter.complain)
