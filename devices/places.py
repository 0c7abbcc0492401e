"""Where a device hangs: a port's name, or the USB device behind it, whatever its port is called.

A port is renumbered by every replug; vendor, product and serial number stay. A device without a
serial number is known by the socket it is plugged into.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from serial.tools import list_ports

USB = "usb:"
_PLACE = re.compile(
    r"usb:(?P<vendor>[0-9a-fA-F]{4}):(?P<product>[0-9a-fA-F]{4})(?::(?P<serial>[\w.-]+))?"
    r"(?:@(?P<socket>[\w.-]+))?"
)
_ODD = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True)
class KnownPort:
    """A serial port that is there now, and the USB device behind it, if there is one.

    ``socket`` is the place in the tree of hubs, such as ``1-4.2``.
    """

    path: str
    vendor: int | None = None
    product: int | None = None
    serial: str = ""
    socket: str = ""
    words: str = ""

    @property
    def place(self) -> str:
        """The name that stays when the port is renumbered."""
        if self.vendor is None or self.product is None:
            return self.path
        named = f"{USB}{self.vendor:04x}:{self.product:04x}"
        if self.serial:
            return f"{named}:{_plain(self.serial)}"
        return f"{named}@{_plain(self.socket)}" if self.socket else named


Ports = Callable[[], Iterable[KnownPort]]


def system_ports() -> list[KnownPort]:
    """Return the serial ports that the system knows, by name."""
    return sorted(
        (
            KnownPort(
                found.device,
                found.vid,
                found.pid,
                found.serial_number or "",
                found.location or "",
                found.description if found.description != "n/a" else "",
            )
            for found in list_ports.comports()
        ),
        key=lambda port: port.path,
    )


def is_place(text: str) -> bool:
    """Tell whether ``text`` can name a place: a port, or a USB device that is well written."""
    return bool(text) and (not text.startswith(USB) or _PLACE.fullmatch(text) is not None)


def port_at(place: str, ports: Ports = system_ports) -> str:
    """Return the port that the device at ``place`` has now.

    Raises:
        FileNotFoundError: it is not plugged in.
    """
    wanted = _PLACE.fullmatch(place)
    if wanted is None:
        return place
    for port in ports():
        if port.vendor is None or port.product is None:
            continue
        same = (
            f"{port.vendor:04x}" == wanted["vendor"].lower()
            and f"{port.product:04x}" == wanted["product"].lower()
            and wanted["serial"] in (None, _plain(port.serial))
            and wanted["socket"] in (None, _plain(port.socket))
        )
        if same:
            return port.path
    raise FileNotFoundError(place)


def _plain(text: str) -> str:
    return _ODD.sub("_", text)
