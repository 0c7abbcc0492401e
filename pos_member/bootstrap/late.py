"""The screens' actions before there is a desk: the first window is painted while it is loaded.

Database, cryptography and services cost more to import than the window may take to appear. They are
loaded by the ledger's first job, so every later job of that thread finds them there.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pos_member.bootstrap.chance_and_time import new_id, now_ms
from pos_member.domain.errors import Unavailable
from ui.actions import Actions, ShopFacts
from ui.package_actions import PackageActions
from ui.receipt_actions import ReceiptActions
from ui.shift_actions import ShiftActions

if TYPE_CHECKING:
    from pos_member.bootstrap.desk import Desk
    from pos_member.bootstrap.package_desk import PackageDesk
    from pos_member.bootstrap.receipt_desk import ReceiptDesk
    from pos_member.bootstrap.shift_desk import ShiftDesk


class LateDesk:
    """The place of the desk; empty until the ledger's first job has filled it."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        self.receipts: ReceiptDesk | None = None
        self.shift: ShiftDesk | None = None
        self.packages: PackageDesk | None = None

    def ask(self, name: str) -> Callable[..., Any]:
        """Return a callable that asks the desk for ``name``.

        Raises, when called too early: ``Unavailable("starting")``.
        """

        def asked(*arguments: object, **named: object) -> Any:  # noqa: ANN401 - as the desk answers
            if self.desk is None:
                raise Unavailable("starting")
            return getattr(self.desk, name)(*arguments, **named)

        return asked

    def ask_receipts(self, name: str) -> Callable[..., Any]:
        """Return a callable that asks the desk of the receipts for ``name``.

        Raises, when called too early: ``Unavailable("starting")``.
        """

        def asked(*arguments: object) -> Any:  # noqa: ANN401 - as the desk answers
            if self.receipts is None:
                raise Unavailable("starting")
            return getattr(self.receipts, name)(*arguments)

        return asked

    def ask_shift(self, name: str) -> Callable[..., Any]:
        """Return a callable that asks the desk of the drawer for ``name``.

        Raises, when called too early: ``Unavailable("starting")``.
        """

        def asked(*arguments: object) -> Any:  # noqa: ANN401 - as the desk answers
            if self.shift is None:
                raise Unavailable("starting")
            return getattr(self.shift, name)(*arguments)

        return asked

    def ask_packages(self, name: str) -> Callable[..., Any]:
        """Return a callable that asks the desk of the packages for ``name``.

        Raises, when called too early: ``Unavailable("starting")``.
        """

        def asked(*arguments: object) -> Any:  # noqa: ANN401 - as the desk answers
            if self.packages is None:
                raise Unavailable("starting")
            return getattr(self.packages, name)(*arguments)

        return asked

    def show_customer(self, kind: str, minor: int) -> None:
        """Show an amount to the customer; before there is a desk nobody has anything to pay."""
        if self.desk is not None:
            self.desk.show_customer(kind, minor)


def late_actions(late: LateDesk, shop: ShopFacts, remember: Callable[[str, str], None]) -> Actions:
    """Return actions that find their desk when they are called."""
    return Actions(
        shop=shop,
        now_ms=now_ms,
        new_id=new_id,
        program=late.ask("program"),
        quote=late.ask("quote"),
        staff=late.ask("staff"),
        check_pin=late.ask("check_pin"),
        scan=late.ask("scan"),
        search=late.ask("search"),
        open_member=late.ask("open_member"),
        find_goods=late.ask("find_goods"),
        enrol=late.ask("enrol"),
        save_basket=late.ask("save_basket"),
        discard_basket=late.ask("discard_basket"),
        hold_basket=late.ask("hold_basket"),
        held_baskets=late.ask("held_baskets"),
        take_basket=late.ask("take_basket"),
        open_basket=late.ask("open_basket"),
        add_tender=late.ask("add_tender"),
        remove_tender=late.ask("remove_tender"),
        pay=late.ask("pay"),
        plan_top_up=late.ask("plan_top_up"),
        top_up=late.ask("top_up"),
        want_leases=late.ask("want_leases"),
        want_room=late.ask("want_room"),
        choose_coupon=late.ask("choose_coupon"),
        drop_coupon=late.ask("drop_coupon"),
        want_coupon=late.ask("want_coupon"),
        receipts=_receipts(late),
        shift=_shift(late),
        packages=_packages(late),
        reprint_last=late.ask("reprint_last"),
        sync_now=late.ask("sync_now"),
        signed_in=late.ask("signed_in"),
        show_customer=late.show_customer,
        find_devices=late.ask("find_devices"),
        device_lines=late.ask("device_lines"),
        try_devices=late.ask("try_devices"),
        remember_choice=remember,
        export_unsent=late.ask("export_unsent"),
    )


def _receipts(late: LateDesk) -> ReceiptActions:
    return ReceiptActions(
        page=late.ask_receipts("page"),
        open=late.ask_receipts("open"),
        reprint=late.ask_receipts("reprint"),
        preview=late.ask_receipts("preview"),
        refund=late.ask_receipts("refund"),
    )


def _shift(late: LateDesk) -> ShiftActions:
    return ShiftActions(
        running=late.ask_shift("running"),
        tolerance=late.ask_shift("tolerance"),
        count_in=late.ask_shift("count_in"),
        move_cash=late.ask_shift("move_cash"),
        preview=late.ask_shift("preview"),
        close=late.ask_shift("close"),
        show_report=late.ask_shift("show_report"),
        print_report=late.ask_shift("print_report"),
    )


def _packages(late: LateDesk) -> PackageActions:
    return PackageActions(
        shelf=late.ask_packages("shelf"),
        use=late.ask_packages("use"),
        want=late.ask_packages("want"),
    )
