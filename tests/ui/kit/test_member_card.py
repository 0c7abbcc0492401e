"""The card says who and which tier on every ramp, and how far to the next."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.kit.gallery import gold_face
from ui.kit.member_card import CardFace, MemberCard
from ui.theme import tokens as t


@pytest.mark.parametrize("ramp", t.TIERS)
def test_every_ramp_paints_its_own_card(qtbot: QtBot, ramp: str) -> None:
    card = MemberCard(replace(gold_face(), ramp=ramp))
    qtbot.add_widget(card)
    card.resize(card.sizeHint())
    image = card.grab().toImage()
    low = image.pixelColor(image.width() - 12, image.height() - 4).name()
    assert low != t.LIGHT.surface.lower()
    assert image.pixelColor(0, 0) != image.pixelColor(20, 2)


def test_the_card_is_spoken_without_the_whole_phone(qtbot: QtBot) -> None:
    card = MemberCard(gold_face())
    qtbot.add_widget(card)
    assert card.accessibleName() == "林晓雯 金卡 138 **** 6620"


def test_the_top_tier_has_no_way_to_go(qtbot: QtBot) -> None:
    card = MemberCard(gold_face())
    qtbot.add_widget(card)
    with_bar = card.sizeHint().height()
    card.show_face(CardFace("欧阳慧敏", "186 **** 6620", "黑钻", "black"))
    assert card.sizeHint().height() < with_bar
    assert card.minimumSizeHint().height() == card.sizeHint().height()
    card.resize(card.sizeHint())
    assert not card.grab().isNull()


def test_the_bar_grows_with_the_progress(qtbot: QtBot) -> None:
    card = MemberCard()
    qtbot.add_widget(card)
    card.resize(354, t.MEMBER_CARD)
    dark = []
    for progress_bp in (1_000, 9_000):
        card.show_face(replace(gold_face(), progress_bp=progress_bp))
        image = card.grab().toImage()
        line = t.MEMBER_CARD - t.S10 - t.STEPS["hint"].line - t.S8 - t.PROGRESS // 2
        ink = [
            x
            for x in range(354)
            if image.pixelColor(x, line).name() == t.TIERS["gold"].text.lower()
        ]
        dark.append(len(ink))
    assert dark[0] < dark[1]
