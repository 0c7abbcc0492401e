"""Packages: what the member holds and what is on offer at the left, the use of one at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pos_member.domain.package_views import HeldPackage, PackageOffer
from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.i18n import format_count, format_money, tr
from ui.kit.button import Button
from ui.kit.empty import EmptyState
from ui.kit.label import Label
from ui.kit.marks import Avatar, TierChip
from ui.kit.notices import Notice
from ui.kit.offer_tiles import Offer, OfferTile
from ui.kit.result_row import Result, ResultRow
from ui.kit.surfaces import Card, column, row
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.package_desk import PackageDesk
from ui.screens.package_use import PackageUse
from ui.screens.page import Page
from ui.theme import tokens as t

OFFERS_MAX = 3
"""On one line below what is held; the others are found as any goods."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_TURNS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class PackagesPage(Page):
    """The packages of a member.

    Signals:
        member_wanted: find somebody first.
    """

    place = "packages"
    member_wanted = Signal()

    def __init__(self, counter: Counter, desk: PackageDesk) -> None:
        super().__init__()
        self.setObjectName("packages-page")
        self._desk = desk
        self._currency = counter.actions.shop.currency
        self.avatar = Avatar("")
        self.name = Label("", "heading", elide=True, name="packages-name")
        self.tier = TierChip("", name="packages-tier")
        self.phone = Label("", "label", "text2", name="packages-phone")
        self.change = Button(
            "", "secondary", "normal", icon="user-round", key=CAPS["find_member"],
            name="packages-change",
        )  # fmt: skip
        self.offline = Notice(
            tr("packages.offline"), tr("packages.offline_text"), "warn", icon="wifi-off",
            name="packages-offline",
        )  # fmt: skip
        self.empty = EmptyState("ticket", "", "")
        self.rows: dict[str, ResultRow] = {}
        self._shown: tuple[HeldPackage, ...] = ()
        self._list = column(gap=t.S8)
        self.offers_caption = Label(tr("packages.offers"), "heading")
        self.offers: dict[str, OfferTile] = {}
        self._offered: tuple[PackageOffer, ...] = ()
        self._tiles = row(gap=t.S10)
        self.use = PackageUse(desk)
        box = QHBoxLayout(self)
        box.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        box.setSpacing(t.S16)
        box.addLayout(self._left(), 1)
        box.addWidget(self.use)
        self.change.clicked.connect(self.member_wanted)
        desk.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the packages as they stand."""
        desk = self._desk
        self._show_member()
        if desk.packages != self._shown:
            self._show_rows(desk.packages)
        for key, shown in self.rows.items():
            shown.set_marked(marked=key == desk.package_id)
        self._scroll.setVisible(bool(self.rows))
        self.empty.setVisible(not self.rows)
        if desk.member is None:
            self.empty.show_state(tr("packages.needs_member"), tr("packages.start_hint"))
        else:
            hint = "packages.none_hint" if desk.online else "packages.none_hint_offline"
            self.empty.show_state(tr("packages.none"), tr(hint))
        self.offline.setVisible(not desk.online and bool(self.rows))
        if desk.shelf.offers[:OFFERS_MAX] != self._offered:
            self._show_offers(desk.shelf.offers[:OFFERS_MAX])
        self.offers_caption.setVisible(bool(self.offers))

    @override
    def obey(self, command: str) -> bool:
        """Find another member, or press the button."""
        if command == "find_member":
            self.member_wanted.emit()
        elif command in ("approve", "pay"):
            self.use.primary.click_if_ready()
        else:
            return False
        return True

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Move through packages and services; a digit is who did it."""
        key, text = Qt.Key(event.key()), event.text()
        if key in _STEPS:
            self._desk.move(_STEPS[key])
        elif key in _TURNS:
            self._desk.move_service(_TURNS[key])
        elif len(text) == 1 and text.isdecimal() and text != "0":
            self.use.press_person(int(text))
        else:
            return False
        return True

    @override
    def take_scan(self, scanned: Scanned) -> bool:
        """Take a member, the badge of who did it, or the service itself."""
        if scanned.outcome is ScanOutcome.MEMBER and scanned.member is not None:
            self._desk.begin(scanned.member)
            return True
        if scanned.outcome is ScanOutcome.STAFF:
            self._desk.choose_performer(scanned.staff_id)
            return True
        marked, done = self._desk.marked, scanned.goods
        if marked is None or done is None or done.sku not in marked.services:
            return False
        self._desk.choose_service(done.sku)
        return True

    @override
    def primary_button(self) -> Button | None:
        """Return the button that uses a session."""
        return self.use.primary

    @override
    def arrive(self) -> None:
        """Show what is so now."""
        self.refresh()

    @override
    def give_room(self, claims: int) -> None:
        """Give way: the caption of the offers goes."""
        self.offers_caption.setVisible(claims == 0 and bool(self.offers))

    def _left(self) -> QVBoxLayout:
        head = Card(padding=(t.S16, t.S10, t.S14, t.S10), gap=0, name="packages-member")
        line = row(self.avatar, gap=t.S12)
        line.addLayout(column(row(self.name, self.tier, None), self.phone, gap=0), 1)
        line.addWidget(self.change)
        head.body.addLayout(line)
        inner = QWidget()
        inner.setLayout(column(self._list, None))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        parts = column(head, self.offline, gap=t.S10)
        parts.addWidget(self._scroll, 1)
        parts.addWidget(self.empty, 1)
        parts.addWidget(self.offers_caption)
        parts.addLayout(self._tiles)
        return parts

    def _show_member(self) -> None:
        member = self._desk.member
        for part in (self.avatar, self.tier, self.phone):
            part.setVisible(member is not None)
        if member is None:
            self.name.setText(tr("packages.nobody"))
            self.change.setText(tr("top_up.find_member"))
            return
        self.change.setText(tr("top_up.change_member"))
        self.avatar.set_letter(wording.initial(member.name))
        self.name.setText(member.name)
        self.tier.set_tier(member.tier_name, member.tier_ramp or "plain")
        self.tier.setVisible(bool(member.tier_name))
        self.phone.setText(member.phone_mask)

    def _show_rows(self, found: tuple[HeldPackage, ...]) -> None:
        for gone in self.rows.values():
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._shown, self.rows = found, {}
        for package in found:
            key = f"{package.package_id}:ended" if package.is_ended else package.package_id
            made = ResultRow(self._result(key, package), tr("lookup.choose"), tr("lookup.chosen"))
            made.marked.connect(self._desk.mark)
            made.chosen.connect(self._desk.mark)
            made.setEnabled(not package.is_ended)
            self.rows[key] = made
            self._list.addWidget(made)

    def _result(self, key: str, package: HeldPackage) -> Result:
        if package.is_ended:
            until = tr("packages.ended", day=package.last_day)
        elif package.last_day:
            until = tr("packages.until", day=package.last_day)
        else:
            until = tr("packages.for_ever")
        caption = tr("packages.lost" if package.is_ended else "packages.left")
        figures = ((format_count(package.left), caption),)
        return Result(key, package.name, until, figures=figures)

    def _show_offers(self, offers: tuple[PackageOffer, ...]) -> None:
        for gone in self.offers.values():
            self._tiles.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._offered = offers
        self.offers = {each.package_id: self._tile(each) for each in offers}
        for tile in self.offers.values():
            self._tiles.addWidget(tile)

    def _tile(self, offer: PackageOffer) -> OfferTile:
        price = format_money(offer.goods.price_minor, self._currency).removesuffix(".00")
        life = offer.lifetime_days
        says = Offer(
            offer.name,
            price,
            tr("packages.sessions", count=offer.sessions),
            tr("packages.for_ever") if life is None else tr("packages.days", count=life),
        )
        tile = OfferTile(says, name=f"package-{offer.package_id}")
        tile.setCheckable(False)
        tile.clicked.connect(lambda: self._desk.sell(offer))
        return tile
