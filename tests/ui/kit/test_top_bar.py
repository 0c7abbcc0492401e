"""The top bar always says which till, who works, and whether the server is in reach."""

from pytestqt.qtbot import QtBot

from ui.kit.scan_field import ScanField
from ui.kit.top_bar import ConnPill, TopBar
from ui.theme import tokens as t


def test_offline_is_a_word_an_icon_and_solid_amber(qtbot: QtBot) -> None:
    pill = ConnPill("在线", "离线")
    qtbot.add_widget(pill)
    assert (pill.text, pill.icon, pill.kind) == ("在线", "wifi", "success")
    pill.set_online(online=False)
    assert (pill.text, pill.icon, pill.kind) == ("离线", "wifi-off", "offline")
    assert pill.property("online") is False
    pill.resize(pill.sizeHint())
    edge = pill.grab().toImage().pixelColor(pill.width() - 6, pill.height() // 2).name()
    assert edge == t.LIGHT.warn_solid.lower()


def test_the_bar_shows_what_it_is_told(qtbot: QtBot) -> None:
    bar = TopBar(ScanField("扫码"), ConnPill("在线", "离线"))
    qtbot.add_widget(bar)
    bar.show_shop("徐汇店", "02 号收银台")
    bar.show_cashier("周敏", "早班")
    bar.show_scanner("扫码枪断开，正在重连", ready=False)
    bar.resize(1278, t.TOP_BAR)
    assert (bar.shop.text(), bar.register.text()) == ("徐汇店", "02 号收银台")
    assert (bar.avatar.letter, bar.cashier.text(), bar.duty.text()) == ("周", "周敏", "早班")
    assert (bar.scanner.role, bar.scanner_dot.role) == ("danger", "danger")
    bar.show_scanner("扫码就绪", ready=True)
    assert bar.scanner_dot.role == "success"
    assert not bar.grab().isNull()
