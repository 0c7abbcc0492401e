"""Topping up: offers and money at the left, what it comes to and the one button at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from pos_member.domain.program import TopUpOffer
from pos_member.domain.tender import EXTERNAL
from pos_member.domain.views import MemberView, Scanned, ScanOutcome
from pos_member.i18n import format_money, language, tr
from ui.kit.button import Button
from ui.kit.label import Label, MoneyLabel
from ui.kit.marks import Avatar, TierChip
from ui.kit.offer_tiles import Offer, OfferTile, OtherAmountTile
from ui.kit.pads import NumPad
from ui.kit.surfaces import Card, column, row
from ui.kit.tender_tiles import TenderButton
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.page import Page
from ui.screens.pay_panel import ICONS
from ui.screens.top_up_desk import TENDERS, TopUpDesk
from ui.screens.top_up_summary import TopUpSummary
from ui.theme import tokens as t

COLUMNS = 3
OFFERS_MAX = 5


class TopUpPage(Page):
    """The top-up.

    Signals:
        member_wanted: find somebody first.
    """

    place = "top_up"
    enter_from_fields = True
    member_wanted = Signal()

    def __init__(self, counter: Counter, desk: TopUpDesk) -> None:
        super().__init__()
        self.setObjectName("top-up-page")
        self._counter, self._desk = counter, desk
        self._currency = counter.actions.shop.currency
        self.avatar = Avatar("")
        self.name = Label("", "heading", elide=True, name="top-up-name")
        self.tier = TierChip("", name="top-up-tier")
        self.phone = Label("", "label_large", "text2", name="top-up-phone")
        self.book = MoneyLabel("", "money", name="top-up-book")
        self.book_caption = Label(tr("top_up.book"), "hint", "text2")
        self.change = Button(
            tr("top_up.change_member"),
            icon="repeat-2",
            key=CAPS["find_member"],
            name="change-member",
        )
        self.offers: dict[str, OfferTile] = {}
        self.other = OtherAmountTile(tr("top_up.other"), "")
        self._grid = QGridLayout()
        self._grid.setSpacing(t.S10)
        self.buttons = {
            kind: TenderButton(
                ICONS[kind], tr(f"tender.{kind.value}"), f"Alt {place}", name=f"top-up-{kind.value}"
            )
            for place, kind in enumerate(TENDERS, 1)
        }
        self.pad = NumPad("wide_amount", key_height=t.PAD_KEY, name="top-up-pad")
        self.summary = TopUpSummary(counter, desk)
        self.reference = self.summary.reference
        self.offers_caption = Label(tr("top_up.offers"), "heading")
        box = QHBoxLayout(self)
        box.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        box.setSpacing(t.S16)
        box.addWidget(self._left(), 1)
        box.addWidget(self.summary)
        self._connect()
        self._show_offers()
        self.refresh()

    def refresh(self) -> None:
        """Show the top-up as it stands."""
        desk = self._desk
        self._show_member(desk.member)
        for offer_id, tile in self.offers.items():
            tile.setChecked(offer_id == desk.offer_id)
        free = bool(desk.pay_minor) and not desk.offer_id
        self.other.setChecked(free)
        for kind, button in self.buttons.items():
            button.setChecked(kind is desk.kind)
            offline = kind.value == "qr" and not desk.online
            button.set_blocked(tr("tender.needs_network") if offline else "")

    @override
    def obey(self, command: str) -> bool:
        """Choose the tender, another member, or call the manager."""
        if command == "find_member":
            self.member_wanted.emit()
        elif command.startswith("tender_") and int(command[-1]) <= len(TENDERS):
            self._choose_tender(int(command[-1]) - 1)
        elif command in ("approve", "pay"):
            self.summary.primary.click_if_ready()
        else:
            return False
        return True

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Take digits as any other amount."""
        text = event.text()
        if event.key() == Qt.Key.Key_Backspace:
            self._desk.type_key("back")
        elif len(text) == 1 and text.isdecimal():
            self._desk.type_key(text)
        else:
            return False
        return True

    @override
    def take_scan(self, scanned: Scanned) -> bool:
        """Top up for whoever is scanned; a slip's number is the reference."""
        if scanned.outcome is ScanOutcome.MEMBER and scanned.member is not None:
            self._desk.begin(scanned.member)
            return True
        if scanned.outcome is ScanOutcome.UNKNOWN_GOODS and self._desk.kind in EXTERNAL:
            self._desk.set_reference(scanned.text)
            return True
        return False

    @override
    def primary_button(self) -> Button | None:
        """Return the button that books."""
        return self.summary.primary

    @override
    def arrive(self) -> None:
        """Show the offers of the program in force now."""
        self._show_offers()
        self.refresh()

    @override
    def give_room(self, claims: int) -> None:
        """Give way: the caption goes, the pad's keys shrink."""
        self.offers_caption.setVisible(claims == 0)
        self.pad.set_key_height(t.PAD_KEYS[claims])

    def _left(self) -> QWidget:
        head = Card(padding=(t.S16, t.S10, t.S14, t.S10), gap=0, name="top-up-member")
        line = row(self.avatar, gap=t.S12)
        name = row(self.name, self.tier, None)
        line.addLayout(column(name, self.phone, gap=0), 1)
        figures = column(self.book_caption, self.book, gap=0)
        line.addLayout(figures)
        line.addWidget(self.change)
        head.body.addLayout(line)
        parts = column(
            head,
            self.offers_caption,
            self._grid,
            self.pad,
            Label(tr("top_up.tender"), "heading"),
            row(*self.buttons.values()),
            None,
            gap=t.S8,
        )
        holder = QWidget()
        holder.setLayout(parts)
        return holder

    def _connect(self) -> None:
        desk = self._desk
        self.change.clicked.connect(self.member_wanted)
        self.other.clicked.connect(self._other)
        for place, button in enumerate(self.buttons.values()):
            button.clicked.connect(lambda _checked=False, place=place: self._choose_tender(place))
        self.pad.pressed.connect(self._press)
        desk.changed.connect(self.refresh)

    def _press(self, key: str) -> None:
        focus = self.window().focusWidget()
        if isinstance(focus, QLineEdit) and focus is self.reference.edit:
            self.reference.press(key)
        else:
            self._desk.type_key(key)

    def _other(self) -> None:
        self._desk.clear_amount()
        self.refresh()

    def _choose_tender(self, place: int) -> None:
        self._desk.choose_tender(TENDERS[place])
        self.refresh()
        if self._desk.kind in EXTERNAL:
            self.reference.setFocus()
        else:
            self.window().setFocus()

    def _show_offers(self) -> None:
        offers = self._desk.rules.offers[:OFFERS_MAX]
        if [one.offer_id for one in offers] == list(self.offers) and self.offers:
            return
        for gone in self.offers.values():
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.offers = {one.offer_id: self._tile(one) for one in offers}
        for place, tile in enumerate((*self.offers.values(), self.other)):
            self._grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
        rules = self._desk.rules
        step = rules.free_multiple_minor
        self.other.setVisible(step > 0)
        amount = wording.bare_amount(step, self._currency)
        self.other.show_detail(tr("top_up.other_hint", amount=amount))

    def _tile(self, offer: TopUpOffer) -> OfferTile:
        words = offer.label.zh if language() == "zh_CN" else offer.label.en
        gift = format_money(offer.bonus_minor, self._currency).removesuffix(".00")
        more = tr("top_up.more_points", count=offer.points) if offer.points else ""
        tile = OfferTile(
            Offer(
                tr("top_up.pay"),
                format_money(offer.pay_minor, self._currency).removesuffix(".00"),
                tr("top_up.gift", amount=gift) if offer.bonus_minor else "",
                words or more,
            ),
            name=f"offer-{offer.offer_id}",
        )
        tile.clicked.connect(
            lambda _checked=False, offer_id=offer.offer_id: self._choose_offer(offer_id)
        )
        return tile

    def _choose_offer(self, offer_id: str) -> None:
        self._desk.choose_offer(offer_id)
        self.refresh()

    def _show_member(self, member: MemberView | None) -> None:
        here = member is not None
        for part in (self.avatar, self.tier, self.phone, self.book, self.book_caption):
            part.setVisible(here)
        if member is None:
            self.name.setText(tr("top_up.nobody"))
            self.change.setText(tr("top_up.find_member"))
            return
        self.change.setText(tr("top_up.change_member"))
        self.avatar.set_letter(wording.initial(member.name))
        self.name.setText(member.name)
        self.tier.set_tier(member.tier_name, member.tier_ramp or "plain")
        self.tier.setVisible(bool(member.tier_name))
        self.phone.setText(member.phone_mask)
        self.book.setText(format_money(member.standing.book, self._currency))
