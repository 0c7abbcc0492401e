"""A fault of our own is written down whole and told with a code that names its place."""

import logging
import sys

import pytest

from pos_member.bootstrap.own_faults import CODE_CHARS, OwnFaults, code_of
from ui.worker import Worker


def raised(divisor: int) -> Exception:
    try:
        return ValueError(1 // divisor)
    except ZeroDivisionError as fault:
        return fault


def elsewhere() -> Exception:
    try:
        return ValueError(7 % 0)
    except ZeroDivisionError as fault:
        return fault


@pytest.fixture
def faults(qtbot, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    made = OwnFaults()
    made.install()
    return made


def test_the_same_place_has_the_same_code_and_another_place_another():
    assert code_of(raised(0)) == code_of(raised(0))
    assert code_of(raised(0)) != code_of(elsewhere())
    assert len(code_of(raised(0))) == CODE_CHARS


def test_what_nobody_caught_is_logged_with_its_traceback_and_told(faults, qtbot, caplog):
    fault = raised(0)
    with qtbot.waitSignal(faults.told) as told:
        sys.excepthook(type(fault), fault, fault.__traceback__)
    assert told.args == [code_of(fault)]
    assert f"fault {code_of(fault)}" in caplog.text
    assert "1 // divisor" in caplog.text


def test_a_fault_of_a_job_is_told_on_the_gui_thread(faults, qtbot):
    worker = Worker("test")
    worker.failed_unexpectedly.connect(faults.take)
    with qtbot.waitSignal(faults.told):
        worker.submit(lambda: raised(1) and 1 // 0)
    worker.stop()


def test_an_interrupt_is_logged_and_no_cashier_is_told(faults, qtbot, caplog):
    interrupt = KeyboardInterrupt()
    with caplog.at_level(logging.CRITICAL), qtbot.assertNotEmitted(faults.told):
        sys.excepthook(KeyboardInterrupt, interrupt, None)
    assert "KeyboardInterrupt" in caplog.text
