"""The simulated scanner sends what a scanner sends."""

import os

import pytest

from devices.simulators.scanner import SimulatedScanner


@pytest.fixture
def scanner(tmp_path):
    scanner = SimulatedScanner(tmp_path / "scanner", suffix=b"\r\n")
    yield scanner
    scanner.unplug()


@pytest.fixture
def near(scanner):
    near = os.open(scanner.path, os.O_RDWR | os.O_NOCTTY)
    yield near
    os.close(near)


def test_a_scan_ends_in_the_suffix_and_its_encoding(scanner, near):
    scanner.scan("4711")
    assert os.read(near, 100) == b"4711\r\n"
    scanner.scan("会员", encoding="gb18030")
    assert os.read(near, 100) == "会员".encode("gb18030") + b"\r\n"


def test_bytes_are_sent_as_they_are(scanner, near):
    scanner.send(b"\x00\xff")
    assert os.read(near, 100) == b"\x00\xff"
    scanner.trickle([b"a", b"b"], pause_s=0.001)
    assert os.read(near, 1) + os.read(near, 1) == b"ab"


def test_a_replugged_scanner_has_its_name_again(scanner):
    scanner.unplug()
    assert not scanner.path.exists()
    scanner.replug()
    assert scanner.path.exists()
