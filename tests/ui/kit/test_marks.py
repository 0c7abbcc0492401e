"""Marks carry a word with their colour, and change."""

import pytest
from pytestqt.qtbot import QtBot

from ui.kit.marks import CHIP_ROLES, Avatar, Chip, Dot, KeyCap, TierChip
from ui.theme import tokens as t


@pytest.mark.parametrize("kind", CHIP_ROLES)
def test_a_chip_is_filled_by_its_kind(qtbot: QtBot, kind: str) -> None:
    chip = Chip("在线", kind, icon="wifi")
    qtbot.add_widget(chip)
    chip.resize(chip.sizeHint())
    image = chip.grab().toImage()
    fill = getattr(t.LIGHT, CHIP_ROLES[kind][1])
    assert image.pixelColor(image.width() - 6, image.height() // 2).name() == fill.lower()
    assert chip.accessibleName() == "在线"


def test_a_chip_grows_with_its_word_and_icon(qtbot: QtBot) -> None:
    chip = Chip("9 件")
    qtbot.add_widget(chip)
    before = chip.sizeHint().width()
    chip.set_chip("1 个未识别", "warn", "search-x")
    assert chip.sizeHint().width() > before
    assert (chip.kind, chip.accessibleName()) == ("warn", "1 个未识别")
    chip.set_chip("9 件")
    assert (chip.kind, chip.icon) == ("warn", None)
    assert chip.minimumSizeHint() == chip.sizeHint()


@pytest.mark.parametrize("ramp", t.TIERS)
def test_a_tier_always_says_its_word(qtbot: QtBot, ramp: str) -> None:
    chip = TierChip("普通", "plain", crown=True)
    qtbot.add_widget(chip)
    chip.set_tier("等级", ramp)
    chip.resize(chip.sizeHint())
    assert chip.accessibleName() == "等级"
    assert not chip.grab().isNull()
    assert TierChip("等级", ramp).sizeHint().width() < chip.sizeHint().width()


def test_an_avatar_is_round_and_can_change(qtbot: QtBot) -> None:
    avatar = Avatar("林", ramp="gold")
    qtbot.add_widget(avatar)
    avatar.set_letter("周")
    image = avatar.grab().toImage()
    middle = t.TIERS["gold"].stops[1].lower()
    assert image.pixelColor(t.AVATAR // 2, 3).name() == middle
    assert image.pixelColor(0, 0).name() != middle
    plain = Avatar("a", solid=True)
    qtbot.add_widget(plain)
    assert plain.grab().toImage().pixelColor(t.AVATAR // 2, 3).name() == t.LIGHT.primary.lower()


def test_a_key_cap_and_a_dot_are_small(qtbot: QtBot) -> None:
    cap, dot = KeyCap("F2"), Dot()
    qtbot.add_widget(cap)
    qtbot.add_widget(dot)
    assert cap.sizeHint().height() == t.KEY_CAP
    assert cap.accessibleName() == "F2"
    dot.set_role("danger")
    assert dot.grab().toImage().pixelColor(4, 4).name() == t.LIGHT.danger.lower()
    assert not cap.grab().isNull()
