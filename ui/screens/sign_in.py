"""Signing in: who, their PIN, and what this till holds. The lock screen is the same page.

The keyboard's digits type the PIN, the arrows choose the person, a badge does both. The basket is
kept and its amounts are not shown here.
"""

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pos_member.domain.views import DeviceHealth
from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.choice_rows import StaffRow
from ui.kit.label import Label
from ui.kit.marks import Dot
from ui.kit.nav_rail import Logo
from ui.kit.notices import Notice
from ui.kit.pads import BACK, NumPad, PinDots
from ui.kit.paint import draw_surface, gradient_of
from ui.kit.surfaces import Icon, Surface, column, row
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.page import Page
from ui.screens.pin_desk import PIN_DIGITS
from ui.screens.said import Said
from ui.theme import theme
from ui.theme import tokens as t

NOON, EVENING = 12, 18
REFRESH_MS = 10_000
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class SignInPage(Page):
    """Who works here.

    Signals:
        language_wanted, theme_wanted: the switches at the foot.
    """

    place = "sign_in"
    language_wanted = Signal()
    theme_wanted = Signal()

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("sign-in-page")
        self._counter, self._desk = counter, counter.pins
        self.is_lock = counter.person is not None
        self.hero = _Hero(counter)
        self.people = QVBoxLayout()
        self.people.setSpacing(t.S8)
        self.people.setContentsMargins(0, 0, 0, 0)
        self.rows: dict[str, StaffRow] = {}
        self.dots = PinDots(PIN_DIGITS)
        self.pad = NumPad("pin", key_height=t.PIN_KEY, gap=t.S10, name="pin-pad")
        self.problem = Notice("", kind="danger", icon="circle-alert", name="sign-in-problem")
        # Its place is kept while it is away: keys under a thumb do not move.
        policy = self.problem.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.problem.setSizePolicy(policy)
        self.primary = Button(
            tr("sign_in.enter"), "primary", "primary", icon="log-in", key=CAPS["primary"],
            name="primary",
        )  # fmt: skip
        self.language = Button(
            tr("sign_in.other_language"), "ghost", "compact", icon="languages", name="language"
        )
        dark = theme().colours.dark
        self.look = Button(
            tr("sign_in.light" if dark else "sign_in.dark"), "ghost", "compact",
            icon="sun" if dark else "moon", name="theme",
        )  # fmt: skip
        self.foot = _Foot(counter)
        self._lay_out()
        self._refreshing = QTimer(self, interval=REFRESH_MS)
        self._refreshing.timeout.connect(self.refresh)
        self._refreshing.start()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show people, PIN and facts as they are now."""
        desk = self._desk
        if [one.staff_id for one in desk.people] != list(self.rows):
            self._show_people()
        chosen = desk.person.staff_id if desk.person else ""
        for staff_id, shown in self.rows.items():
            shown.set_chosen(chosen=staff_id == chosen)
        self.dots.set_filled(min(desk.typed, PIN_DIGITS), refused=desk.problem is not None)
        self._show_problem()
        self.primary.set_busy(busy=desk.checking)
        self.hero.refresh()
        self.foot.refresh()

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Take digits for the PIN and arrows for the person."""
        key, text = Qt.Key(event.key()), event.text()
        if key in _STEPS:
            self._desk.choose_next(_STEPS[key])
        elif key == Qt.Key.Key_Backspace:
            self._desk.erase()
        elif len(text) == 1 and text in "0123456789":
            self._desk.type_digit(text)
        else:
            return False
        return True

    @override
    def typed_state(self) -> object:
        """Return the PIN as far as it is typed."""
        return self._desk.typed_state()

    @override
    def restore_typed(self, state: object) -> None:
        """Put the PIN back as it was."""
        self._desk.restore_typed(str(state))

    @override
    def primary_button(self) -> Button | None:
        """Return the button that signs in."""
        return self.primary

    @override
    def go_back(self) -> bool:
        """Forget the PIN."""
        typed = self._desk.typed > 0
        self._desk.clear()
        return typed

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, t.S4, 0)
        inside.addLayout(self.people)
        inside.addStretch(1)
        scroll.setWidget(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFixedWidth(t.SIGN_IN_STAFF_W)
        right = QWidget()
        right.setFixedWidth(t.SIGN_IN_PAD_W)
        right.setLayout(
            column(
                row(None, self.dots, None), self.problem, self.pad, self.primary, None, gap=t.S14
            )
        )
        both = row(gap=t.S32)
        both.addWidget(scroll)
        both.addWidget(right)
        title = tr("lock.title") if self.is_lock else tr("sign_in.title")
        block = column(
            None,
            Label(title, "title_large"),
            Label(tr("sign_in.hint"), "label_large", "text2", weight=t.REGULAR),
            t.S20,
            both,
            None,
            gap=t.S4,
        )
        centred = row(None, gap=0)
        centred.addLayout(block)
        centred.addStretch(1)
        foot = row(self.language, self.look, None, self.foot, gap=t.S8)
        side = QVBoxLayout()
        side.setContentsMargins(t.S32, t.S24, t.S32, t.S20)
        side.addLayout(centred, 1)
        side.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.hero)
        whole.addLayout(side, 1)

    def _connect(self) -> None:
        self._desk.changed.connect(self.refresh)
        self._counter.said.connect(self.refresh)
        self._counter.sync_changed.connect(self.refresh)
        self._counter.device_changed.connect(self.refresh)
        self.pad.pressed.connect(self._press)
        self.primary.clicked.connect(self._desk.submit)
        self.language.clicked.connect(self.language_wanted)
        self.look.clicked.connect(self.theme_wanted)

    def _press(self, key: str) -> None:
        if key == BACK:
            self._desk.erase()
        elif key.isdigit():
            self._desk.type_digit(key)

    def _show_people(self) -> None:
        while (item := self.people.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self.rows = {}
        for person in self._desk.people:
            made = StaffRow(person.staff_id, person.name, wording.role(person))
            made.picked.connect(self._desk.choose)
            self.rows[person.staff_id] = made
            self.people.addWidget(made)

    def _show_problem(self) -> None:
        desk = self._desk
        minutes = desk.locked_minutes
        if minutes and desk.person is not None:
            text = tr("pin.locked", name=desk.person.name, count=minutes)
            self.problem.show_notice(text, tr("pin.locked_hint"))
            reason = text
        elif desk.problem is not None:
            self.problem.show_notice(self._why())
            reason = ""
        else:
            reason = tr("sign_in.no_people") if desk.person is None else ""
            if self._counter.warning is not None:
                currency = self._counter.actions.shop.currency
                self.problem.show_notice(wording.say(self._counter.warning, currency))
        wrong = bool(minutes) or desk.problem is not None
        self.problem.setVisible(wrong or self._counter.warning is not None)
        self.primary.set_blocked(reason)

    def _why(self) -> str:
        assert self._desk.problem is not None
        said = Said.error(self._desk.problem)
        return wording.say(said, self._counter.actions.shop.currency)


class _Hero(QWidget):
    """The dark side: the shop, a greeting, and what this till holds."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("hero")
        self._counter = counter
        shop = counter.actions.shop
        self.setFixedWidth(t.SIGN_IN_HERO_W)
        register = tr("frame.register", register=shop.register)
        names = column(
            Label(shop.store_name, "heading", "hero_text", elide=True),
            Label(register, "label", "hero_text2", elide=True),
            gap=0,
        )
        head = row(Logo(t.LOGO), gap=t.S14)
        head.addLayout(names, 1)
        self.greeting = Label("", "amount", "hero_text", wrap=True, name="greeting")
        self.day = Label("", "body", "hero_text2", name="hero-day")
        self.facts = _Facts()
        body = QVBoxLayout(self)
        body.setContentsMargins(t.S40, t.S40, t.S40, t.S40)
        body.setSpacing(t.S10)
        body.addLayout(head)
        body.addStretch(1)
        body.addWidget(self.greeting)
        body.addWidget(self.day)
        body.addStretch(1)
        body.addWidget(self.facts)

    def refresh(self) -> None:
        """Show the hour's greeting and the facts as they are now."""
        counter = self._counter
        now_ms = counter.actions.now_ms()
        if counter.person is not None:
            held = counter.sale.pieces
            self.greeting.setText(tr("lock.kept", count=held) if held else tr("lock.locked"))
        else:
            hour = counter.clock.at(now_ms).hour
            part = "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
            self.greeting.setText(tr(f"sign_in.{part}"))
        self.day.setText(counter.clock.day(now_ms))
        self.facts.show_facts(counter)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        rect = QRectF(self.rect())
        fill = gradient_of(rect, theme().colours.hero)
        draw_surface(QPainter(self), rect, fill, radius=0)


class _Facts(Surface):
    """Is the data new, does anything wait, is it safe to go on."""

    def __init__(self) -> None:
        super().__init__("hero_panel", None, padding=t.S16, gap=t.S8, name="sync-facts")
        self.state_icon = Icon("cloud-check", "hero_ok", t.I20)
        self.state = Label(
            "", "label_large", "hero_text", weight=t.BOLD, elide=True, name="fact-sync"
        )
        self.time = Label("", "hint", "hero_text2", name="fact-time")
        self.queue = Label("", "label", "hero_text", elide=True, name="fact-queue")
        self.safe = Label(tr("sign_in.safe"), "label", "hero_text", elide=True, name="fact-safe")
        first = row(self.state_icon, gap=t.S8)
        first.addWidget(self.state, 1)
        first.addWidget(self.time)
        self.body.addLayout(first)
        for icon, label in (("cloud-upload", self.queue), ("shield-check", self.safe)):
            line = row(Icon(icon, "hero_text2", t.I20), gap=t.S8)
            line.addWidget(label, 1)
            self.body.addLayout(line)

    def show_facts(self, counter: Counter) -> None:
        """Show where the till stands."""
        sync = counter.sync
        if sync.online:
            self.state.setText(tr("sign_in.fresh"))
        elif sync.last_sync_ms:
            self.state.setText(tr("sign_in.offline"))
        else:
            self.state.setText(tr("sign_in.first_sync"))
        icon, role = ("cloud-check", "hero_ok") if sync.online else ("wifi-off", "warn_solid")
        self.state_icon.set_icon(icon, role)
        last = counter.clock.as_of(sync.last_sync_ms, counter.actions.now_ms())
        self.time.setText(tr("sign_in.synced_at", time=last) if sync.last_sync_ms else "")
        queued = sync.queued
        self.queue.setText(tr("sign_in.queued", count=queued) if queued else tr("sign_in.all_sent"))


class _Foot(QWidget):
    """Server, scanner, version."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self.dot = Dot()
        self.server = Label("", "hint", "text2", name="foot-server")
        self.scanner_icon = Icon("scan-line", "text2", t.I16)
        self.scanner = Label("", "hint", "text2", name="foot-scanner")
        version = Label(f"v{counter.actions.shop.version}", "hint", "text2")
        self.setLayout(
            row(
                self.dot,
                self.server,
                t.S6,
                self.scanner_icon,
                self.scanner,
                t.S6,
                version,
                gap=t.S6,
            )
        )

    def refresh(self) -> None:
        """Show server and scanner as they are now."""
        online = self._counter.sync.online
        self.dot.set_role("success" if online else "warn_solid")
        self.server.setText(tr("frame.online" if online else "frame.offline"))
        state = self._counter.devices.get("scanner")
        self.scanner.setVisible(state is not None)
        self.scanner_icon.setVisible(state is not None)
        if state is not None:
            ready = state.health is DeviceHealth.READY
            self.scanner.setText(tr("frame.scanner_ready" if ready else "frame.scanner_lost"))
