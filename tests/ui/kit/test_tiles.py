"""Tiles show figures and alerts, and one of several is chosen."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.kit.tiles import AlertRow, StatTile, Tile, choose_only


def test_a_figure_is_shown_with_what_it_is_made_of(qtbot: QtBot) -> None:
    tile = StatTile("wallet", "储值余额")
    qtbot.add_widget(tile)
    tile.show_figure("¥1,286.50", "本金 1,000 + 赠送 286.50")
    assert tile.accessibleName() == "储值余额 ¥1,286.50 本金 1,000 + 赠送 286.50"
    tile.show_figure("¥300.00", "账面 ¥1,286.50（14:02）", role="warn", caption="储值 · 离线可用")
    assert (tile.caption.text(), tile.figure.role) == ("储值 · 离线可用", "warn")
    assert tile.detail.toolTip() == "账面 ¥1,286.50（14:02）"


def test_an_alert_has_a_button_only_where_there_is_something_to_do(qtbot: QtBot) -> None:
    plain, doing = AlertRow("cake", "后天生日"), AlertRow("tag", "2 张券", action="看券")
    qtbot.add_widget(plain)
    qtbot.add_widget(doing)
    assert plain.button is None
    assert doing.button is not None
    assert doing.label.toolTip() == "2 张券"


def test_a_blocked_tile_cannot_be_chosen(qtbot: QtBot) -> None:
    tile = Tile("扫码付", name="tile")
    qtbot.add_widget(tile)
    tile.resize(120, 60)
    tile.show()
    tile.set_blocked("需联网")
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert (tile.isChecked(), tile.accessibleDescription()) == (False, "需联网")
    assert (tile.text_role(), tile.overflow()) == ("text3", [])
    tile.set_blocked("")
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert (tile.isChecked(), tile.text_role()) == (True, "primary_text")


def test_only_one_tile_is_chosen(qtbot: QtBot) -> None:
    tiles = [Tile(name, name=name) for name in "abc"]
    for tile in tiles:
        qtbot.add_widget(tile)
        tile.setChecked(True)
    choose_only(tiles, tiles[1])
    assert [tile.isChecked() for tile in tiles] == [False, True, False]
    choose_only(tiles, None)
    assert not any(tile.isChecked() for tile in tiles)
