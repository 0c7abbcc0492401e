"""A shift through the real window: by scanner, by keys and by touch alone, online and offline.

Behind it stands a real till on real files; what is asked of it runs on the ledger's thread.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.operations import CashMoved, ShiftClosed, ShiftOpened
from pos_member.i18n import set_language, tr
from pos_member.services.sold_here import body_of
from pos_member.storage import entries
from tests.ui import gates
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import Books
from tests.ui.screens.shop_sample import BADGE_LI, LI, PIN, ZHOU
from tests.ui.screens.till import OIL, SHAMPOO, Till, opened
from tests.ui.screens.tour import leave, settle, state
from ui.scan_wedge import TypedInto
from ui.theme import Theme


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    made = Books(tmp_path)
    made.sell()
    made.papers()
    yield made
    made.close()


@pytest.fixture
def till(qtbot: QtBot, books: Books) -> Iterator[Till]:
    with opened(qtbot, Shop(books=books)) as made:
        made.events.sync_changed.emit(state(made, online=True))
        made.sign_in()
        yield made


def books_of(till: Till) -> Books:
    assert till.shop.books is not None
    return till.shop.books


def open_shift(till: Till) -> None:
    till.pilot.press("Ctrl+D")
    until_read(till)


def until_read(till: Till) -> None:
    till.qtbot.waitUntil(lambda: till.window.counter.shift.shift is not None)


def until_closed(till: Till) -> ShiftClosed:
    desk = till.window.counter.shift
    till.qtbot.waitUntil(lambda: desk.closed is not None)
    assert desk.closed is not None
    return desk.closed


def until_asked(till: Till) -> None:
    till.qtbot.waitUntil(lambda: till.dialog is not None)


def until_back(till: Till) -> None:
    till.qtbot.waitUntil(lambda: till.dialog is None and till.window.isActiveWindow())
    settle(till, lambda: not till.window.counter.shift.busy)


def booked(till: Till) -> list[object]:
    """Return what happened to the drawer, as the journal says it."""

    def read() -> list[object]:
        with books_of(till).counter.till.journal.reading() as connection:
            return [body_of(entry) for entry in entries.every(connection, 1)]

    bodies = till.window.counter.ledger.wait_for(read)
    return [body for body in bodies if isinstance(body, CashMoved | ShiftClosed | ShiftOpened)]


def papers(till: Till) -> list[str]:
    """Print what waits and return of what kind it was."""
    came = till.window.counter.ledger.wait_for(books_of(till).papers)
    return [kind for kind, _number, _copy in came]


def test_a_shift_is_opened_moved_and_closed_by_keys_alone_offline(till: Till) -> None:
    till.events.sync_changed.emit(state(till, online=False))
    open_shift(till)
    till.pilot.press("Alt+1")
    till.pilot.type("500")
    till.pilot.press("Return")
    until_back(till)
    till.pilot.press("Alt+2")
    till.pilot.type("20.5")
    till.pilot.press("Down")
    till.pilot.press("Return")
    until_back(till)
    texts = till.texts()
    assert not any("520.50" in text for text in texts), "what should be there is not told"
    till.pilot.type("5")
    till.pilot.press("Down")
    till.pilot.press("Down")
    till.pilot.type("1")
    till.pilot.press("Return")
    assert tr("shift.expected", amount="¥520.50") in till.texts()
    assert tr("shift.short", amount="¥0.50") in till.texts()
    till.pilot.press("F8")
    till.pilot.type("300")
    till.pilot.press("Return")
    until_back(till)
    till.pilot.press("Return")
    closed = until_closed(till)
    assert (closed.counted, closed.difference, closed.left) == (52_000, -50, 30_000)
    assert tr("shift.take_out", taken="¥220.00", left="¥300.00") in till.texts()
    opened_, moved, last = booked(till)
    assert isinstance(opened_, ShiftOpened) and opened_.amount == 50_000
    assert isinstance(moved, CashMoved)
    assert (moved.amount, moved.reason) == (2_050, tr("shift.for_return"))
    assert last == closed
    assert papers(till) == ["cash", "cash", "shift"]
    till.pilot.press("Return")
    assert till.window.page.objectName() == "sign-in-page"


def test_a_drawer_is_opened_and_a_difference_allowed_by_badges(till: Till) -> None:
    open_shift(till)
    till.pilot.press("Alt+5")
    till.pilot.press("Return")
    until_asked(till)
    till.scan(BADGE_LI)
    until_back(till)
    (opened_,) = booked(till)
    assert isinstance(opened_, CashMoved) and opened_.approval is not None
    assert opened_.approval.staff_id == LI.staff_id
    till.pilot.type("4")
    till.pilot.press("Return")
    assert tr("shift.over", amount="¥93.00") in till.texts()
    assert till.window.page.primary_button().reason == tr("shift.say_why")
    till.pilot.press("F7")
    till.pilot.press("Return")
    until_back(till)
    till.pilot.press("Return")
    until_asked(till)
    till.scan(BADGE_LI)
    closed = until_closed(till)
    assert (closed.difference, closed.reason) == (9_300, tr("shift.for_wrong_change"))
    assert closed.approval is not None and closed.approval.staff_id == LI.staff_id


def test_a_shift_is_counted_and_closed_by_touch_alone(till: Till) -> None:
    till.touch("rail-shift")
    until_read(till)
    till.touch("shift-safe_drop")
    for key in ("2", "0", "0"):
        till.touch(f"pad-{key}")
    till.touch("dialog-primary")
    until_back(till)
    till.touch("face-10000")
    till.touch("pad-1")
    till.touch("face-500")
    till.touch("pad-2")
    till.touch("primary")
    assert tr("shift.over", amount="¥3.00") in till.texts()
    till.touch("count-again")
    till.touch("count-switch")
    for key in ("1", "0", "7"):
        till.touch(f"pad-{key}")
    till.touch("primary")
    assert tr("shift.exact") in till.texts()
    till.touch("shift-preview")
    until_asked(till)
    assert "Z 0001" in till.texts()
    till.touch("dialog-primary")
    until_back(till)
    till.touch("primary")
    closed = until_closed(till)
    assert (closed.difference, closed.recounts) == (0, 1)


def test_scans_during_its_dialogs_press_nothing_and_are_sold_afterwards(till: Till) -> None:
    open_shift(till)
    till.pilot.type("1")
    till.pilot.press("Alt+3")
    until_asked(till)
    till.pilot.type("8")
    assert till.dialog is not None and isinstance(till.dialog, TypedInto)
    typed = till.dialog.typed_state()
    till.pilot.type("69")
    till.dialog.restore_typed(typed)
    till.scan(SHAMPOO)
    till.scan(OIL)
    assert tr("said.waiting_scans", count=2) in till.texts()
    assert till.dialog is not None and booked(till) == []
    leave(till)
    till.qtbot.waitUntil(lambda: len(till.names) == 2)
    assert till.window.journeys.place == "sale"
    open_shift(till)
    assert till.window.counter.shift.count.total == 10_000, "the count is where it was"
    assert tr("shift.basket_open") in till.texts()


def test_the_figures_before_the_count_take_a_manager_and_print(till: Till) -> None:
    said: list[str] = []
    till.window.counter.said.connect(lambda one: said.append(one.message))
    open_shift(till)
    till.pilot.press("F12")
    until_asked(till)
    till.pilot.type(PIN)
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: "X 0001" in till.texts())
    till.pilot.press("Down")
    till.pilot.press("Return")
    until_back(till)
    till.qtbot.waitUntil(lambda: "shift.said_printing" in said)
    assert papers(till) == ["shift"]


def test_a_manager_opens_the_drawer_and_sees_the_figures_by_their_own_right(
    qtbot: QtBot, books: Books
) -> None:
    with opened(qtbot, Shop(books=books, staff=[LI, ZHOU])) as till:
        till.sign_in()
        open_shift(till)
        till.pilot.press("Alt+5")
        till.pilot.press("Return")
        until_back(till)
        assert len(booked(till)) == 1
        till.pilot.press("F12")
        till.qtbot.waitUntil(lambda: "X 0001" in till.texts())


@pytest.mark.parametrize(("words", "size"), [(("en", "dark"), (1280, 720))], ids=str)
def test_no_state_of_the_shift_cuts_a_text(
    qtbot: QtBot, look: Theme, books: Books, words: tuple[str, str], size: tuple[int, int]
) -> None:
    set_language(words[0])
    look.apply(words[1])
    findings: list[str] = []

    def judge(name: str) -> None:
        settle(till)
        screen = till.dialog or till.window
        for gate in (gates.cut_texts, gates.overlaps, gates.small_targets, gates.foreign_fonts,
                     gates.unnamed):  # fmt: skip
            findings.extend(f"{name}: {found}" for found in gate(screen))
        findings.extend(f"{name}: {one}" for one in gates.too_large(screen, *size))

    with opened(qtbot, Shop(books=books), size=size) as till:
        till.events.sync_changed.emit(state(till, online=False))
        till.sign_in()
        open_shift(till)
        judge("nothing counted")
        for key in ("Alt+1", "Alt+2", "Alt+3", "Alt+4", "Alt+5"):
            till.pilot.press(key)
            judge(key)
            leave(till)
        till.pilot.press("F5")
        judge("by sum")
        till.pilot.type("200")
        till.pilot.press("Return")
        judge("compared, beyond")
        for key in ("F7", "F8", "Ctrl+P"):
            till.pilot.press(key)
            until_asked(till)
            judge(key)
            leave(till)
        till.pilot.press("F9")
        till.pilot.press("F5")
        till.pilot.type("3")
        till.pilot.press("Return")
        judge("compared, by piece")
        till.pilot.press("F7")
        till.pilot.press("Return")
        until_back(till)
        till.pilot.press("Return")
        until_asked(till)
        judge("approval")
        till.pilot.type(PIN)
        till.pilot.press("Return")
        until_closed(till)
        judge("closed")
    assert not findings, "\n".join(findings)
