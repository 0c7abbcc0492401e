"""Ways to pay show what they would pay, or why they cannot."""

from pytestqt.qtbot import QtBot

from ui.kit.tender_tiles import QuickCash, TenderButton, TenderTile
from ui.theme import tokens as t


def test_a_reason_takes_the_place_of_the_detail(qtbot: QtBot) -> None:
    tile = TenderTile("qr-code", "扫码付", detail="微信 / 支付宝", key="Alt 3")
    qtbot.add_widget(tile)
    tile.resize(157, t.TENDER_TILE)
    with_detail = tile.grab().toImage()
    tile.set_blocked("需联网")
    assert tile.grab().toImage() != with_detail
    tile.set_blocked("")
    tile.set_detail("微信")
    assert tile.overflow() == []


def test_a_tile_says_what_it_has_no_room_for(qtbot: QtBot) -> None:
    tile = TenderTile(
        "wallet", "储值", detail="一句长得放不下的话，一句长得放不下的话", key="Alt 1"
    )
    qtbot.add_widget(tile)
    tile.resize(tile.minimumSizeHint())
    assert tile.overflow() == ["储值", "一句长得放不下的话，一句长得放不下的话"]
    tile.resize(600, t.TENDER_TILE)
    assert tile.overflow() == []


def test_a_tile_that_is_chosen_or_has_the_focus_looks_so(qtbot: QtBot) -> None:
    tile = TenderTile("wallet", "储值")
    qtbot.add_widget(tile)
    tile.resize(tile.sizeHint())
    tile.show()
    idle = tile.grab().toImage()
    tile.setChecked(True)
    chosen = tile.grab().toImage()
    tile.setFocus()
    qtbot.wait_until(tile.hasFocus)
    assert idle != chosen != tile.grab().toImage()


def test_a_button_says_its_reason_as_a_tool_tip(qtbot: QtBot) -> None:
    button = TenderButton("star", "积分", "Alt 5")
    qtbot.add_widget(button)
    button.set_blocked("没有积分")
    button.resize(button.sizeHint())
    assert button.toolTip() == "没有积分"
    assert button.sizeHint().width() > button.minimumSizeHint().width()
    assert not button.grab().isNull()


def test_likely_cash_carries_its_amount(qtbot: QtBot) -> None:
    exact = QuickCash("¥146.70", detail="正好", minor=14_670)
    plain = QuickCash("¥200", minor=20_000)
    for tile in (exact, plain):
        qtbot.add_widget(tile)
        tile.resize(tile.sizeHint())
        assert not tile.grab().isNull()
    assert (exact.minor, plain.minor) == (14_670, 20_000)
    assert exact.minimumSizeHint() == exact.sizeHint()
