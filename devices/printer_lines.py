"""What the settings say of the receipt printer, as its line and what it can do.

``tcp:HOST:PORT``, ``serial:PLACE``, ``usb:FILE``, ``queue:NAME`` or ``file:PATH``, with options.
"""

from collections.abc import Callable

from devices.escpos import PrinterProfile, TextMode
from devices.file_lines import DeviceLine, FileLine, QueueLine
from devices.places import Ports, is_place, port_at, system_ports
from devices.scanner_lines import port_settings
from devices.specs import Spec
from devices.transport import Connect, PrinterLine, PrinterUnavailable, SerialLine, TcpLine
from pos_member.domain.errors import Damaged

COLUMNS = {58: 32, 80: 48}
BAUD = 9600
_YES_NO = ("yes", "no")
_MUTE = ("queue", "file")
_BYTE = 255
_PULSE_MS_MAX = 510
_FEED_MAX = 20


def printer_connect(spec: Spec, ports: Ports = system_ports) -> Connect:
    """Return what opens the printer's line.

    Raises:
        Damaged: ``printer_line`` names no line.
    """
    kind, _, place = spec.place.partition(":")
    host, _, port = place.rpartition(":")
    if kind == "tcp" and host and port.isdigit():
        return lambda: TcpLine(host, int(port))
    if kind == "serial" and is_place(place):
        settings = port_settings(spec, baud=BAUD)
        return lambda: SerialLine(settings.at(_found(place, ports)))
    lines: dict[str, Callable[[str], PrinterLine]] = {
        "usb": DeviceLine,
        "queue": QueueLine,
        "file": FileLine,
    }
    if not place or kind not in lines:
        raise Damaged("printer_line", line=spec.text)
    return lambda: lines[kind](place)


def printer_profile(spec: Spec, *, paper_mm: int, encoding: str) -> PrinterProfile:
    """Return what the printer can do.

    Options: ``codes`` (native, drawn), ``cut``, ``answers``, ``confirms`` (yes, no), ``page`` (the
    printer's number of its code page), ``pin`` (0, 1), ``pulse`` in ms, ``feed`` in lines; ``baud``
    and ``frame`` of a serial one.

    Raises:
        Damaged: ``device_option``.
    """
    spec.only(
        "baud", "frame", "codes", "cut", "answers", "confirms", "page", "pin", "pulse", "feed"
    )
    mute = spec.place.partition(":")[0] in _MUTE
    standard = PrinterProfile()
    return PrinterProfile(
        columns=COLUMNS[paper_mm],
        text_mode=TextMode(encoding),
        codes_native=spec.choice("codes", "native", "drawn") == "native",
        cuts=spec.choice("cut", *_YES_NO) == "yes",
        answers=spec.choice("answers", *_YES_NO) == "yes" and not mute,
        confirms=spec.choice("confirms", *_YES_NO) == "yes",
        code_page=spec.number("page", standard.code_page, most=_BYTE),
        feed_lines=spec.number("feed", standard.feed_lines, most=_FEED_MAX),
        drawer_pin=spec.number("pin", standard.drawer_pin, most=1),
        drawer_pulse_ms=spec.number("pulse", standard.drawer_pulse_ms, most=_PULSE_MS_MAX),
    )


def _found(place: str, ports: Ports) -> str:
    try:
        return port_at(place, ports)
    except FileNotFoundError as gone:
        raise PrinterUnavailable("printer_unreachable", where=place) from gone
