"""The status bar keeps the server, the queue and what needs review apart."""

from pytestqt.qtbot import QtBot

from ui.kit.status_bar import StatusBar


def test_being_online_says_nothing_about_the_queue(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.add_widget(bar)
    bar.show_server("服务器正常 · 42 ms", online=True)
    bar.show_queue("待同步 23", waiting=True)
    assert (bar.server.label.role, bar.queue.label.role) == ("text2", "warn")
    bar.show_server("服务器不可达", online=False)
    bar.show_queue("待同步 0", waiting=False)
    assert (bar.server.label.role, bar.queue.label.role) == ("warn", "text2")


def test_review_is_red_and_only_there_when_needed(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.add_widget(bar)
    assert bar.review.isHidden()
    bar.show_review("需处理 2")
    assert not bar.review.isHidden()
    assert (bar.review.label.role, bar.review.accessibleName()) == ("danger", "需处理 2")
    bar.show_review("")
    assert bar.review.isHidden()


def test_only_the_device_concerned_is_marked(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.add_widget(bar)
    printer = bar.add_device("printer", "printer", "小票机")
    drawer = bar.add_device("drawer", "archive", "钱箱")
    printer.set_ready(ready=False, reason="没有纸")
    assert (printer.state.icon, printer.property("ready"), printer.toolTip()) == (
        "x",
        False,
        "没有纸",
    )
    assert drawer.state.icon == "check"
    printer.set_ready(ready=True)
    assert (printer.state.icon, printer.accessibleDescription()) == ("check", "")
    assert bar.devices == {"printer": printer, "drawer": drawer}


def test_the_time_stands_at_the_end(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.add_widget(bar)
    bar.show_time("11月22日 周六", "14:32")
    assert (bar.day.text(), bar.clock.text()) == ("11月22日 周六", "14:32")
