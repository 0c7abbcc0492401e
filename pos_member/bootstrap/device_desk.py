"""Everything that hangs on this till, opened from the settings, and opened anew when they change.

A device that is written wrong in the settings is told and left out; the others work. What is only
tried is opened and tested on a thread of its own: a line that hangs holds up nobody.
"""

import threading
from collections.abc import Callable
from dataclasses import asdict

from devices.customer_display import CustomerDisplay
from devices.display_commands import Sight, SightKind
from devices.profiles import printer_files, proposals
from devices.scanner import SerialScanner
from devices.transport import PrinterUnavailable
from pos_member.bootstrap.devices import (
    known_ports,
    open_display,
    open_printer,
    open_scanners,
    shop_layouts,
)
from pos_member.bootstrap.print_room import PrintRoom
from pos_member.domain.errors import PosError
from pos_member.domain.receipt import Receipt, ReceiptKind
from pos_member.services.settings import Settings, changed
from pos_member.services.till import Till
from ui.actions import Events, FoundDevice
from ui.worker import Worker

LINES = ("scanner", "reader", "printer", "display", "paper_mm", "printer_encoding")
"""The settings that say what hangs on this till."""
_TEST_MINOR = 8_888
_TEST_NUMBER = "TEST"


class DeviceDesk:
    """The devices of one till.

    Attributes:
        printer: the thread that prints; None without a printer.
    """

    def __init__(self, till: Callable[[], Till], ledger: Worker, events: Events) -> None:
        self._till = till
        self._ledger = ledger
        self._events = events
        self._settings = Settings()
        self._changing = threading.Lock()
        self._scanners: list[SerialScanner] = []
        self._display: CustomerDisplay | None = None
        self.printer: PrintRoom | None = None

    def open(self, settings: Settings) -> None:
        """Open what ``settings`` name; returns at once, whether or not it is plugged in."""
        self._settings = settings
        self._careful(lambda: self._open_scanners(settings))
        self._careful(lambda: self._open_printer(settings))
        self._careful(lambda: self._open_display(settings))

    def close(self) -> None:
        """Give all lines back; the receipt in hand is printed first."""
        for scanner in self._scanners:
            scanner.stop()
        self._scanners.clear()
        printer, self.printer = self.printer, None
        if printer is not None:
            printer.stop()
        display, self._display = self._display, None
        if display is not None:
            display.stop()

    def look(self) -> None:
        """Look for receipts to print; returns at once, from any thread."""
        printer = self.printer
        if printer is not None:
            printer.look()

    def show_customer(self, kind: str, minor: int, currency: str) -> None:
        """Show an amount to the customer, where there is a display; returns at once."""
        display = self._display
        if display is not None:
            display.show(Sight(SightKind(kind), minor, currency))

    def find(self) -> list[FoundDevice]:
        """Return what is plugged in, each with a proposal."""
        found = proposals(known_ports(), printer_files())
        return [FoundDevice(one.place, one.words, one.kind, one.line) for one in found]

    def lines(self) -> dict[str, str]:
        """Return the settings of the devices in use now, by name, as they are written."""
        return {name: str(value) for name, value in asdict(self._settings).items() if name in LINES}

    def try_out(self, lines: dict[str, str]) -> None:
        """Use ``lines`` instead of what the settings say, and test printer and display.

        Returns at once: what is wrong, what is ready and all bytes come as events.
        """
        threading.Thread(target=self._try, args=(lines,), name="device trial", daemon=True).start()

    def _try(self, lines: dict[str, str]) -> None:
        with self._changing:
            settings = self._settings
            try:
                for name, value in lines.items():
                    settings = changed(settings, name, value)
            except ValueError as wrong:
                self._events.warned.emit("device_place", {"line": str(wrong)})
                return
            self.close()
            self.open(settings)
            self._careful(self._test)

    def _test(self) -> None:
        if self._display is not None:
            self._display.show(Sight(SightKind.TOTAL, _TEST_MINOR, self._currency))
        if self.printer is not None:
            try:
                self.printer.print_test(self._page())
            except PrinterUnavailable as trouble:
                self._events.warned.emit(trouble.code, trouble.values)

    @property
    def _currency(self) -> str:
        return self._till().identity.currency

    def _page(self) -> Receipt:
        identity = self._till().identity
        return Receipt(
            kind=ReceiptKind.TEST,
            shop=identity.store_name,
            register=identity.register,
            number=_TEST_NUMBER,
            operation_code=_TEST_NUMBER,
            business_time="",
            cashier="",
            total_minor=_TEST_MINOR,
            currency=identity.currency,
        )

    def _open_scanners(self, settings: Settings) -> None:
        self._scanners = open_scanners(settings, self._events)
        for scanner in self._scanners:
            scanner.start()

    def _open_printer(self, settings: Settings) -> None:
        layouts = shop_layouts(self._till().folder, self._events)
        printer = open_printer(settings, self._events, layouts)
        if printer is not None:
            self.printer = PrintRoom(
                self._till, printer, self._ledger, self._events, drawer=settings.drawer
            )
            self.printer.start()

    def _open_display(self, settings: Settings) -> None:
        self._display = open_display(settings, self._events)
        if self._display is not None:
            self._display.start()

    def _careful(self, open_them: Callable[[], None]) -> None:
        try:
            open_them()
        except PosError as wrong:
            self._events.warned.emit(wrong.code, wrong.values)
