"""Packages through the real window: by scanner, by keys and by touch alone, online and offline."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Refused
from pos_member.i18n import set_language, tr
from tests.ui import gates
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_packages import CARE, CUT, sessions
from tests.ui.screens.shop_sample import BADGE_LI, LI, LIN, MEMBER_CODE, PIN, ZHOU
from tests.ui.screens.till import OIL, Till, opened
from tests.ui.screens.tour import settle, state
from ui.package_actions import SessionWish
from ui.theme import Theme


@pytest.fixture
def till(qtbot: QtBot) -> Iterator[Till]:
    shop = Shop()
    shop.hold_sessions(
        sessions(CARE, 3, "2026-03-01"), sessions(CUT, 5, ""), sessions(CUT, 1, "2025-11-01")
    )
    with opened(qtbot, shop) as made:
        made.events.sync_changed.emit(state(made, online=True))
        made.sign_in()
        yield made


def begin(till: Till) -> None:
    """Open the packages and scan the member there."""
    till.pilot.press("Ctrl+K")
    till.scan(MEMBER_CODE)
    desk = till.window.counter.packages
    till.qtbot.waitUntil(lambda: desk.marked is not None and bool(desk.shelf.offers))


def until_used(till: Till, sessions_used: int = 1) -> SessionWish:
    desk = till.window.counter.packages
    till.qtbot.waitUntil(lambda: len(till.shop.used) == sessions_used and desk.done is not None)
    return till.shop.session_wishes[-1]


def test_member_and_badge_are_scanned_and_one_key_uses_a_session(till: Till) -> None:
    begin(till)
    assert till.shop.wanted_sessions == [LIN.member_id]
    till.scan(BADGE_LI)
    desk = till.window.counter.packages
    till.qtbot.waitUntil(lambda: desk.performer == LI)
    till.pilot.press("Return")
    used = until_used(till)
    assert (used.package_id, used.service, used.performer_id) == ("care10", "S002", LI.staff_id)
    assert used.cashier_id == ZHOU.staff_id
    assert any("2" in text and LI.staff_id in text for text in till.texts())


def test_keys_choose_package_service_and_person(till: Till) -> None:
    begin(till)
    for key in ("Right", "2", "Return"):
        till.pilot.press(key)
    used = until_used(till)
    assert (used.package_id, used.service, used.performer_id) == ("care10", "S001", LI.staff_id)
    till.pilot.press("Return")
    assert till.window.journeys.place == "sale"
    till.pilot.press("Ctrl+K")
    for key in ("Down", "Return"):
        till.pilot.press(key)
    assert until_used(till, 2).package_id == "cut5"


def test_a_second_enter_reads_the_result_and_uses_nothing(till: Till) -> None:
    begin(till)
    till.pilot.press("Return")
    until_used(till)
    till.pilot.press("Return")
    settle(till)
    assert (till.window.journeys.place, len(till.shop.used)) == ("sale", 1)


def test_a_finger_uses_a_session_and_sells_another_package(till: Till) -> None:
    till.touch("rail-packages")
    till.scan(MEMBER_CODE)
    till.touch("choose-cut5")
    till.touch("performer-staff-chen")
    till.touch("primary")
    used = until_used(till)
    assert (used.package_id, used.performer_id) == ("cut5", "staff-chen")
    till.touch("package-care10")
    sale = till.window.counter.sale
    till.qtbot.waitUntil(lambda: till.window.journeys.place == "sale")
    assert till.names == ["头皮护理十次卡"]
    assert sale.member is not None and sale.member.member_id == LIN.member_id


def test_without_a_code_a_manager_allows_it_on_the_spot_offline(till: Till) -> None:
    till.shop.online = False
    till.events.sync_changed.emit(state(till, online=False))
    till.pilot.press("Ctrl+K")
    till.pilot.press("F2")
    till.pilot.type("6620")
    settle(till, lambda: till.window.counter.lookup.preview is not None)
    till.pilot.press("Return")
    assert till.window.journeys.place == "packages"
    assert till.shop.wanted_sessions == []
    settle(till, lambda: till.window.counter.packages.marked is not None)
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    assert tr("approve.do_session") in till.texts()
    till.pilot.type(PIN)
    till.pilot.press("Return")
    used = until_used(till)
    assert used.approval is not None and used.approval.staff_id == LI.staff_id


def test_what_is_turned_away_says_why_and_the_same_use_is_asked_again(till: Till) -> None:
    begin(till)
    till.shop.session_troubles.append(Refused("session_not_here"))
    till.pilot.press("Return")
    desk = till.window.counter.packages
    till.qtbot.waitUntil(lambda: desk.problem is not None)
    assert tr("error.session_not_here") in till.texts()
    till.pilot.press("Return")
    until_used(till)


def test_news_of_the_member_show_what_came_from_another_till(till: Till) -> None:
    begin(till)
    till.shop.hold_sessions(sessions(CARE, 7, "2026-03-01"))
    till.events.member_changed.emit(LIN.member_id)
    desk = till.window.counter.packages
    till.qtbot.waitUntil(lambda: [one.left for one in desk.packages] == [7])


def test_goods_scanned_there_go_into_the_basket(till: Till) -> None:
    begin(till)
    till.sell(OIL)
    assert till.window.journeys.place == "sale"


def test_nothing_is_used_or_sold_for_nobody(till: Till) -> None:
    till.pilot.press("Ctrl+K")
    till.pilot.press("Return")
    till.touch("package-cut5")
    desk = till.window.counter.packages
    till.qtbot.waitUntil(lambda: desk.problem is not None)
    assert (till.shop.used, till.names) == ({}, [])


@pytest.mark.parametrize(
    ("words", "size"),
    [(("zh_CN", "light"), (1366, 768)), (("en", "dark"), (1280, 720))],
    ids=str,
)
def test_no_state_of_the_packages_cuts_a_text(
    qtbot: QtBot, look: Theme, words: tuple[str, str], size: tuple[int, int]
) -> None:
    set_language(words[0])
    look.apply(words[1])
    findings: list[str] = []

    def judge(name: str) -> None:
        settle(till)
        for gate in (gates.cut_texts, gates.overlaps, gates.small_targets, gates.foreign_fonts,
                     gates.unnamed):  # fmt: skip
            findings.extend(f"{name}: {found}" for found in gate(till.window))
        findings.extend(f"{name}: {one}" for one in gates.too_large(till.window, *size))

    with opened(qtbot, Shop(), size=size) as till:
        till.sign_in()
        till.pilot.press("Ctrl+K")
        judge("nobody")
        till.scan(MEMBER_CODE)
        till.qtbot.waitUntil(lambda: till.window.counter.packages.member is not None)
        judge("nothing held")
        till.shop.hold_sessions(sessions(CARE, 3, "2026-03-01"), sessions(CUT, 1, "2025-11-01"))
        till.events.sync_changed.emit(state(till, online=False))
        till.events.member_changed.emit(LIN.member_id)
        till.qtbot.waitUntil(lambda: till.window.counter.packages.marked is not None)
        judge("held, offline")
        till.pilot.press("Return")
        until_used(till)
        judge("used")
    assert not findings, "\n".join(findings)
