"""What the settings say of a scanner or card reader, as the line and the framing it needs."""

import re
from dataclasses import dataclass

from devices.card_reader import tag_text
from devices.framing import ANY_END, SILENCE_MS, Framing
from devices.places import Ports, is_place, port_at, system_ports
from devices.scanner import Translate, as_read
from devices.serial_port import Port, PortSettings, open_port
from devices.specs import Spec
from pos_member.domain.errors import Damaged

BAUD_MAX = 921_600
PAUSE_MS_MAX = 10_000
TAG_RESTS_MS = 2_000
"""So long after the last report a tag that lies on its reader is the same tap."""
ENDS = {
    "any": ANY_END,
    "cr": (b"\r",),
    "lf": (b"\n",),
    "crlf": (b"\r\n",),
    "tab": (b"\t",),
    "etx": (b"\x03",),
    "silence": (),
}
OPTIONS = (
    "baud", "frame", "end", "prefix", "suffix", "silence", "double", "encoding", "kind",
)  # fmt: skip
ENCODINGS = {"auto": "", "utf-8": "utf-8", "gb18030": "gb18030"}
_KINDS: dict[str, Translate] = {"scanner": as_read, "msr": as_read, "nfc": tag_text}
_FRAME = re.compile(r"(?P<data>[5-8])(?P<parity>[NEO])(?P<stop>[12])")


@dataclass(frozen=True, slots=True)
class ScannerLine:
    """One scanner or card reader, ready to be opened."""

    place: str
    port: PortSettings
    framing: Framing
    double_ms: int = 0
    translate: Translate = as_read

    def open(self, ports: Ports = system_ports) -> Port:
        """Open the port that the device has now.

        Raises:
            OSError: it is not there, not permitted, or taken.
        """
        found = port_at(self.place, ports)
        return open_port(self.port.at(found))


def scanner_line(spec: Spec) -> ScannerLine:
    """Return what ``spec`` says.

    Options: ``baud``, ``frame`` (8N1), ``end`` (any, cr, lf, crlf, tab, etx, silence, or bytes),
    ``prefix``, ``suffix``, ``silence`` and ``double`` in ms, ``encoding``, ``kind`` (scanner, msr,
    nfc).

    Raises:
        Damaged: ``device_option``.
    """
    spec.only(*OPTIONS)
    if not is_place(spec.place):
        raise Damaged("device_place", line=spec.text)
    kind = spec.choice("kind", *_KINDS)
    return ScannerLine(
        spec.place,
        port_settings(spec, baud=9600),
        Framing(
            silence_ms=spec.number("silence", SILENCE_MS, most=PAUSE_MS_MAX),
            ends=ENDS.get(spec.options.get("end", "any"), (spec.content("end"),)),
            prefix=spec.content("prefix"),
            suffix=spec.content("suffix"),
            encoding=ENCODINGS[spec.choice("encoding", *ENCODINGS)],
        ),
        double_ms=spec.number("double", TAG_RESTS_MS if kind == "nfc" else 0, most=PAUSE_MS_MAX),
        translate=_KINDS[kind],
    )


def port_settings(spec: Spec, *, baud: int) -> PortSettings:
    """Return how the line of ``spec`` is opened, ``baud`` by default; raises ``Damaged``."""
    frame = _FRAME.fullmatch(spec.options.get("frame", "8N1"))
    if frame is None:
        raise spec.wrong("frame")
    return PortSettings(
        spec.place,
        baud=spec.number("baud", baud, most=BAUD_MAX),
        data_bits=int(frame["data"]),
        parity=frame["parity"],
        stop_bits=int(frame["stop"]),
    )
