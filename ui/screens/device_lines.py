"""How the device screen reads and writes the settings of one device: a place, and chosen options.

The first choice of each option is what a line means that does not name it, and is not written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

DEVICES = ("scanner", "reader", "printer", "display")
_BAUDS = ("9600", "2400", "4800", "19200", "38400", "57600", "115200")

OPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "scanner": {
        "end": ("any", "cr", "lf", "crlf", "tab", "etx", "silence"),
        "baud": _BAUDS,
        "encoding": ("auto", "utf-8", "gb18030"),
    },
    "reader": {"kind": ("scanner", "msr", "nfc"), "baud": _BAUDS},
    "printer": {"codes": ("native", "drawn"), "baud": _BAUDS},
    "display": {"family": ("led8", "cd5220", "epson"), "encoding": ("ascii", "gb18030")},
}
SETTINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "printer": {"paper_mm": ("80", "58"), "printer_encoding": ("gb18030", "raster")}
}
"""Options that are settings of their own."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One device as the screen shows it; ``rest`` are options that it has no choice for."""

    place: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    rest: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The line as the settings write it; empty without a place."""
        if not self.place:
            return ""
        named = [f"{name}={value}" for name, value in self.chosen.items()]
        return ",".join((self.place, *named, *self.rest))

    def choice(self, device: str, option: str) -> str:
        """Return what is chosen for ``option``, by default its first value."""
        return self.chosen.get(option, OPTIONS[device][option][0])

    def choosing(self, device: str, option: str, value: str) -> "Draft":
        """Return the draft with another choice."""
        chosen = {name: kept for name, kept in self.chosen.items() if name != option}
        if value != OPTIONS[device][option][0]:
            chosen[option] = value
        return Draft(self.place, chosen, self.rest)

    def at(self, place: str) -> "Draft":
        """Return the draft for another place."""
        return Draft(place.strip(), self.chosen, self.rest)


def draft_of(device: str, line: str) -> Draft:
    """Read a line of the settings; several devices stay one text without choices."""
    if ";" in line:
        return Draft(line)
    place, *written = line.split(",")
    chosen, rest = {}, []
    for part in written:
        name, _, value = part.strip().partition("=")
        if value in OPTIONS[device].get(name, ()):
            chosen[name] = value
        else:
            rest.append(part.strip())
    return Draft(place, chosen, tuple(rest))
