"""Offers say what is paid and what comes on top."""

from pytestqt.qtbot import QtBot

from ui.kit.offer_tiles import Offer, OfferTile, OtherAmountTile


def test_an_offer_is_spoken_whole(qtbot: QtBot) -> None:
    tile = OfferTile(Offer("充", "¥2,000", "送 ¥300", "再送护理券 1 张", "最多人选"))
    qtbot.add_widget(tile)
    tile.resize(tile.sizeHint())
    assert tile.accessibleName() == "充 ¥2,000 送 ¥300"
    idle = tile.grab().toImage()
    tile.setChecked(True)
    assert tile.grab().toImage() != idle
    assert tile.minimumSizeHint().height() == tile.sizeHint().height()


def test_an_offer_without_a_gift_is_painted_too(qtbot: QtBot) -> None:
    tile = OfferTile(Offer("充", "500"))
    qtbot.add_widget(tile)
    tile.resize(tile.sizeHint())
    assert not tile.grab().isNull()


def test_any_other_amount_has_a_tile(qtbot: QtBot) -> None:
    tile = OtherAmountTile("其他金额", "按 100 元整数倍")
    qtbot.add_widget(tile)
    tile.resize(tile.sizeHint())
    dashed = tile.grab().toImage()
    tile.setChecked(True)
    assert tile.grab().toImage() != dashed
