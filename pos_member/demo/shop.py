"""The sample shop as it stands on a counter: a server, a cable, and tills with their devices."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from devices.simulators.printer import PrinterBody, TcpPrinter
from devices.simulators.scanner import SimulatedScanner
from pos_member.demo.cable import Cable
from pos_member.demo.programs import ServerProgram, TillProgram

WINDOW = "1366x768"


@dataclass(frozen=True)
class SampleMember:
    """A customer of the sample shop with what they carry: a phone, a card, a code on a phone."""

    member_id: str
    name: str
    phone: str
    card: str
    qr: str


@dataclass
class Counter:
    """One till with a scanner and a printer at the other end of its lines."""

    name: str
    till: TillProgram
    scanner: SimulatedScanner
    printer: TcpPrinter
    paper: Path
    enrolment: tuple[str, ...]
    _enrolled: bool = field(default=False)
    _stopped: bool = field(default=False)

    def start(self) -> None:
        """Start the till's program; the first time it enrols itself by its one-time code."""
        self.till.start(*(() if self._enrolled else self.enrolment))
        self._enrolled = True

    def printed(self) -> bytes:
        """Return all bytes that the printer ever received."""
        return self.paper.read_bytes() if self.paper.exists() else b""

    def stop(self) -> None:
        """End the till and switch its devices off; a second call does nothing."""
        if self._stopped:
            return
        self._stopped = True
        self.till.stop()
        self.scanner.unplug()
        self.printer.close()


class SampleShop:
    """Starts everything in ``out`` and ends it again; a context manager."""

    def __init__(
        self,
        out: Path,
        *,
        members: int,
        seed: int,
        counters: int,
        database: str | None = None,
        display: bool = False,
        cable: Callable[[tuple[str, int]], Cable] = Cable,
    ) -> None:
        self.out = out
        self.database = database
        shutil.rmtree(out / "data", ignore_errors=True)
        (out / "data").mkdir(parents=True)
        arguments = ["--port", "0", "--sample", str(members), "--codes", str(counters)]
        if database:
            arguments += ["--database", database]
        self.server = ServerProgram.start(out / "data" / "server", *arguments)
        self.cable = cable(("127.0.0.1", int(self.server.ready["port"])))
        self.seed = seed
        self.counters = [
            self._counter(f"{i + 1:02d}", str(code), display=display)
            for i, code in enumerate(self.server.ready["codes"])
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End all programs and give all lines back."""
        for counter in self.counters:
            counter.stop()
        self.cable.cut()
        self.server.stop()

    def kill_server(self) -> None:
        """End the server as a power cut would."""
        self.server.kill()

    def restart_server(self) -> None:
        """Start the server again on its files and on the same port."""
        arguments = ["--port", str(self.server.ready["port"])]
        if self.database:
            arguments += ["--database", self.database]
        ready = self.server.ready
        self.server = ServerProgram.start(self.out / "data" / "server", *arguments)
        self.server.ready = ready

    def customers(self) -> list[SampleMember]:
        """Return the customers who carry a code, with what each carries."""
        listed = json.loads(Path(self.server.ready["sample"]).read_text(encoding="utf-8"))
        return [SampleMember(**{name: row[name] for name in _CARRIED}) for row in listed["members"]]

    def staff(self) -> list[dict[str, str]]:
        """Return the sample staff: name, role, PIN and badge of each."""
        listed = json.loads(Path(self.server.ready["sample"]).read_text(encoding="utf-8"))
        known: list[dict[str, str]] = listed["staff"]
        return known

    def _counter(self, name: str, code: str, *, display: bool) -> Counter:
        data = self.out / "data" / f"till-{name}"
        data.mkdir(parents=True)
        scanner = SimulatedScanner(data / "scanner")
        scanner.replug()
        paper = data / "paper.bin"
        printer = TcpPrinter(PrinterBody(paper))
        arguments = [
            "--scanner", str(scanner.path), "--printer", f"tcp:127.0.0.1:{printer.port}",
            "--window", WINDOW,
        ]  # fmt: skip
        environment = {} if display else {"QT_QPA_PLATFORM": "offscreen"}
        till = TillProgram(name, data, arguments, environment)
        enrolment = ("--server", self.cable.url, "--enrol", code)
        return Counter(name, till, scanner, printer, paper, enrolment)


def out_folder(given: str | None) -> Path:
    """Return the folder that everything goes into: ``given``, or a new one."""
    if given:
        out = Path(given)
        out.mkdir(parents=True, exist_ok=True)
        return out.resolve()
    return Path(tempfile.mkdtemp(prefix="pos-member-demo-"))


_CARRIED = ("member_id", "name", "phone", "card", "qr")
