"""Paying in parts: what is received, what is left, every tender as a line, the one being typed.

Each part is durable as soon as it stands here as locked, so going back or losing power loses none.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from pos_member.domain.tender import EXTERNAL
from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.i18n import tr
from ui.kit.amount_input import AmountEntry
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.marks import Avatar
from ui.kit.notices import Notice
from ui.kit.surfaces import column, row
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.page import Page
from ui.screens.pay_values import Phase
from ui.screens.said import Said, Tone
from ui.screens.tender_entry import TenderEntry
from ui.screens.tender_list import TenderList
from ui.screens.tender_offers import tender_at
from ui.theme import tokens as t

_GOODS = (ScanOutcome.GOODS, ScanOutcome.UNKNOWN_GOODS)


class PaymentPage(Page):
    """The bill while it is paid.

    Signals:
        back_wanted: to the basket.
    """

    place = "sale"
    enter_from_fields = True
    back_wanted = Signal()

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("payment-page")
        self._counter, self._pay = counter, counter.pay
        self.back = Button(
            tr("split.back"), "ghost", "compact", icon="arrow-left", key="Esc", name="payment-back"
        )
        self.avatar = Avatar("", px=t.AVATAR_SMALL)
        self.member = Label("", "label_large", weight=t.BOLD, elide=True, name="payment-member")
        self.list = TenderList(counter.pay, counter.actions.shop.currency)
        self.note = Notice(tr("split.note"), kind="info", name="payment-note")
        self.entry = TenderEntry(counter.pay, counter.actions.shop.currency)
        head = row(self.back, Label(tr("split.title"), "title"), None, gap=t.S20)
        head.addLayout(row(self.avatar, self.member))
        left = column(head, self.list, None, self.note, gap=t.S12)
        holder = QWidget()
        holder.setLayout(left)
        box = QHBoxLayout(self)
        box.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        box.setSpacing(t.S16)
        box.addWidget(holder, 1)
        box.addWidget(self.entry)
        self.back.clicked.connect(self.back_wanted)
        self._pay.changed.connect(self._refresh_if_seen)
        self.refresh()

    def refresh(self) -> None:
        """Show whose bill it is."""
        member = self._pay.sale.member
        self.avatar.setVisible(member is not None)
        self.member.setVisible(member is not None)
        if member is not None:
            self.avatar.set_letter(wording.initial(member.name))
            self.member.setText(
                " · ".join(part for part in (member.name, member.tier_name) if part)
            )

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.entry.set_wide(wide=self.window().width() >= t.WIDE_FROM)

    @override
    def obey(self, command: str) -> bool:
        """Choose a tender or press the button."""
        if command.startswith("tender_"):
            self._pay.choose(tender_at(int(command[-1])))
        elif command == "points":
            self._pay.choose(tender_at(5))
        elif command == "pay":
            self.entry.primary.click_if_ready()
        else:
            return command in ("find_goods", "edit_price", "hold")
        return True

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Take digits for the tender in hand."""
        text = event.text()
        if event.key() == Qt.Key.Key_Backspace:
            self._pay.type_key("back")
        elif len(text) == 1 and (text.isdecimal() or text == "."):
            self._pay.type_key(text)
        else:
            return False
        return True

    @override
    def take_scan(self, scanned: Scanned) -> bool:
        """Turn goods away, take a slip's number as reference, and a member as the bill's."""
        if scanned.outcome is ScanOutcome.UNKNOWN_GOODS and self._pay.kind in EXTERNAL:
            self._pay.set_reference(scanned.text)
        elif scanned.outcome in _GOODS:
            self._counter.say(Said(Tone.ERROR, "error.basket_first"))
        else:
            self._pay.sale.take(scanned)
        return True

    @override
    def primary_button(self) -> Button | None:
        """Return the button that takes the tender."""
        return self.entry.primary

    @override
    def go_back(self) -> bool:
        """Forget what was typed; nothing locked is lost."""
        return self._pay.phase is Phase.OPEN and self._pay.clear_entry()

    @override
    def typed_state(self) -> object:
        """Return what stands on the pad."""
        return self._pay.entry

    @override
    def restore_typed(self, state: object) -> None:
        """Put back what stood on the pad."""
        if isinstance(state, AmountEntry):
            self._pay.set_entry(state)

    @override
    def arrive(self) -> None:
        """Begin with the cursor where the next thing is typed."""
        self.refresh()
        self.list.refresh()
        self.entry.begin()

    @override
    def give_room(self, claims: int) -> None:
        """Give way with the pad's keys, and with the note in the end."""
        self.entry.give_room(claims)
        self.note.setVisible(claims < t.CLAIMS_MAX)
