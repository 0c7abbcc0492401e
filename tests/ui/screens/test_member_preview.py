"""The lookup's preview: nobody marked, somebody marked, and figures with their time."""

from dataclasses import replace

import pytest

from pos_member.domain.views import SyncState
from tests.ui.screens.shop_sample import LIN
from ui.screens.counter import Counter
from ui.screens.member_preview import MemberPreview


@pytest.fixture
def preview(qtbot, counter: Counter):
    made = MemberPreview(counter)
    qtbot.addWidget(made)
    return made


def test_with_nobody_marked_the_button_says_what_to_do_first(preview: MemberPreview) -> None:
    preview.show_member(None)
    assert not preview.nobody.isHidden() and preview.card.isHidden()
    assert preview.primary.reason == "先选中一位会员"


def test_a_marked_member_is_shown_and_can_be_taken(preview: MemberPreview, qtbot) -> None:
    preview.show_member(None)
    preview.show_member(LIN)
    assert preview.nobody.isHidden() and preview.card.face.name == "林晓雯"
    assert preview.facts["home"].value.text() == "徐汇店"
    assert preview.facts["value"].value.text() == "¥1,286.50"
    assert preview.primary.reason == ""
    with qtbot.waitSignal(preview.chosen):
        preview.primary.click()


def test_facts_that_nobody_knows_take_no_room(preview: MemberPreview) -> None:
    preview.show_member(replace(LIN, birthday="", home_store=""))
    hidden = {name for name, fact in preview.facts.items() if fact.isHidden()}
    assert hidden == {"birthday", "home"}


def test_offline_the_time_of_the_figures_is_a_warning(
    preview: MemberPreview, counter: Counter
) -> None:
    preview.show_member(LIN)
    assert (preview.fresh.text, preview.fresh.kind) == ("资料截至 14:31", "success")
    counter.events.sync_changed.emit(SyncState(online=False))
    preview.show_member(LIN)
    assert (preview.fresh.text, preview.fresh.kind) == ("资料截至 14:31", "warn")
