"""The frame around every page: rail, top bar, offline strip, status bar.

Connectivity and queue are two marks on purpose: a till may be online with work still to send, and
offline with none.
"""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_member.domain.views import DeviceHealth, DeviceState, SyncState
from pos_member.i18n import tr
from ui.kit.nav_rail import NavRail, RailItem
from ui.kit.notices import OfflineStrip
from ui.kit.scan_field import Feedback, ScanField
from ui.kit.status_bar import StatusBar
from ui.kit.surfaces import Stack, column, row
from ui.kit.top_bar import ConnPill, TopBar
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.page import Page
from ui.screens.said import Said
from ui.theme import tokens as t

TICK_MS = 1_000
STEADY_MS = 3_000
DEVICES = (
    ("scanner", "scan-line"),
    ("reader", "credit-card"),
    ("printer", "printer"),
    ("drawer", "archive"),
    ("display", "monitor"),
)
PLACES = (
    ("sale", "shopping-basket"),
    ("members", "users"),
    ("top_up", "wallet"),
    ("packages", "ticket"),
    ("receipts", "file-text"),
    ("shift", "banknote"),
    ("sync", "refresh-cw"),
    ("devices", "printer"),
)


class Frame(QWidget):
    """What stays while pages change.

    Signals:
        place_chosen: entry of the rail that was pressed.
        entered: text typed into the scan field.
    """

    place_chosen = Signal(str)
    entered = Signal(str)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("frame")
        self._counter = counter
        items = [RailItem(place, icon, tr(f"frame.{place}")) for place, icon in PLACES]
        self.rail = NavRail(items, [RailItem("lock", "lock", tr("frame.lock"))])
        self.scan_field = ScanField(tr("frame.scan_hint"), key=CAPS["find_member"])
        self.pill = ConnPill(tr("frame.online"), tr("frame.offline"))
        self.top = TopBar(self.scan_field, self.pill)
        self.strip = OfflineStrip(tr("frame.strip_title"), tr("frame.strip_action"))
        self.strip.hide()
        self.pages = Stack()
        self.status = StatusBar()
        for device, icon in DEVICES:
            if device in counter.devices:
                self.status.add_device(device, icon, tr(f"frame.device_{device}"))
        main = column(self.top, self.strip, gap=0)
        main.addWidget(self.pages, 1)
        main.addWidget(self.status)
        whole = row(self.rail, gap=0)
        whole.addLayout(main, 1)
        self.setLayout(whole)
        shop = counter.actions.shop
        self.top.show_shop(shop.store_name, tr("frame.register", register=shop.register))
        self._steady = QTimer(self, singleShot=True, interval=STEADY_MS)
        self._steady.timeout.connect(self._end_strip)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.refresh)
        self._tick.start()
        self._connect()
        for state in counter.devices.values():
            self.show_device(state)
        self.show_scanner()
        self.refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_room()

    def show_page(self, page: Page) -> None:
        """Show ``page`` and mark its place on the rail."""
        self.pages.setCurrentWidget(page)
        self.rail.set_place(page.place)

    def refresh(self) -> None:
        """Show connectivity, queue and time as they are now."""
        sync = self._counter.sync
        self.pill.set_online(online=sync.online)
        self.status.show_server(self._server(sync), online=sync.online)
        self.status.show_queue(tr("frame.queued", count=sync.queued), waiting=sync.queued > 0)
        review = tr("frame.review", count=sync.needs_review) if sync.needs_review else ""
        self.status.show_review(review)
        clock, now_ms = self._counter.clock, self._counter.actions.now_ms()
        last = (
            tr("frame.last_sync", time=clock.clock(sync.last_sync_ms, seconds=True))
            if sync.last_sync_ms
            else tr("frame.never_synced")
        )
        self.status.last_sync.setText(last)
        self.status.show_time(clock.day(now_ms), clock.clock(now_ms))
        self._show_strip(sync)

    def show_person(self) -> None:
        """Show who works here."""
        person = self._counter.person
        if person is not None:
            self.top.show_cashier(person.name, wording.role(person))

    def show_scanner(self) -> None:
        """Show whether scans arrive."""
        state = self._counter.devices.get("scanner")
        lost = state is not None and state.health in (
            DeviceHealth.RECONNECTING,
            DeviceHealth.OFFLINE,
        )
        text = tr("frame.scanner_lost" if lost else "frame.scanner_ready")
        self.top.show_scanner(text, ready=not lost)

    def show_device(self, state: DeviceState) -> None:
        """Show how a device is; only that device is marked."""
        icons = dict(DEVICES)
        if state.name not in icons:
            return
        dot = self.status.devices.get(state.name)
        if dot is None:
            caption = tr(f"frame.device_{state.name}")
            dot = self.status.add_device(state.name, icons[state.name], caption)
        ready = state.health is DeviceHealth.READY
        dot.set_ready(ready=ready, reason=tr(f"frame.device_{state.health.value}"))
        self.show_scanner()

    def show_said(self, said: Said) -> None:
        """Answer in the scan field."""
        hint = ""
        if said.message == "said.unknown_goods":
            hint = tr("said.unknown_goods_hint")
        text = wording.say(said, self._counter.actions.shop.currency)
        self.scan_field.show_feedback(Feedback(said.tone.value, text, hint))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.place_chosen)
        self.scan_field.entered.connect(self._enter)
        self.strip.pressed.connect(lambda: self.place_chosen.emit("sync"))
        self._counter.sync_changed.connect(self.refresh)
        self._counter.device_changed.connect(self.show_device)
        self._counter.person_changed.connect(self.show_person)
        self._counter.said.connect(self.show_said)

    def _enter(self) -> None:
        text = self.scan_field.text().strip()
        self.scan_field.clear()
        if text:
            self.entered.emit(text)

    def _server(self, sync: SyncState) -> str:
        if sync.trouble and wording.knows(f"frame.trouble_{sync.trouble}"):
            return tr(f"frame.trouble_{sync.trouble}")
        if sync.online:
            return tr("frame.server_ok", ms=sync.latency_ms)
        if not sync.since_ms:
            return tr("frame.server_never")
        left_ms = sync.retry_at_ms - self._counter.actions.now_ms()
        if left_ms > 0:
            return tr("frame.server_retry", seconds=-(-left_ms // TICK_MS))
        return tr("frame.server_off")

    def _show_strip(self, sync: SyncState) -> None:
        if sync.online or not sync.since_ms:
            if self.strip.isVisibleTo(self) and not self._steady.isActive():
                self._steady.start()
            return
        self._steady.stop()
        rest = tr("frame.strip_detail", count=sync.queued)
        since = self._counter.clock.as_of(sync.since_ms, self._counter.actions.now_ms())
        self.strip.show_detail(tr("frame.strip_since", since=since, rest=rest))
        self._set_strip(shown=True)

    def _end_strip(self) -> None:
        self._set_strip(shown=False)

    def _set_strip(self, *, shown: bool) -> None:
        self.strip.setVisible(shown)
        self.share_room()

    def share_room(self) -> None:
        """Have the pages give way to the strip and to a low window."""
        low = self.window().height() < t.LOW_WINDOW
        claims = int(self.strip.isVisibleTo(self)) + int(low)
        for place in range(self.pages.count()):
            page = self.pages.widget(place)
            if isinstance(page, Page):
                page.give_room(claims)
