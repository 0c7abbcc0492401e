"""Everything that hangs on this till, opened from the settings, and opened anew when they change.

A device that is written wrong in the settings is told and left out; the others work.
"""

from collections.abc import Callable

from devices.customer_display import CustomerDisplay
from devices.display_commands import Sight, SightKind
from devices.scanner import SerialScanner
from pos_member.bootstrap.devices import open_display, open_printer, open_scanners
from pos_member.bootstrap.print_room import PrintRoom
from pos_member.domain.errors import PosError
from pos_member.services.settings import Settings
from pos_member.services.till import Till
from ui.actions import Events
from ui.worker import Worker


class DeviceDesk:
    """The devices of one till.

    Attributes:
        printer: the thread that prints; None without a printer.
    """

    def __init__(self, till: Callable[[], Till], ledger: Worker, events: Events) -> None:
        self._till = till
        self._ledger = ledger
        self._events = events
        self._scanners: list[SerialScanner] = []
        self._display: CustomerDisplay | None = None
        self.printer: PrintRoom | None = None

    def open(self, settings: Settings) -> None:
        """Open what ``settings`` name; returns at once, whether or not it is plugged in."""
        self._careful(lambda: self._open_scanners(settings))
        self._careful(lambda: self._open_printer(settings))
        self._careful(lambda: self._open_display(settings))

    def close(self) -> None:
        """Give all lines back; the receipt in hand is printed first."""
        for scanner in self._scanners:
            scanner.stop()
        self._scanners.clear()
        if self.printer is not None:
            self.printer.stop()
            self.printer = None
        if self._display is not None:
            self._display.stop()
            self._display = None

    def look(self) -> None:
        """Look for receipts to print; returns at once, from any thread."""
        if self.printer is not None:
            self.printer.look()

    def show_customer(self, kind: str, minor: int, currency: str) -> None:
        """Show an amount to the customer, where there is a display; returns at once."""
        if self._display is not None:
            self._display.show(Sight(SightKind(kind), minor, currency))

    def _open_scanners(self, settings: Settings) -> None:
        self._scanners = open_scanners(settings, self._events)
        for scanner in self._scanners:
            scanner.start()

    def _open_printer(self, settings: Settings) -> None:
        printer = open_printer(settings)
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
