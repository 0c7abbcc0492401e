"""The page shows what lies here, what ended apart, and says offline what is not shown."""

from pos_member.i18n import tr
from tests.ui.screens.test_package_desk import begun
from tests.ui.screens.till import Till
from tests.ui.screens.tour import state


def test_what_ended_is_shown_and_cannot_be_pressed(till: Till) -> None:
    begun(till)
    rows = till.window.journeys.packages.rows
    assert [(key, row.isEnabled()) for key, row in rows.items()] == [
        ("care10", True), ("cut5", True), ("cut5:ended", False),
    ]  # fmt: skip


def test_offline_it_says_that_only_what_lies_here_is_shown(till: Till) -> None:
    begun(till)
    page = till.window.journeys.packages
    till.events.sync_changed.emit(state(till, online=True))
    assert not page.offline.isVisibleTo(page)
    till.events.sync_changed.emit(state(till, online=False))
    assert page.offline.isVisibleTo(page)


def test_a_member_without_sessions_sees_what_is_on_offer(till: Till) -> None:
    desk, page = till.window.counter.packages, till.window.journeys.packages
    desk.begin(till.shop.members["m-lin"])
    till.qtbot.waitUntil(lambda: len(page.offers) == 2)
    assert page.empty.title.text() == tr("packages.none")
