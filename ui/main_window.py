"""The window: signing in, the frame with its pages, keys, and the one place that lets Enter press.

All state stands in the counter; pages are built from it. That is why a change of language simply
builds them anew.
"""

from time import perf_counter_ns

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from pos_member.i18n import language, set_language
from ui.actions import Actions, Events
from ui.idle_lock import IdleLock
from ui.kit.surfaces import Stack
from ui.scan_wedge import ScanWedge
from ui.screens.counter import Counter
from ui.screens.frame import Frame
from ui.screens.journeys import Journeys
from ui.screens.keymap import KEYS
from ui.screens.page import Page
from ui.screens.pay_values import Phase
from ui.screens.revoked_page import RevokedPage
from ui.screens.sign_in import SignInPage
from ui.sounds import Sounds, platform_player
from ui.theme import theme
from ui.theme import tokens as t
from ui.worker import Worker

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
NANOS_PER_MS = 1_000_000


class MainWindow(QWidget):
    """The cashier's window.

    Attributes:
        paint_timings: milliseconds from each scan of a member to their painted card.
    """

    def __init__(self, actions: Actions, events: Events, *, ledger: Worker, guard: Worker) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle(actions.shop.store_name)
        self.setMinimumSize(t.WINDOW_W_MIN, t.WINDOW_H_MIN)
        self.resize(t.WINDOW_W, t.WINDOW_H)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.paint_timings: list[float] = []
        self._scanned_ns = 0
        self._place = "sale"
        self._actions = actions
        self.counter = Counter(actions, events, ledger, guard)
        self.sounds = Sounds(platform_player() if _is_heard() else None)
        self.counter.sounded.connect(self.sounds.play)
        self._stack = Stack()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)
        self._idle = IdleLock(self.lock_up, self)
        self._build()
        self._bind_keys()
        self._take_scans(events)
        self.counter.person_changed.connect(self._show_person)
        self.counter.sync_changed.connect(self._show_front)
        self.counter.open()

    @property
    def page(self) -> Page:
        """Return the page in front."""
        if self.counter.is_revoked:
            return self.revoked
        if self.counter.locked:
            return self.sign_in
        return self.journeys.page

    def obey(self, command: str) -> None:
        """Do a command of the key map, wherever it came from."""
        if command == "full_screen":
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        elif self.counter.is_revoked:
            self.revoked.obey(command)
        elif not self.counter.locked and not self.page.obey(command):
            self.journeys.obey(command)

    def speak(self, code: str) -> None:
        """Put the language ``code`` in force; what is being sold stays as it is."""
        if code != language():
            set_language(code)
            self._actions.remember_choice("language", code)
            self._place = self.journeys.place
            self._build()

    def wear(self, look: str) -> None:
        """Put the theme ``look`` in force."""
        theme().apply(look)
        self._actions.remember_choice("look", look)
        self._place = self.journeys.place
        self._build()

    def tell_fault(self, code: str) -> None:
        """Tell of a fault of the program itself, and draw all anew once it was read."""
        self.journeys.dialogs.tell_fault(code, self._recover)

    def lock_up(self) -> bool:
        """Lock a till that was left alone or slept, unless it is booking; tell whether it is.

        Nothing that was asked before is still asked, and whoever signs in sees the member's figures
        anew.
        """
        if self.counter.pay.phase in (Phase.WAITING, Phase.BOOKING):
            return False
        while isinstance(dialog := QApplication.activeModalWidget(), QDialog):
            dialog.reject()
        self.counter.lock()
        return True

    def lock_after(self, seconds: int) -> None:
        """Lock by itself after ``seconds`` without a hand or a scan; 0 is never."""
        self._idle.after(seconds)

    def typed_state(self) -> object:
        """Return what keys have changed, so that the first keys of a scan can be taken back."""
        return self.page.typed_state()

    def restore_typed(self, state: object) -> None:
        """Take back what the first keys of a scan changed."""
        self.page.restore_typed(state)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        page, key = self.page, Qt.Key(event.key())
        in_field = isinstance(self.focusWidget(), QLineEdit)
        if key in ENTER:
            if not event.isAutoRepeat() and (page.enter_from_fields or not in_field):
                self.press_primary()
        elif key == Qt.Key.Key_Escape:
            self._go_back(in_field=in_field)
        elif in_field or not page.type_key(event):
            super().keyPressEvent(event)

    def press_primary(self) -> None:
        """Press the one primary button, unless this Enter ended a scan."""
        button = self.page.primary_button()
        if button is not None and self.counter.gate.enter_may_press():
            button.click_if_ready()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.counter.sale.basket.lines and not self.counter.locked and self.isVisible():
            event.ignore()
            self.journeys.ask_before_closing(self._close_now)
            return
        self.sounds.stop()
        super().closeEvent(event)

    def _close_now(self) -> None:
        self.sounds.stop()
        self.hide()
        self.close()

    def _recover(self) -> None:
        """Leave nothing half drawn: what is being sold stands in the counter."""
        self._place = self.journeys.place
        self._build()

    def _build(self) -> None:
        """Build every page anew from the counter."""
        while (gone := self._stack.widget(0)) is not None:
            self._stack.removeWidget(gone)
            gone.deleteLater()
        self.revoked = RevokedPage(self.counter)
        self.sign_in = SignInPage(self.counter)
        self.frame = Frame(self.counter)
        self.journeys = Journeys(self.counter, self.frame, self)
        self.journeys.go(self._place)
        self._stack.addWidget(self.revoked)
        self._stack.addWidget(self.sign_in)
        self._stack.addWidget(self.frame)
        self.frame.share_room()
        self.sign_in.language_wanted.connect(self._other_language)
        self.sign_in.theme_wanted.connect(self._other_theme)
        self.frame.place_chosen.connect(self._choose_place)
        self.frame.show_person()
        self.journeys.sale.member.somebody.card.painted.connect(self._card_painted)
        self._show_person()

    def _show_person(self) -> None:
        locked = self.counter.locked
        if locked and self.counter.person is not None and not self.sign_in.is_lock:
            self._place = self.journeys.place
            self._build()
            return
        self._show_front()
        if not locked:
            self.counter.refresh_member()
        self.setFocus()

    def _show_front(self) -> None:
        usual = self.sign_in if self.counter.locked else self.frame
        self._stack.setCurrentWidget(self.revoked if self.counter.is_revoked else usual)

    def _choose_place(self, place: str) -> None:
        self.setFocus()
        if place == "lock":
            self.counter.lock()
        else:
            self.journeys.choose_place(place)

    def _go_back(self, *, in_field: bool) -> None:
        if in_field and not self.page.enter_from_fields:
            self.setFocus()
        elif not self.page.go_back() and not self.counter.locked:
            self.journeys.go_back()

    def _other_language(self) -> None:
        self.speak("en" if language() == "zh_CN" else "zh_CN")

    def _other_theme(self) -> None:
        self.wear("light" if theme().colours.dark else "dark")

    def _bind_keys(self) -> None:
        for key in KEYS:
            if key.sequence:
                shortcut = QShortcut(QKeySequence(key.sequence), self)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(lambda command=key.command: self.obey(command))

    def _take_scans(self, events: Events) -> None:
        self.wedge = ScanWedge(parent=self)
        for filtering in (self.wedge, self._idle):
            QApplication.instance().installEventFilter(filtering)  # type: ignore[union-attr]
        self.wedge.scanned.connect(events.scanned)
        events.scanned.connect(self._note_scan)

    def _note_scan(self, _text: str) -> None:
        self._scanned_ns = perf_counter_ns()
        self._idle.touched()

    def _card_painted(self) -> None:
        """Note how long the scan that brought this card took to be seen."""
        if self._scanned_ns and self.counter.greeted:
            self.paint_timings.append((perf_counter_ns() - self._scanned_ns) / NANOS_PER_MS)
            self._scanned_ns, self.counter.greeted = 0, False


def _is_heard() -> bool:
    """Tell whether somebody can hear this screen: a grab of it off screen has no loudspeaker."""
    return QApplication.platformName() not in ("offscreen", "minimal", "vnc")
