"""Opens the devices that the settings name, and turns what they say into the screens' events."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from devices.customer_display import CustomerDisplay
from devices.display_commands import BAUD, encoder
from devices.drawing import draw_line
from devices.layouts import FOLDER, Layouts
from devices.logo import read_logo
from devices.places import KnownPort, is_place, port_at, system_ports
from devices.printer import ReceiptPrinter
from devices.printer_lines import printer_connect, printer_profile
from devices.receipt_labels import EN, ZH
from devices.scanner import SerialScanner
from devices.scanner_lines import port_settings, scanner_line
from devices.serial_port import PortState, open_port
from devices.simulators.hub import hub_ports
from devices.specs import read_spec, read_specs
from devices.transport import PrinterLine, TappedLine
from pos_member.domain.errors import Damaged
from pos_member.domain.views import DeviceHealth, DeviceState
from pos_member.services.settings import Settings
from ui.actions import Events

SIMULATED_PORTS = "POS_MEMBER_PORTS"
DISPLAY_STALLS_S = 2.0


def known_ports() -> list[KnownPort]:
    """Return the serial ports that are there: the system's, and a simulated hub's if one is named.

    The environment variable ``POS_MEMBER_PORTS`` names the folder of that hub.
    """
    folder = os.environ.get(SIMULATED_PORTS)
    return [*system_ports(), *(hub_ports(Path(folder)) if folder else ())]


def open_scanners(settings: Settings, events: Events) -> list[SerialScanner]:
    """Return the serial scanners and card readers, not yet started; none for a keyboard wedge.

    Raises:
        Damaged: ``device_option`` or ``device_place``.
    """
    scanners = [
        (f"scanner {number}", scanner_line(spec))
        for number, spec in enumerate(read_specs(settings.scanner), 1)
    ]
    readers = [
        (f"reader {number}", scanner_line(spec))
        for number, spec in enumerate(read_specs(settings.reader), 1)
    ]
    told = _Told(events)
    return [
        SerialScanner(
            name,
            lambda line=line: line.open(known_ports),  # type: ignore[misc]
            on_text=lambda text, _source: events.scanned.emit(text),
            on_state=told,
            framing=line.framing,
            translate=line.translate,
            double_ms=line.double_ms,
            tap=_tap(events, name.partition(" ")[0]),
        )
        for name, line in (*scanners, *readers)
    ]


def open_display(settings: Settings, events: Events) -> CustomerDisplay | None:
    """Return the customer display, not yet started.

    Options: ``family`` (led8, cd5220, epson), ``encoding`` (ascii, gb18030), ``baud``, ``frame``.

    Raises:
        Damaged: ``device_option`` or ``device_place``.
    """
    if not settings.display:
        return None
    spec = read_spec(settings.display)
    spec.only("family", "encoding", "baud", "frame")
    if not is_place(spec.place):
        raise Damaged("device_place", line=spec.text)
    family = spec.choice("family", *BAUD)
    port = port_settings(spec, baud=BAUD[family])
    told = _Told(events)
    return CustomerDisplay(
        lambda: open_port(
            port.at(port_at(spec.place, known_ports)), write_timeout_s=DISPLAY_STALLS_S
        ),
        encoder(family, spec.choice("encoding", "ascii", "gb18030")),
        lambda state: told(state, "display"),
        lambda sent: events.device_bytes.emit("display", "out", sent),
    )


def _tap(events: Events, device: str) -> Callable[[bytes], None]:
    return lambda came: events.device_bytes.emit(device, "in", came)


class _Told:
    """Tells how all scanners are, and all readers: only as well as the worst of them."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._lost: set[str] = set()
        self._changing = threading.Lock()

    def __call__(self, state: PortState, source: str) -> None:
        device = source.partition(" ")[0]
        with self._changing:
            (self._lost.discard if state is PortState.CONNECTED else self._lost.add)(source)
            lost = any(name.startswith(device) for name in self._lost)
        health = DeviceHealth.RECONNECTING if lost else DeviceHealth.READY
        self._events.device_changed.emit(DeviceState(device, health))


def shop_layouts(folder: Path, events: Events | None = None) -> Layouts:
    """Return the layouts and logo in the till's data ``folder``; ``events`` hear of bad ones."""
    if events is None:
        return Layouts(folder / FOLDER, read_logo)
    return Layouts(folder / FOLDER, read_logo, events.warned.emit)


def open_printer(
    settings: Settings, events: Events | None = None, layouts: Layouts | None = None
) -> ReceiptPrinter | None:
    """Return the receipt printer; its line is opened for each receipt, and ``events`` see bytes.

    Raises:
        Damaged: ``printer_line`` names no line; ``device_option``.
    """
    if not settings.printer:
        return None
    spec = read_spec(settings.printer)
    profile = printer_profile(spec, paper_mm=settings.paper_mm, encoding=settings.printer_encoding)
    labels = EN if settings.language == "en" else ZH
    connect = printer_connect(spec, known_ports)

    def tapped() -> PrinterLine:
        line = connect()
        if events is None:
            return line
        return TappedLine(line, lambda way, seen: events.device_bytes.emit("printer", way, seen))

    return ReceiptPrinter(tapped, profile, labels, draw_line, layouts=layouts)
