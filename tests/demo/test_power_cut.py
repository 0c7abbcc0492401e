"""A power cut ends a program without a last word, at its time or at its byte of paper."""

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.simulators.printer import PrinterBody, TcpPrinter
from devices.simulators.scanner import SimulatedScanner
from pos_member.demo.power_cut import PowerCut
from pos_member.demo.programs import TillProgram
from pos_member.demo.shop import Counter

KILLED = -9
PARENT = (
    "import subprocess, sys\n"
    "child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
    "print(child.pid, flush=True)\n"
    "input()\n"
)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A counter whose till is any program that waits, with a child that waits."""
    paper = tmp_path / "paper.bin"
    scanner = SimulatedScanner(tmp_path / "scanner")
    printer = TcpPrinter(PrinterBody(paper))
    till = TillProgram("01", tmp_path, ())
    made = Counter("01", till, scanner, printer, paper, ())
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    till.process = process
    yield made
    made.stop()
    for end in (process.stdin, process.stdout):
        if end is not None:
            end.close()


def child_of(counter: Counter) -> int:
    process = counter.till.process
    assert process is not None and process.stdout is not None
    return int(process.stdout.readline())


def test_a_cut_after_a_time_kills_the_window_and_its_child(counter: Counter) -> None:
    child = os.pidfd_open(child_of(counter))
    cut = PowerCut(counter, whole_family=True)
    cut.after(0.01)
    cut.wait()
    assert cut.made
    assert counter.till.process is not None and counter.till.process.returncode == KILLED
    ended, _, _ = select.select([child], [], [], 10)
    os.close(child)
    assert ended


def test_a_cut_at_a_byte_waits_for_it(counter: Counter) -> None:
    child_of(counter)
    cut = PowerCut(counter, whole_family=False)
    cut.at_paper(5)
    counter.printer.body.receive(b"1234")
    assert counter.till.process is not None and counter.till.process.poll() is None
    counter.printer.body.receive(b"56")
    cut.wait()
    assert cut.made and cut.paper == 6


def test_a_cut_that_nobody_ordered_is_not_waited_for(counter: Counter) -> None:
    cut = PowerCut(counter, whole_family=False)
    cut.wait()
    assert not cut.made
