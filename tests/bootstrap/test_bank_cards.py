"""A bank card is refused wherever it is swiped or typed, and its number stands nowhere afterwards.

The window, the desk, the files, the lines and the log are the real ones.
"""

import logging
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from devices.simulators.scanner import SimulatedScanner
from pos_member.bootstrap import till as program
from pos_member.bootstrap.desk import Desk, Hands
from pos_member.bootstrap.device_desk import DeviceDesk
from pos_member.bootstrap.late import LateDesk, late_actions
from pos_member.bootstrap.own_faults import OwnFaults
from pos_member.domain.errors import Refused
from pos_member.domain.views import Scanned, ScanOutcome, StaffView
from pos_member.i18n import tr
from pos_member.services.settings import Settings
from ui.actions import PlannedTender, ShopFacts
from ui.kit.dialog import Dialog
from ui.main_window import MainWindow
from ui.screens.said import Said, Tone
from ui.worker import Worker

NUMBER = "6222021001116245702"
TRACKS = (
    f"%B{NUMBER}^ZHANG/SAN^25121011000012345678?",
    f";{NUMBER}=25121011000012345678?",
    f"+99{NUMBER}=1561560000000000000003000000214000000000?",
    NUMBER,
    f"E?{NUMBER}?",
)
SHOP = ShopFacts("shop", "01", "CNY", "Asia/Shanghai", "1")


@pytest.fixture
def logged(tmp_path) -> Iterator[Path]:
    """Log as the till does, and keep bugs as it does."""
    before, hook = logging.getLogger().handlers[:], sys.excepthook
    program._log_to(tmp_path / "logs")
    faults = OwnFaults()
    faults.install()
    yield tmp_path / "logs"
    for handler in logging.getLogger().handlers:
        handler.close()
    logging.basicConfig(handlers=before or [logging.NullHandler()], force=True)
    sys.excepthook = hook


@pytest.fixture
def window(qtbot, desk, events, ledger, logged) -> Iterator[MainWindow]:
    late = LateDesk()
    late.desk = desk
    guard = Worker("guard")
    made = MainWindow(
        late_actions(late, SHOP, lambda _name, _value: None), events, ledger=ledger, guard=guard
    )
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.counter._sign_in(StaffView("s-1", "Li", "cashier"))
    yield made
    made.hide()
    QApplication.instance().removeEventFilter(made.wedge)
    guard.stop()


@pytest.fixture
def said(window) -> list[str]:
    heard: list[str] = []
    window.counter.said.connect(lambda said: heard.append(said.message))
    return heard


@pytest.fixture
def swipe(qtbot, said) -> Callable[[str, str], None]:
    """Type a swipe as a reader does, into whatever has the focus, and wait for the refusal."""

    def swiped(track: str, end: str) -> None:
        said.clear()
        for character in track:
            QTest.keyClick(_focus(), character)
        if end:
            QTest.keyClick(_focus(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: said == ["error.bank_card"], timeout=20_000)

    return swiped


def _focus() -> QWidget:
    found = QApplication.focusWidget() or QApplication.activeWindow()
    assert found is not None
    return found


def places_of(folder: Path, number: str) -> list[str]:
    """Return the files below ``folder`` that hold ``number`` in any encoding, or most of it."""
    parts = [number[at : at + 10] for at in range(0, len(number) - 9, 3)]
    wanted = [part.encode(coded) for part in parts for coded in ("ascii", "utf-16-le")]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(part in path.read_bytes() for part in wanted)
    ]


def test_a_swipe_in_any_field_is_refused_and_leaves_nothing(
    qtbot, window, swipe, said, tmp_path
) -> None:
    for place in ("sale", "members", "registration", "top_up", "sync"):
        window.journeys.go(place)
        fields = [one for one in window.page.findChildren(QLineEdit) if one.isVisible()]
        for field in [None, window.frame.scan_field, *fields][:4]:
            (window if field is None else field).setFocus()
            swipe(TRACKS[0], "\r")
            swipe(TRACKS[1], "")
            assert all(not re.search("[0-9]{6}", one.text()) for one in fields)
    window.journeys.go("sale")
    for track in TRACKS:
        window.frame.entered.emit(track)  # typed by hand into the scan field
        window.counter.gate.receive(track)
    assert not window.counter.sale.basket.lines
    qtbot.waitUntil(lambda: len(said) >= len(TRACKS), timeout=20_000)
    window.counter.ledger.wait_for(lambda: None)
    assert places_of(tmp_path, NUMBER) == []
    assert tr("error.bank_card") != "error.bank_card"


