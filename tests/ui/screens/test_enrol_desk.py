"""Registering a member: what is missing is said first, and one press registers once."""

from tests.ui.screens.till import Till


def test_the_phone_comes_first_then_the_one_consent(till: Till) -> None:
    desk = till.window.counter.enrolment
    desk.begin()
    desk.put("phone", "1391234567")
    assert desk.blocked is not None
    assert desk.blocked.message == "enrol.phone_short"
    desk.put("phone", "13912345678")
    assert desk.blocked is not None
    assert desk.blocked.message == "enrol.needs_consent"
    desk.consent("service", given=True)
    assert desk.blocked is None


def test_every_consent_starts_unticked(till: Till) -> None:
    till.window.counter.enrolment.begin()
    assert till.window.counter.enrolment.consents == set()


def test_a_second_press_registers_nobody_twice(till: Till) -> None:
    desk = till.window.counter.enrolment
    desk.begin("13912345678")
    desk.consent("service", given=True)
    with till.qtbot.waitSignal(desk.enrolled):
        desk.submit()
        desk.submit()
    assert len(till.shop.enrolled) == 1
