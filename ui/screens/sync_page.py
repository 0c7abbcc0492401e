"""Where the till stands with the server, in words: what waits, since when, what to do."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout
from typing_extensions import override

from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.notices import Notice
from ui.kit.surfaces import Card, Icon, row
from ui.kit.totals import KeyValue
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.page import Page
from ui.screens.unsent_export import UnsentExport
from ui.theme import tokens as t

FACTS = ("server", "queued", "last", "oldest", "since", "review", "retry")
COLUMNS = 2
SECOND_MS = 1000


class SyncPage(Page):
    """The state of the sync."""

    place = "sync"

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("sync-page")
        self._counter = counter
        self.icon = Icon("cloud-check", "success", t.I36, tile="success_soft", tile_px=t.EMPTY_ICON)
        self.title = Label("", "title", wrap=True, name="sync-title")
        self.text = Label("", "label_large", "text2", wrap=True, name="sync-text")
        self.facts = {name: KeyValue(tr(f"sync.{name}"), name=f"sync-{name}") for name in FACTS}
        self.note = Notice(tr("sync.safe"), tr("sync.safe_text"), "info", name="sync-note")
        self.primary = Button(
            tr("sync.now"), "primary", "primary", icon="refresh-cw", key="F5", name="primary"
        )
        unsent = UnsentExport(counter, "sync", self)
        self.answer, self.export = unsent.answer, unsent.button
        card = Card(padding=t.S24, gap=t.S12, name="sync-card")
        head = row(self.icon, gap=t.S20)
        words = QVBoxLayout()
        words.addWidget(self.title)
        words.addWidget(self.text)
        head.addLayout(words, 1)
        card.body.addLayout(head)
        card.body.addSpacing(t.S8)
        facts = QGridLayout()
        facts.setHorizontalSpacing(t.S40)
        facts.setVerticalSpacing(t.S4)
        for place, fact in enumerate(self.facts.values()):
            facts.addWidget(fact, place // COLUMNS, place % COLUMNS)
        card.body.addLayout(facts)
        card.body.addSpacing(t.S8)
        card.body.addWidget(self.note)
        card.body.addWidget(self.answer)
        foot = row(self.export, None, gap=t.S12)
        foot.addWidget(self.primary)
        card.body.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        box.addWidget(card)
        box.addStretch(1)
        self.primary.clicked.connect(self._sync)
        counter.sync_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show where the till stands now."""
        sync, clock = self._counter.sync, self._counter.clock
        now_ms = self._counter.actions.now_ms()
        state = "online" if sync.online else "offline" if sync.since_ms else "starting"
        icon, role = ("cloud-check", "success") if sync.online else ("wifi-off", "warn")
        self.icon.set_icon(icon, role, f"{role}_soft")
        self.title.setText(tr(f"sync.title_{state}"))
        trouble = f"frame.trouble_{sync.trouble}"
        known = bool(sync.trouble) and wording.knows(trouble)
        self.text.setText(tr(trouble) if known else tr(f"sync.text_{state}"))
        self.export.setVisible(sync.queued > 0)
        waiting = max(0, sync.retry_at_ms - now_ms)
        values = {
            "server": tr("sync.ms", ms=sync.latency_ms) if sync.online else tr("frame.offline"),
            "queued": tr("sync.operations", count=sync.queued),
            "oldest": clock.as_of(sync.oldest_ms, now_ms) if sync.queued and sync.oldest_ms else "",
            "review": tr("sync.operations", count=sync.needs_review) if sync.needs_review else "",
            "last": clock.clock(sync.last_sync_ms, seconds=True) if sync.last_sync_ms else "",
            "since": clock.as_of(sync.since_ms, now_ms) if sync.since_ms else "",
            "retry": tr("sync.seconds", count=-(-waiting // SECOND_MS)) if waiting else "",
        }
        for name, value in values.items():
            self.facts[name].show_value(value, "danger" if name == "review" else "text")
            self.facts[name].setVisible(bool(value))

    @override
    def obey(self, command: str) -> bool:
        """Sync now."""
        if command == "edit_price":
            self._sync()
            return True
        return False

    @override
    def primary_button(self) -> Button | None:
        """Return the button that syncs."""
        return self.primary

    @override
    def arrive(self) -> None:
        """Show what is so now."""
        self.refresh()

    def _sync(self) -> None:
        counter = self._counter
        counter.ledger.submit(counter.actions.sync_now, None, counter.complain)
