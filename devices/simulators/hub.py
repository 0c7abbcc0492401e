"""A USB hub of simulated serial devices: each keeps its identity and gets a new port at each plug.

The folder holds the ports as links and, in ``ports.json``, who is behind each, as the system's own
list of ports would say. POSIX only.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from devices.places import KnownPort
from devices.simulators.lines import PseudoLine

_LIST = "ports.json"


@dataclass(frozen=True, slots=True)
class UsbIdentity:
    """What a USB device says of itself."""

    vendor: int
    product: int
    serial: str = ""
    words: str = ""


class Hub:
    """The hub in ``folder``; whatever was listed there before is gone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = 0
        self._plugged: dict[PseudoLine, UsbIdentity] = {}
        self._tell()

    def plug(self, line: PseudoLine, identity: UsbIdentity) -> None:
        """Plug ``line`` in: it appears under a port number that nobody had before."""
        line.unplug()
        line.path = self._folder / f"ttySIM{self._numbers}"
        self._numbers += 1
        line.plug()
        self._plugged[line] = identity
        self._tell()

    def unplug(self, line: PseudoLine) -> None:
        """Pull ``line`` out; its port is gone at once."""
        self._plugged.pop(line, None)
        self._tell()
        line.unplug()

    def _tell(self) -> None:
        listed = [
            {"path": str(line.path), **asdict(identity)} for line, identity in self._plugged.items()
        ]
        fresh = self._folder / (_LIST + ".new")
        fresh.write_text(json.dumps(listed), encoding="utf-8")
        fresh.replace(self._folder / _LIST)


def hub_ports(folder: Path) -> list[KnownPort]:
    """Return what is plugged into the hub in ``folder`` now."""
    return [KnownPort(**fields) for fields in json.loads((folder / _LIST).read_text("utf-8"))]
