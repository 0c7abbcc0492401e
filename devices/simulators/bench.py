"""Everything that can hang on a till, at the far ends of real lines on one hub, obeying a script.

A script is lines of words: what is scanned, swiped and tapped, what is pulled and plugged, and how
the printer misbehaves. A line that is no order is refused with its own words.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from devices.escpos_interpreter import interpret, page_text
from devices.simulators.display import Glass, SimulatedDisplay
from devices.simulators.hub import Hub, UsbIdentity
from devices.simulators.lines import PseudoLine
from devices.simulators.printer import PrinterBody, SerialPrinter
from devices.simulators.scanner import SimulatedScanner
from pos_member.domain.errors import Damaged

IDENTITIES = {
    "scanner": UsbIdentity(0x0C2E, 0x0206, "SIM1", "simulated scanner"),
    "reader": UsbIdentity(0x0801, 0x0003, "SIM2", "simulated stripe reader"),
    "tags": UsbIdentity(0x072F, 0x2200, "SIM3", "simulated tag reader"),
    "printer": UsbIdentity(0x0416, 0x5011, "SIM4", "simulated receipt printer"),
    "display": UsbIdentity(0x067B, 0x2303, "SIM5", "simulated customer display"),
}
COLUMNS = 48
_PAUSE_S_MAX = 3_600.0


def settings_for(family: str = "led8") -> dict[str, str]:
    """Return the settings of a till that has all these devices, by their identity."""
    place = {
        name: f"usb:{one.vendor:04x}:{one.product:04x}:{one.serial}"
        for name, one in IDENTITIES.items()
    }
    return {
        "scanner": place["scanner"],
        "reader": f"{place['reader']},kind=msr;{place['tags']},kind=nfc",
        "printer": f"serial:{place['printer']}",
        "display": f"{place['display']},family={family}",
    }


class Bench:
    """The devices; ``obey`` takes one line of a script."""

    def __init__(self, folder: Path, *, family: str = "led8") -> None:
        self._hub = Hub(folder)
        self._waiting = threading.Event()
        self.scanner, self.reader, self.tags = (
            SimulatedScanner(folder / name) for name in ("scanner", "reader", "tags")
        )
        self.body = PrinterBody(folder / "paper.bin")
        self.printer = SerialPrinter(folder / "printer", self.body)
        self.display = SimulatedDisplay(folder / "display", Glass(family))
        self._lines: dict[str, PseudoLine] = {
            "scanner": self.scanner.line,
            "reader": self.reader.line,
            "tags": self.tags.line,
            "printer": self.printer.line,
            "display": self.display.line,
        }
        for name in self._lines:
            self._plug(name)
        self._orders: dict[str, Callable[[str], object]] = {
            "scan": self.scanner.scan,
            "swipe": self.reader.scan,
            "tap": self.tags.scan,
            "send": lambda written: self.scanner.send(bytes.fromhex(written)),
            "pause": lambda written: self._waiting.wait(min(float(written), _PAUSE_S_MAX)),
            "plug": self._plug,
            "unplug": lambda name: self._hub.unplug(self._lines[name]),
            "printer": self._misbehave,
        }

    def obey(self, line: str) -> None:
        """Do one line of a script; an empty one and one behind ``#`` are passed over.

        Raises:
            Damaged: ``script_line``.
        """
        order, _, rest = line.strip().partition(" ")
        if not order or order.startswith("#"):
            return
        try:
            self._orders[order](rest.strip())
        except (KeyError, ValueError) as wrong:
            raise Damaged("script_line", line=line.strip()) from wrong

    def seen(self) -> dict[str, object]:
        """Return what a person would see: the display, the paper, how often the drawer opened."""
        glass = self.display.glass
        return {
            "display": [line for line in glass.lines if line],
            "light": glass.light,
            "drawer": self.body.pulses,
            "paper": page_text(interpret(bytes(self.body.printed), COLUMNS))
            .strip("\n")
            .splitlines(),
        }

    def close(self) -> None:
        """Switch everything off."""
        self.printer.close()
        self.display.close()
        for line in self._lines.values():
            self._hub.unplug(line)

    def _plug(self, name: str) -> None:
        self._hub.plug(self._lines[name], IDENTITIES[name])

    def _misbehave(self, how: str) -> None:
        """Set the printer's fault: ``paper-out``, ``cover-open``, ``slow 500`` and so on."""
        fault, _, amount = how.partition(" ")
        body = self.body
        faults: dict[str, Callable[[], None]] = {
            "paper-out": lambda: setattr(body, "paper_out", True),
            "paper-left": lambda: setattr(body, "paper_left", int(amount)),
            "cover-open": lambda: setattr(body, "cover_open", True),
            "mute": lambda: setattr(body, "mute", True),
            "garbage": lambda: setattr(body, "garbage", True),
            "full": lambda: setattr(body, "frozen", True),
            "slow": lambda: setattr(body, "bytes_per_s", int(amount)),
            "well": body.mend,
        }
        faults[fault]()
