"""The right side says what one press takes, and afterwards what is left."""

from pos_member.i18n import tr
from tests.ui.screens.shop_sample import CHEN
from tests.ui.screens.test_package_desk import begun
from tests.ui.screens.till import Till


def test_it_says_what_will_be_left_and_then_what_is(till: Till) -> None:
    desk, use = begun(till), till.window.journeys.packages.use
    assert use.after.value.text() == tr("packages.count", count=2)
    assert not use.result.isVisibleTo(use)
    desk.submit()
    till.qtbot.waitUntil(lambda: desk.done is not None)
    assert use.result.isVisibleTo(use)
    assert use.primary.text() == tr("packages.finish")


def test_a_digit_is_the_person_on_its_button_and_others_are_nobody(till: Till) -> None:
    desk, use = begun(till), till.window.journeys.packages.use
    use.press_person(3)
    assert desk.performer == CHEN
    assert [button.isChecked() for button in use.people.values()] == [False, False, True, False]
    use.press_person(9)
    assert desk.performer == CHEN


def test_without_a_package_the_button_says_why(till: Till) -> None:
    use = till.window.journeys.packages.use
    assert use.primary.reason == tr("packages.needs_member")
    assert not use.service.isVisibleTo(use)
