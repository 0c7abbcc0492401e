"""PINs and badges: who is let in, who is told why not, and nothing is checked twice."""

import threading

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.views import Scanned, ScanOutcome, StaffView
from ui.screens.pin_desk import PIN_DIGITS_MAX, PinDesk
from ui.worker import Worker

ZHOU = StaffView("s1", "周敏", "cashier")
LI = StaffView("s2", "李志强", "manager")
NOW = 1_000_000_000


class Door:
    """Checks PINs as the shop would: 123456 for everybody, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.open = threading.Event()
        self.open.set()

    def __call__(self, staff_id: str, pin: str) -> StaffView:
        self.open.wait(5)
        self.asked.append((staff_id, pin))
        if pin == "000000":
            raise Refused("pin_locked", seconds=61)
        if pin != "123456":
            raise Refused("pin_wrong", left=4)
        return ZHOU if staff_id == "s1" else LI


@pytest.fixture
def door():
    return Door()


@pytest.fixture
def desk(qtbot, door):
    guard = Worker("guard")
    made = PinDesk(door, guard, lambda: NOW)
    made.offer([ZHOU, LI])
    yield made
    door.open.set()
    guard.stop()


def enter(desk: PinDesk, pin: str) -> None:
    for digit in pin:
        desk.type_digit(digit)


def test_the_right_pin_lets_its_person_in(desk, qtbot):
    desk.choose("s2")
    enter(desk, "123456")
    with qtbot.waitSignal(desk.accepted) as accepted:
        desk.submit()
    assert accepted.args == [LI]
    assert desk.typed == 0 and not desk.checking


def test_a_wrong_pin_is_cleared_and_its_reason_stands_until_the_next_digit(desk, qtbot):
    enter(desk, "654321")
    with qtbot.waitSignal(desk.refused):
        desk.submit()
    assert desk.problem is not None and desk.problem.code == "pin_wrong"
    assert desk.typed == 0
    desk.type_digit("1")
    assert desk.problem is None


def test_five_digits_are_not_checked(desk, door):
    enter(desk, "12345")
    desk.submit()
    assert not desk.ready and not desk.checking and door.asked == []


def test_pressing_twice_checks_once_and_nothing_changes_while_it_is_checked(desk, door, qtbot):
    enter(desk, "123456")
    door.open.clear()
    with qtbot.waitSignal(desk.accepted):
        desk.submit()
        desk.submit()
        desk.type_digit("9")
        desk.choose("s2")
        assert desk.typed == 6 and desk.person == ZHOU
        door.open.set()
    assert door.asked == [("s1", "123456")]


def test_choosing_somebody_else_forgets_what_was_typed(desk):
    enter(desk, "1234")
    desk.choose("s2")
    assert desk.typed == 0 and desk.person == LI


def test_the_arrows_move_through_the_people_and_stop_at_the_ends(desk):
    desk.choose_next(1)
    assert desk.person == LI
    desk.choose_next(1)
    assert desk.person == LI
    desk.choose_next(-5)
    assert desk.person == ZHOU


def test_digits_are_taken_back_and_never_run_over(desk):
    enter(desk, "1" * (PIN_DIGITS_MAX + 3))
    assert desk.typed == PIN_DIGITS_MAX
    desk.erase()
    assert desk.typed == PIN_DIGITS_MAX - 1
    desk.clear()
    assert desk.typed == 0


@pytest.mark.parametrize(
    ("left_ms", "minutes"), [(1, 1), (60_000, 1), (60_001, 2), (0, 0), (-5, 0)]
)
def test_a_lockout_is_told_in_whole_minutes_and_blocks_the_check(desk, left_ms, minutes, door):
    desk.offer([StaffView("s1", "周敏", "cashier", locked_until_ms=NOW + left_ms)])
    enter(desk, "123456")
    assert desk.locked_minutes == minutes
    assert desk.ready == (minutes == 0)


def test_the_try_that_locks_shows_its_minutes_at_once(desk, qtbot):
    enter(desk, "000000")
    with qtbot.waitSignal(desk.refused):
        desk.submit()
    assert desk.locked_minutes == 2
    enter(desk, "123456")
    assert not desk.ready


def test_a_new_list_keeps_the_chosen_person_with_their_new_facts(desk):
    desk.choose("s2")
    locked = StaffView("s2", "李志强", "manager", locked_until_ms=NOW + 60_000)
    desk.offer([ZHOU, locked])
    assert desk.person == locked
    desk.offer([ZHOU])
    assert desk.person == ZHOU
    desk.offer([])
    assert desk.person is None and not desk.ready and desk.locked_minutes == 0
    desk.choose_next(1)
    desk.submit()


def test_a_badge_proves_its_owner(desk, qtbot):
    with qtbot.waitSignal(desk.accepted) as accepted:
        desk.take_badge(Scanned(ScanOutcome.STAFF, "", staff_id="s2"))
    assert accepted.args == [LI]


@pytest.mark.parametrize(
    ("scanned", "code"),
    [
        (Scanned(ScanOutcome.STAFF, "", staff_id="s9"), "badge_not_here"),
        (Scanned(ScanOutcome.REFUSED, "", code="staff_badge_damaged"), "staff_badge_damaged"),
    ],
)
def test_a_badge_of_nobody_who_may_is_turned_away(desk, qtbot, scanned, code):
    with qtbot.waitSignal(desk.refused):
        desk.take_badge(scanned)
    assert desk.problem is not None and desk.problem.code == code


def test_a_badge_while_a_pin_is_checked_changes_nothing(desk, door, qtbot):
    enter(desk, "123456")
    door.open.clear()
    with qtbot.waitSignal(desk.accepted) as accepted:
        desk.submit()
        desk.take_badge(Scanned(ScanOutcome.STAFF, "", staff_id="s2"))
        desk.take_badge(Scanned(ScanOutcome.REFUSED, "", code="x"))
        door.open.set()
    assert accepted.args == [ZHOU]


def test_a_badge_that_comes_while_a_wrong_pin_is_checked_is_taken_after_it(desk, door, qtbot):
    door.open.clear()
    enter(desk, "654321")
    desk.submit()
    desk.take_badge(Scanned(ScanOutcome.STAFF, "", staff_id="s2"))
    with qtbot.waitSignal(desk.accepted) as accepted:
        door.open.set()
    assert accepted.args == [LI]
    assert desk.problem is None
