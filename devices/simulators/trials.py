"""What must hold of scanners, tried on real lines as often as somebody wants to wait for.

Each trial plays both ends and returns what it counted; ``pos-member devices try`` runs them in
full, the tests run them small.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from devices.framing import ANY_END, LIMIT_BYTES, Framer, decode
from devices.places import KnownPort
from devices.scanner import SerialScanner
from devices.scanner_lines import scanner_line
from devices.serial_port import PortState
from devices.simulators.footprint import footprint
from devices.simulators.hub import Hub, UsbIdentity, hub_ports
from devices.simulators.lines import PseudoLine
from devices.specs import read_spec
from pos_member.domain.codes import MemberCode, StaffBadge, UnknownCode, parse

SCANNER = UsbIdentity(0x0C2E, 0x0206, "S-1", "simulated scanner")
PLACE = "usb:0c2e:0206:S-1"
_WAIT_S = 10.0
_PAUSE_S = 0.005
_WARM_UP = 3
_HEADS = (b"PM0:", b"PC0:", b"PB0:", b"M", b"]C101", b"]Q3", b"%B", b";", b"690", b"", b"", b"\x1b")


@dataclass(frozen=True, slots=True)
class Scans:
    """What became of codes that were sent: none may be in the last three."""

    sent: int
    seconds: float
    lost: int
    doubled: int
    joined: int


@dataclass(frozen=True, slots=True)
class Replugs:
    """What replugging left: ``slowest_s`` from the plug to the scanner's word that it is back."""

    rounds: int
    slowest_s: float
    lost: int
    doubled: int
    threads_more: int
    handles_more: int
    memory_more_kib: int


@dataclass(frozen=True, slots=True)
class Fuzz:
    """What became of byte strings that mean nothing; ``invented`` counts secrets and signatures."""

    strings: int
    seconds: float
    texts: int
    invented: int
    longest_waiting: int


class _Bench:
    """A scanner at the far end of a line and the till's reader of it, found by its identity."""

    def __init__(self, folder: Path) -> None:
        self._news = threading.Condition()
        self.texts: list[str] = []
        self.connected = False
        self.hub = Hub(folder)
        self.line = PseudoLine(folder / "scanner")
        self.hub.plug(self.line, SCANNER)
        found = scanner_line(read_spec(PLACE + ",silence=100"))

        def ports() -> list[KnownPort]:
            return hub_ports(folder)

        self.near = SerialScanner(
            "trial",
            lambda: found.open(ports),
            on_text=self._hear,
            on_state=self._turn,
            framing=found.framing,
        )
        self.near.start()
        self.until(lambda: self.connected)

    def until(self, true: Callable[[], bool]) -> bool:
        """Wait until something is so, within bounds; return whether it came to be."""
        with self._news:
            return self._news.wait_for(true, _WAIT_S)

    def close(self) -> None:
        """End both ends."""
        self.near.stop()
        self.hub.unplug(self.line)

    def _hear(self, text: str, _source: str) -> None:
        with self._news:
            self.texts.append(text)
            self._news.notify_all()

    def _turn(self, state: PortState, _source: str) -> None:
        with self._news:
            self.connected = state is PortState.CONNECTED
            self._news.notify_all()


def try_scans(folder: Path, *, scans: int, per_second: float, seed: int = 1) -> Scans:
    """Send ``scans`` different codes at their pace, each with pauses inside, and count them."""
    chance, bench = Random(seed), _Bench(folder)  # noqa: S311 - the same again from its seed
    codes = [f"CODE-{number:06}" for number in range(scans)]
    begin_s = time.monotonic()
    for number, code in enumerate(codes):
        cut = chance.randrange(1, len(code))
        bench.line.send(code[:cut].encode())
        time.sleep(_PAUSE_S)
        bench.line.send(code[cut:].encode() + chance.choice(ANY_END))
        if per_second:
            time.sleep(max(0.0, begin_s + (number + 1) / per_second - time.monotonic()))
    bench.until(lambda: len(bench.texts) >= scans)
    seconds = time.monotonic() - begin_s
    bench.close()
    known = set(codes)
    return Scans(
        sent=scans,
        seconds=round(seconds, 1),
        lost=len(known - set(bench.texts)),
        doubled=len(bench.texts) - len(set(bench.texts)),
        joined=sum(text not in known for text in bench.texts),
    )


def try_replugs(folder: Path, *, rounds: int) -> Replugs:
    """Pull the plug in the middle of a code, put it back under another port name, and scan."""
    bench = _Bench(folder)
    before = footprint()
    slowest_s = 0.0
    for number in range(rounds):
        if number == min(_WARM_UP, rounds - 1):  # what is loaded and kept for good has been by then
            before = footprint()
        bench.line.send(b"HALF-A-CO")
        bench.hub.unplug(bench.line)
        bench.until(lambda: not bench.connected)
        begin_s = time.monotonic()
        bench.hub.plug(bench.line, SCANNER)
        bench.until(lambda: bench.connected)
        slowest_s = max(slowest_s, time.monotonic() - begin_s)
        bench.line.send(b"CODE-%06d\r" % number)
        bench.until(lambda wanted=number + 1: len(bench.texts) >= wanted)  # type: ignore[misc]
    more = footprint().since(before)
    found = Replugs(
        rounds=rounds,
        slowest_s=round(slowest_s, 2),
        lost=sum(f"CODE-{n:06}" not in bench.texts for n in range(rounds)),
        doubled=len(bench.texts) - len(set(bench.texts)),
        threads_more=more.threads,
        handles_more=more.handles,
        memory_more_kib=more.memory_kib,
    )
    bench.close()
    return found


def try_fuzz(*, strings: int, seed: int = 1) -> Fuzz:
    """Send byte strings of all kinds through framing and reading: nothing of ours comes out."""
    chance, framer = Random(seed), Framer()  # noqa: S311 - the same again from its seed
    texts = invented = longest = 0
    begin_s = time.monotonic()
    for number in range(strings):
        stream = chance.choice(_HEADS) + chance.randbytes(chance.randrange(48))
        if chance.random() < 0.01:  # noqa: PLR2004 - one in a hundred is as long as noise can be
            stream *= 20
        for text in (*framer.feed(stream, now_ms=number * 10), decode(stream)):
            texts += 1
            found = parse(text, verify=lambda *_: False)
            if isinstance(found, UnknownCode):
                assert len(found.text) <= LIMIT_BYTES
            invented += isinstance(found, MemberCode | StaffBadge)
        if number % 3 == 0:
            texts += len(framer.silence(now_ms=number * 10 + 100))
        longest = max(longest, len(framer._collected))  # noqa: SLF001 - the trial is of its memory
    return Fuzz(strings, round(time.monotonic() - begin_s, 1), texts, invented, longest)
