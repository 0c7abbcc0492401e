"""Opens dialogs over the window: scans wait meanwhile and are applied in order afterwards.

A dialog is never the answer to a scan. Only a PIN dialog takes anything from a scanner, and only
badges.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_member.domain.basket import BasketLine
from pos_member.domain.operations import Approval
from pos_member.domain.views import GoodsView, HeldBasket, StaffView
from pos_member.i18n import format_money, tr
from ui.kit.approval import ApprovalDialog
from ui.kit.dialog import Dialog
from ui.kit.label import Label
from ui.screens import wording
from ui.screens.ask_dialog import AskDialog, ChoiceDialog
from ui.screens.counter import Counter
from ui.screens.goods_finder import GoodsFinder
from ui.screens.key_overlay import KeyOverlay
from ui.screens.price_dialog import PriceDialog
from ui.screens.said import Said, Tone
from ui.screens.scan_gate import Passing

Facts = list[tuple[str, str, str]]
"""Caption, value and colour role of what an approval is about."""


class Dialogs:
    """The dialogs of one window; one is open at a time, or one over another."""

    def __init__(self, counter: Counter, window: QWidget) -> None:
        self._counter, self._window = counter, window
        self._currency = counter.actions.shop.currency
        self._fault_is_told = False

    def approve(self, why: Said, facts: Facts, go_on: Callable[[Approval], None]) -> None:
        """Ask a manager, by PIN or badge, and go on with the approval."""
        desk = self._counter.approvals
        texts = {
            "title": tr("approve.title"),
            "subtitle": wording.say(why, self._currency),
            "ask": tr("approve.ask"),
            "approver": tr("approve.approver"),
            "note": tr("approve.note"),
            "refuse": tr("approve.refuse"),
            "approve": tr("approve.approve"),
        }
        dialog = ApprovalDialog(self._window, texts)
        person = self._counter.person
        acting = person.name if person else ""
        register = tr("frame.register", register=self._counter.actions.shop.register)
        who = (tr("approve.by"), f"{acting} · {register}", "text")
        dialog.show_facts([*facts, who])
        people = [(one.staff_id, f"{one.name} · {wording.role(one)}") for one in desk.people]
        dialog.approver.set_options(people)
        desk.clear()

        def granted(manager: StaffView) -> None:
            # What the approval starts begins to hold scans before the dialog lets them go.
            go_on(Approval(manager.staff_id, why.message))
            dialog.accept()

        def refused() -> None:
            if desk.problem is not None:
                dialog.show_refused(wording.say(Said.error(desk.problem), self._currency))

        dialog.approved.connect(desk.check)
        desk.accepted.connect(granted)
        desk.refused.connect(refused)
        dialog.finished.connect(lambda: desk.accepted.disconnect(granted))
        dialog.finished.connect(lambda: desk.refused.disconnect(refused))
        self._open(dialog, Passing.BADGES)

    def find_goods(self, code: str, take: Callable[[GoodsView], None]) -> None:
        """Ask which goods it is, for the unknown ``code`` or for another line."""
        actions = self._counter.actions
        dialog = GoodsFinder(
            self._window,
            actions.find_goods,
            self._counter.ledger,
            code=code,
            currency=self._currency,
        )
        dialog.found.connect(take)
        self._open(dialog)

    def edit_price(self, line: BasketLine, take: Callable[[int, str], None]) -> None:
        """Ask for the price of ``line``."""
        dialog = PriceDialog(self._window, line, self._currency)
        dialog.priced.connect(take)
        self._open(dialog)

    def recall(self, held: list[HeldBasket], take: Callable[[str], None]) -> None:
        """Ask which of the ``held`` baskets goes on."""
        dialog = ChoiceDialog(
            self._window, tr("held.title"), tr("held.hint"), primary=tr("held.take"),
            icon="pause", name="held-baskets",
        )  # fmt: skip
        dialog.offer([(one.basket_id, self._held_title(one), self._held_text(one)) for one in held])
        dialog.accepted.connect(lambda: take(dialog.chosen))
        self._open(dialog)

    def ask_before_closing(self, hold: Callable[[], None]) -> None:
        """Ask whether to put the open sale aside and close, or to stay."""
        dialog = AskDialog(
            self._window, tr("held.closing"), tr("held.closing_text"),
            primary=tr("held.hold_and_close"), icon="pause", kind="warn", name="closing",
        )  # fmt: skip
        dialog.accepted.connect(hold)
        self._open(dialog)

    def tell_fault(self, code: str, go_on: Callable[[], None]) -> None:
        """Tell of a fault of the program itself; others that come meanwhile are only logged."""
        if self._fault_is_told:
            return
        self._fault_is_told = True
        dialog = AskDialog(
            self._window, tr("fault.title"), tr("fault.safe"), primary=tr("fault.go_on"),
            icon="triangle-alert", kind="danger", name="own-fault",
        )  # fmt: skip
        dialog.back.hide()
        dialog.content.addWidget(
            Label(tr("fault.code", code=code), "body", wrap=True, name="fault-code")
        )

        def read() -> None:
            self._fault_is_told = False
            go_on()

        dialog.finished.connect(read)
        self._open(dialog)

    def show_keys(self) -> None:
        """Show which key does what."""
        self._open(KeyOverlay(self._window))

    def show(self, made: Callable[[QWidget], Dialog]) -> None:
        """Open the dialog that ``made`` makes over the window; scans wait meanwhile."""
        self._open(made(self._window))

    def _open(self, dialog: Dialog, passing: Passing = Passing.HOLD) -> None:
        gate = self._counter.gate
        token = gate.narrow(passing)

        def show_waiting(count: int) -> None:
            if count:
                dialog.show_queued_scans(tr("said.waiting_scans", count=count))

        def show_refused(code: str) -> None:
            said = Said(Tone.ERROR, f"error.{code}")
            dialog.show_queued_scans(wording.say(said, self._currency))

        def closed() -> None:
            gate.waiting_changed.disconnect(show_waiting)
            gate.refused.disconnect(show_refused)
            gate.widen(token)
            dialog.deleteLater()
            # A bare display has no window manager that would do it.
            self._window.activateWindow()
            self._window.setFocus()

        if isinstance(dialog, AskDialog):
            dialog.may_press = gate.enter_may_press
        gate.waiting_changed.connect(show_waiting)
        gate.refused.connect(show_refused)
        dialog.finished.connect(closed)
        dialog.open_over(self._window)

    def _held_title(self, held: HeldBasket) -> str:
        due = format_money(held.due, self._currency)
        name = held.member_name or tr("member.guest")
        return f"{name} · {due}"

    def _held_text(self, held: HeldBasket) -> str:
        counter = self._counter
        time = counter.clock.as_of(held.held_ms, counter.actions.now_ms())
        message = "held.interrupted" if held.interrupted else "held.at"
        return tr(message, time=time, count=held.pieces)
