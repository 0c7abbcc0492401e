"""Which device a USB port's maker suggests, and how its line is written: only a proposal.

The numbers are vendors' own, as the USB Implementers Forum lists them. A bridge chip says nothing
of what hangs on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from devices.places import KnownPort

_MAKERS = {
    0x0C2E: ("scanner", ""),  # Honeywell
    0x05E0: ("scanner", ""),  # Zebra
    0x05F9: ("scanner", ""),  # Datalogic
    0x1EAB: ("scanner", ""),  # Newland
    0x0801: ("reader", ",kind=msr"),  # MagTek
    0x072F: ("reader", ",kind=nfc"),  # ACS
    0x04B8: ("printer", ""),  # Epson
    0x0519: ("printer", ""),  # Star
    0x0416: ("printer", ""),  # Winbond, in receipt printers
    0x067B: ("display", ",family=led8"),  # Prolific, in pole displays
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A port that is there: what it may be (empty for no idea) and its line in the settings."""

    place: str
    words: str
    kind: str
    line: str


def proposals(ports: Iterable[KnownPort], printers: Iterable[Path] = ()) -> list[Proposal]:
    """Return a proposal for each of ``ports``, and for the system's ``printers``' device files."""
    found = []
    for port in ports:
        kind, options = _MAKERS.get(port.vendor or 0, ("", ""))
        before = "serial:" if kind == "printer" else ""
        line = f"{before}{port.place}{options}"
        found.append(Proposal(port.place, port.words or port.path, kind, line))
    found += [Proposal(f"usb:{one}", one.name, "printer", f"usb:{one}") for one in printers]
    return found


def printer_files(folder: Path = Path("/dev/usb")) -> list[Path]:
    """Return the device files that the system has for USB printers, by name."""
    return sorted(folder.glob("lp*"))
