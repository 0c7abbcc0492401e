"""The desk of the packages marks what may be used, and never what ended or is not the member's."""

from pos_member.domain.errors import Unavailable
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_packages import CARE, CUT, sessions
from tests.ui.screens.shop_sample import ZHOU
from tests.ui.screens.till import Till
from ui.screens.package_desk import PackageDesk


def begun(till: Till) -> PackageDesk:
    """Return the desk with a member who holds three packages, one of them ended."""
    shop: Shop = till.shop
    shop.hold_sessions(
        sessions(CUT, 1, "2025-11-01"), sessions(CARE, 3, "2026-03-01"), sessions(CUT, 5, "")
    )
    desk = till.window.counter.packages
    desk.begin(shop.members["m-lin"])
    till.qtbot.waitUntil(lambda: bool(desk.shelf.offers))
    return desk


def test_the_package_that_ends_first_is_marked_with_its_first_service(till: Till) -> None:
    desk = begun(till)
    assert (desk.package_id, desk.service, desk.performer) == ("care10", "S002", ZHOU)
    assert [each.is_ended for each in desk.packages] == [False, False, True]


def test_moving_stops_at_either_end_and_brings_the_service_along(till: Till) -> None:
    desk = begun(till)
    desk.move(-1)
    assert desk.package_id == "care10"
    desk.move_service(5)
    assert desk.service == "S001"
    desk.move(2)
    assert (desk.package_id, desk.service) == ("cut5", "S001")


def test_what_is_not_there_is_not_taken(till: Till) -> None:
    desk = begun(till)
    desk.mark("cut5:ended")
    desk.choose_service("G001")
    desk.choose_performer("nobody")
    assert (desk.package_id, desk.service, desk.performer) == ("care10", "S002", ZHOU)


def test_nothing_changes_while_a_session_is_being_used_and_it_is_asked_once(till: Till) -> None:
    desk = begun(till)
    desk.submit()
    desk.submit()
    desk.mark("cut5")
    till.qtbot.waitUntil(lambda: desk.done is not None)
    assert (desk.package_id, len(till.shop.used)) == ("care10", 1)


def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_id(till: Till) -> None:
    desk = begun(till)
    till.shop.session_troubles.append(Unavailable("database_busy"))
    asked: list[str] = []
    desk.changed.connect(lambda: asked.append(desk._op_id))
    desk.submit()
    till.qtbot.waitUntil(lambda: desk.problem is not None)
    desk.submit()
    till.qtbot.waitUntil(lambda: desk.done is not None)
    assert set(filter(None, asked)) == set(till.shop.used)
