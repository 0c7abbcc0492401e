"""Opens the devices that the settings name, and turns what they say into the screens' events."""

from collections.abc import Callable

from devices.drawing import draw_line
from devices.escpos import PrinterProfile, TextMode
from devices.printer import ReceiptPrinter
from devices.receipt_labels import EN, ZH
from devices.scanner import SerialScanner
from devices.serial_port import PortSettings, PortState
from devices.transport import PrinterLine, SerialLine, TcpLine
from pos_member.domain.errors import Damaged
from pos_member.domain.views import DeviceHealth, DeviceState
from pos_member.services.settings import Settings
from ui.actions import Events

_COLUMNS = {58: 32, 80: 48}


def open_scanner(settings: Settings, events: Events) -> SerialScanner | None:
    """Return the serial scanner, not yet started; ``None`` where only a keyboard wedge is used."""
    if not settings.scanner:
        return None

    def told(state: PortState, _source: str) -> None:
        ready = state is PortState.CONNECTED
        health = DeviceHealth.READY if ready else DeviceHealth.RECONNECTING
        events.device_changed.emit(DeviceState("scanner", health))

    return SerialScanner(
        "scanner",
        PortSettings(settings.scanner),
        on_text=lambda text, _source: events.scanned.emit(text),
        on_state=told,
    )


def open_printer(settings: Settings) -> ReceiptPrinter | None:
    """Return the receipt printer; its line is opened for each receipt.

    Raises:
        Damaged: ``printer_line`` names no line.
    """
    if not settings.printer:
        return None
    profile = PrinterProfile(
        columns=_COLUMNS[settings.paper_mm], text_mode=TextMode(settings.printer_encoding)
    )
    labels = EN if settings.language == "en" else ZH
    return ReceiptPrinter(_connect(settings.printer), profile, labels, draw_line)


def _connect(line: str) -> Callable[[], PrinterLine]:
    kind, _, place = line.partition(":")
    if kind == "serial" and place:
        return lambda: SerialLine(PortSettings(place))
    host, _, port = place.rpartition(":")
    if kind == "tcp" and host and port.isdigit():
        return lambda: TcpLine(host, int(port))
    raise Damaged("printer_line", line=line)
