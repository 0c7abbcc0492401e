"""The bytes of the devices are read as they came, the newest first."""

from ui.screens.device_feed import ROWS, DeviceFeed, shown


def test_bytes_are_shown_in_hex_and_as_characters():
    assert shown(b"69\r\xff") == "36 39 0D FF   69··"
    assert shown(bytes(range(0x41, 0x41 + 20))).startswith("41 42 43")
    assert " …   ABC" in shown(bytes(range(0x41, 0x41 + 20)))


def test_the_newest_stands_first_and_old_ones_go(qtbot):
    feed = DeviceFeed()
    qtbot.addWidget(feed)
    for number in range(ROWS + 3):
        feed.show_bytes("scanner", "in", b"%d" % number)
    feed.show_bytes("printer", "out", b"last")
    assert "last" in feed._lines[0].text()
    assert [line.text().split()[-1] for line in feed._lines[1:]] == ["7", "6", "5", "4"]
