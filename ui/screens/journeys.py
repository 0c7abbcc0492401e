"""The ways between pages: what each signal of a page leads to, and the dialogs on the way."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pos_member.domain.views import GoodsView, HeldBasket, MemberView
from pos_member.i18n import format_money, tr
from ui.screens.counter import Counter
from ui.screens.devices_page import DevicesPage
from ui.screens.dialogs import Dialogs, Facts
from ui.screens.frame import Frame
from ui.screens.lookup_page import LookupPage
from ui.screens.packages_page import PackagesPage
from ui.screens.page import Page
from ui.screens.pay_values import Ask
from ui.screens.payment_page import PaymentPage
from ui.screens.receipt_journeys import ReceiptJourneys
from ui.screens.registration_page import RegistrationPage
from ui.screens.said import Said, Tone
from ui.screens.sale_page import SalePage
from ui.screens.shift_journeys import ShiftJourneys
from ui.screens.sync_page import SyncPage
from ui.screens.top_up_page import TopUpPage

Then = Callable[[MemberView], None]
_ABOVE = {"registration": "members", "refund": "receipts"}
"""Pages that lie below another one than the sale."""
_FOR_A_MEMBER = ("top_up", "packages")
"""Pages that send for a member, and get whoever is found."""


class Journeys(QObject):
    """The pages behind the frame, and how one gets from one to another.

    Attributes:
        place: name of the page in front.
    """

    def __init__(self, counter: Counter, frame: Frame, window: QWidget) -> None:
        super().__init__(frame)
        self._counter, self._frame, self._window = counter, frame, window
        self.dialogs = Dialogs(counter, window)
        self.sale = SalePage(counter.pay, counter.actions, counter.clock)
        self.payment = PaymentPage(counter)
        self.lookup = LookupPage(counter, counter.lookup)
        self.registration = RegistrationPage(counter, counter.enrolment)
        self.top_up = TopUpPage(counter, counter.top_up)
        self.packages = PackagesPage(counter, counter.packages)
        self.receipts = ReceiptJourneys(counter, self.go, self._ask_manager)
        self.shift = ShiftJourneys(counter, self.dialogs, self._ask_manager)
        self.pages: dict[str, Page] = {
            "sale": self.sale,
            "payment": self.payment,
            "members": self.lookup,
            "registration": self.registration,
            "top_up": self.top_up,
            "packages": self.packages,
            "receipts": self.receipts.receipts,
            "refund": self.receipts.refund,
            "shift": self.shift.page,
            "sync": SyncPage(counter),
            "devices": DevicesPage(counter),
        }
        for page in self.pages.values():
            frame.pages.addWidget(page)
        self.place = "sale"
        self._member_for = "sale"
        self._connect()

    @property
    def page(self) -> Page:
        """Return the page in front."""
        return self.pages[self.place]

    def go(self, place: str) -> None:
        """Show the page at ``place``."""
        self.place = place
        self._counter.take_scan = self.page.take_scan
        # A field that is hidden with the focus passes it on, and the next amount would land there.
        self._window.setFocus()
        self._frame.show_page(self.page)
        self.page.arrive()

    def go_back(self) -> None:
        """Go one level back: to the sale in the end."""
        if self.place in _ABOVE:
            self.go(_ABOVE[self.place])
        elif self.place == "members" and self._member_for in _FOR_A_MEMBER:
            place, self._member_for = self._member_for, "sale"
            self.go(place)
        elif self.place != "sale":
            self.go("sale")

    def obey(self, command: str) -> None:
        """Do a command that the page in front had no answer for."""
        known: dict[str, Callable[[], None]] = {
            "find_member": self._frame.scan_field.setFocus,
            "top_up": self._begin_top_up,
            "packages": self._begin_packages,
            "new_member": lambda: self._register(""),
            "reprint": self._reprint,
            "receipts": lambda: self.choose_place("receipts"),
            "shift": lambda: self.choose_place("shift"),
            "lock": self._counter.lock,
            "help": self.dialogs.show_keys,
            "hold_or_recall": self._counter.holding.press,
        }
        if command in known:
            known[command]()

    def choose_place(self, place: str) -> None:
        """Go where the rail points."""
        self._member_for = "sale"
        if place == "top_up":
            self._begin_top_up()
        elif place == "packages":
            self._begin_packages()
        elif place == "sale" and self.place == "payment":
            self.go("sale")
        else:
            self.go(place)

    def ask_before_closing(self, close: Callable[[], None]) -> None:
        """Ask whether to hold the open sale and close, or to stay."""

        def hold_and_close() -> None:
            self._counter.holding.hold()
            self._counter.ledger.submit(lambda: None, lambda _nothing: close())

        self.dialogs.ask_before_closing(hold_and_close)

    def _offer_held(self, held: list[HeldBasket]) -> None:
        self.dialogs.recall(held, self._counter.holding.recall)

    def _connect(self) -> None:
        counter = self._counter
        counter.sale_wanted.connect(self._show_sale)
        counter.holding.offered.connect(self._offer_held)
        counter.printed.connect(self.sale.result.show_paper)
        counter.pay.split_wanted.connect(self._show_payment)
        counter.pay.approval_wanted.connect(self._ask_manager)
        counter.pay.paid.connect(self._show_sale)
        counter.top_up.approval_wanted.connect(self._ask_manager)
        counter.packages.approval_wanted.connect(self._ask_manager)
        counter.packages.sold.connect(self._sell_package)
        counter.packages.finished.connect(self._show_sale)
        counter.lookup.chosen.connect(self._take_member)
        counter.enrolment.enrolled.connect(self._take_member)
        self._frame.entered.connect(self._enter)
        self.sale.command.connect(self.obey)
        self.sale.searched.connect(self._enter)
        self.sale.find_goods.connect(self._find_goods)
        self.sale.edit_price.connect(self._edit_price)
        self.payment.back_wanted.connect(self.go_back)
        self.lookup.new_wanted.connect(self._register)
        self.registration.back_wanted.connect(self.go_back)
        self.top_up.member_wanted.connect(lambda: self._find_for("top_up"))
        self.packages.member_wanted.connect(lambda: self._find_for("packages"))

    # Where to.

    def _show_sale(self) -> None:
        if self.place != "sale":
            self.go("sale")

    def _show_payment(self) -> None:
        if self.place != "payment":
            self.go("payment")

    def _enter(self, text: str) -> None:
        """Take what was typed into a search: a code that is one, else a search."""
        if looks_like_code(text):
            self._counter.gate.receive(text)
            self._window.setFocus()
            return
        self.go("members")
        self.lookup.search(text)

    def _register(self, phone: str) -> None:
        self._counter.enrolment.begin(phone)
        self.go("registration")

    def _begin_top_up(self) -> None:
        """Go to the top-up of the sale's member; one that is booked or another's is over."""
        desk, member = self._counter.top_up, self._counter.sale.member
        others = member is not None and (
            desk.member is None or desk.member.member_id != member.member_id
        )
        if not desk.busy and (others or desk.done is not None):
            desk.begin(member)
        self.go("top_up")

    def _begin_packages(self) -> None:
        """Go to the packages of the sale's member; else to whoever they were shown for."""
        desk, member = self._counter.packages, self._counter.sale.member
        if not desk.busy and (member is not None or desk.done is not None):
            desk.begin(member)
        self.go("packages")

    def _sell_package(self, member: MemberView, goods: GoodsView) -> None:
        """Put a package into the basket of its member, unless the sale is somebody else's."""
        sale = self._counter.sale
        sale.attach(member)
        if sale.member is not None and sale.member.member_id == member.member_id:
            sale.add_goods(goods)
        self.go("sale")

    def _find_for(self, place: str) -> None:
        self._member_for = place
        self.go("members")

    def _take_member(self, member: MemberView) -> None:
        """Bring a member who was found or registered to where one is wanted."""
        place, self._member_for = self._member_for, "sale"
        if place == "top_up":
            self._counter.top_up.begin(member)
        elif place == "packages":
            self._counter.packages.begin(member)
        else:
            self._counter.sale.attach(member)
        self.go(place)
        self._window.setFocus()

    # What is asked on the way.

    def _find_goods(self, line_id: str) -> None:
        sale = self._counter.sale
        line = next((one for one in sale.basket.lines if one.line_id == line_id), None)

        def take(goods: GoodsView) -> None:
            if line is None:
                sale.add_goods(goods)
            else:
                sale.resolve(line_id, goods)

        self.dialogs.find_goods(line.code if line else "", take)

    def _edit_price(self, line_id: str) -> None:
        sale = self._counter.sale
        line = sale.basket.line(line_id)

        def take(minor: int, words: str) -> None:
            if line.known:
                sale.set_price(line_id, minor, words)
            else:
                sale.price_unknown(line_id, minor, words)

        self.dialogs.edit_price(line, take)

    def _ask_manager(self, ask: Ask) -> None:
        counter = self._counter
        currency = counter.actions.shop.currency
        facts: Facts = [(tr("approve.what"), _what(ask.why.message), "text")]
        name = self._about(ask)
        if name:
            facts.append((tr("approve.member"), name, "text"))
        if ask.amount_minor:
            facts.append((tr("approve.amount"), format_money(ask.amount_minor, currency), "text"))
        if "bonus_minor" in ask.why.values:
            bonus = tr(
                "approve.limit",
                amount=format_money(int(ask.why.values["bonus_minor"]), currency),
                limit=format_money(int(ask.why.values["limit_minor"]), currency),
            )
            facts.append((tr("approve.bonus"), bonus, "danger"))
        self.dialogs.approve(ask.why, facts, ask.go_on)

    def _about(self, ask: Ask) -> str:
        """Return whom an approval is about, or nothing."""
        if ask.member is not None:
            return ask.member
        counter = self._counter
        member = counter.top_up.member if self.place == "top_up" else counter.sale.member
        if member is None:
            return ""
        return f"{member.name} · {member.phone_mask}" if member.phone_mask else member.name

    def _reprint(self) -> None:
        counter = self._counter
        counter.ledger.submit(counter.actions.reprint_last, self._reprinting, counter.complain)

    def _reprinting(self, receipt: str) -> None:
        self._counter.say(Said(Tone.OK, "said.reprinting", {"receipt": receipt}))


CODE_LENGTHS = (8, 12, 13, 14)
PHONE_DIGITS = 11


def looks_like_code(text: str) -> bool:
    """Tell whether typed ``text`` is a code or a whole phone rather than something to search."""
    if text.isascii() and text.isdigit():
        return len(text) in CODE_LENGTHS or len(text) == PHONE_DIGITS
    return ":" in text or (text[:1].upper() == "M" and text[1:].isdigit())


def _what(message: str) -> str:
    """Return in words what an approval is for."""
    kinds = {
        "approve.remove_tender": "approve.do_remove",
        "approve.price_override": "approve.do_price",
        "approve.session_without_code": "approve.do_session",
        "approve.bonus_over_limit": "approve.do_top_up",
        "approve.refund": "approve.do_refund",
        "approve.refund_risk": "approve.do_refund",
        "approve.reprint": "approve.do_reprint",
        "approve.paid_out": "approve.do_drawer",
        "approve.no_sale": "approve.do_drawer",
        "approve.cash_difference": "approve.do_shift",
        "approve.shift_report": "approve.do_report",
    }
    return tr(kinds.get(message, "approve.do_spend"))