def test_a_swipe_in_any_dialog_is_refused_at_once_and_leaves_nothing(
    qtbot, window, swipe, said, tmp_path
) -> None:
    window.counter.sale.price_unknown(_unknown_line(window), 100, "袋子")
    line = window.counter.sale.basket.lines[0]
    dialogs = window.journeys.dialogs
    openers: list[Callable[[], None]] = [
        dialogs.show_keys,
        lambda: dialogs.edit_price(line, lambda _minor, _why: None),
        lambda: dialogs.find_goods("", lambda _goods: None),
        lambda: dialogs.recall([], lambda _basket: None),
        lambda: dialogs.ask_before_closing(lambda: None),
        lambda: dialogs.approve(Said(Tone.WARN, "approve.remove_tender"), [], lambda _given: None),
    ]
    for open_one in openers:
        open_one()
        dialog = next(one for one in window.findChildren(Dialog) if one.isVisible())
        qtbot.waitUntil(lambda front=dialog: QApplication.activeWindow() is front)
        fields = [one for one in dialog.findChildren(QLineEdit) if one.isVisible()]
        for field in [dialog, *fields]:
            field.setFocus()
            swipe(TRACKS[0], "\r")
            swipe(TRACKS[1], "")
            assert dialog.isVisible() and dialog.subtitle.text() == tr("error.bank_card")
            assert all(not re.search("[0-9]{6}", one.text()) for one in fields)
        assert window.counter.gate.waiting == 0
        dialog.reject()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    window.counter.ledger.wait_for(lambda: None)
    assert places_of(tmp_path, NUMBER) == []


def _unknown_line(window: MainWindow) -> str:
    window.counter.sale.take(Scanned(ScanOutcome.UNKNOWN_GOODS, "69012345"))
    return window.counter.sale.basket.lines[0].line_id


@pytest.fixture
def reader(qtbot, counter, ledger, events, tmp_path) -> Iterator[SimulatedScanner]:
    far = SimulatedScanner(tmp_path / "reader")
    devices = DeviceDesk(lambda: counter.till, ledger, events)
    with qtbot.waitSignal(events.device_changed, timeout=20_000):
        devices.open(Settings(reader=f"{far.path},kind=msr"))
    yield far
    devices.close()
    far.unplug()


def test_a_swipe_on_a_serial_reader_is_refused_and_leaves_nothing(
    qtbot, window, said, reader, tmp_path
) -> None:
    for heard, track in enumerate(TRACKS, 1):
        reader.scan(track)
        qtbot.waitUntil(
            lambda wanted=heard: said.count("error.bank_card") == wanted, timeout=20_000
        )
    assert places_of(tmp_path, NUMBER) == []


def test_a_bug_in_the_middle_of_a_swipe_is_logged_without_it(window, logged, tmp_path) -> None:
    def scan(text: str) -> None:
        raise RuntimeError(f"a bug after {len(text)} characters")

    try:
        scan(TRACKS[0])
    except RuntimeError as bug:
        sys.excepthook(type(bug), bug, bug.__traceback__)
    assert "a bug after" in (logged / "till.log").read_text(encoding="utf-8")
    assert places_of(tmp_path, NUMBER) == []


def test_a_card_number_is_no_reference_of_a_payment(counter, ledger, desk: Desk, tmp_path) -> None:
    basket = counter.basket("10.00")
    for reference in (*TRACKS[:3], NUMBER, "6222 0210 0111 6245 702"):
        tender = PlannedTender("bank_card", 1_000, reference=reference)
        with pytest.raises(Refused, match="bank_card"):
            ledger.wait_for(lambda paid=tender: desk.add_tender(basket, None, paid, None))
    assert places_of(tmp_path, NUMBER) == []


def test_the_search_would_find_it(tmp_path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.log").write_text(f"swiped {NUMBER}", encoding="utf-16-le")
    (tmp_path / "b.db").write_bytes(b"\x00" + NUMBER[3:].encode() + b"\x00")
    assert len(places_of(tmp_path, NUMBER)) == 2
    assert Hands().till is None
