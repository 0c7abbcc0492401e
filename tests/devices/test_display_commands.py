"""The bytes are those of the displays' manuals, written here by hand from them.

Sources: Partner Tech, "CD5220 Customer Display User's Manual", section 6.1 (ESC Q A/B with twenty
characters and CR, CLR 0C, ESC @); Epson DM-D command reference (US $ n m); the command sheets of
eight-digit LED displays (ESC Q A d1…dn CR; ESC s n with n = "0" to "4").
"""

import pytest

from devices.display_commands import BAUD, Sight, SightKind, encoder
from devices.simulators.display import Glass

TOTAL, CHANGE = Sight(SightKind.TOTAL, 12850), Sight(SightKind.CHANGE, 5)


@pytest.mark.parametrize(
    ("family", "sight", "expected"),
    [
        ("led8", TOTAL, "1B 73 32 1B 51 41 31 32 38 2E 35 30 0D"),
        ("led8", CHANGE, "1B 73 34 1B 51 41 30 2E 30 35 0D"),
        ("led8", Sight(), "1B 40 0C 1B 73 30"),
        ("led8", Sight(SightKind.PRICE, 123_456_789), "1B 73 31 1B 51 41 31 32 33 34 35 36 37 0D"),
        (
            "cd5220",
            TOTAL,
            "1B 51 41 54 4F 54 41 4C"
            + 15 * "20"
            + "0D 1B 51 42"
            + 14 * "20"
            + "31 32 38 2E 35 30 0D",
        ),
        ("cd5220", Sight(), "1B 40 0C"),
        (
            "epson",
            CHANGE,
            "1F 24 01 01 43 48 41 4E 47 45" + 14 * "20" + "1F 24 01 02" + 16 * "20" + "30 2E 30 35",
        ),
    ],
)
def test_the_bytes_are_those_of_the_manual(family, sight, expected):
    assert encoder(family)(sight) == bytes.fromhex(expected)


@pytest.mark.parametrize("family", BAUD)
@pytest.mark.parametrize("kind", list(SightKind))
@pytest.mark.parametrize("minor", [0, 5, 12_850, 99_999_999, 123_456_789_012, -310])
def test_the_amount_is_what_the_glass_shows(family, kind, minor):
    glass = Glass(family)
    for byte in encoder(family)(Sight(kind, minor)):
        glass.feed(bytes((byte,)))
    assert glass.unknown == b""
    shown = " ".join(glass.lines).split()
    if kind is SightKind.NOTHING:
        assert shown == []
    elif abs(minor) < 100_000_000:
        assert float(shown[-1]) == minor / 100


def test_chinese_words_fill_the_line_exactly():
    sent = encoder("cd5220", "gb18030")(TOTAL)
    assert sent[3:23] == "合计".encode("gb18030") + b" " * 16
    glass = Glass("cd5220", "gb18030")
    glass.feed(sent)
    assert glass.lines == ["合计", "128.50"]


def test_a_currency_without_cents_has_none():
    assert encoder("led8")(Sight(SightKind.TOTAL, 1280, "JPY")).endswith(b"1280\r")


def test_what_no_display_knows_is_kept_apart():
    glass = Glass("cd5220")
    glass.feed(b"\x1f$\x01\x01\x1bs2x\x1b")
    assert glass.unknown == b"\x1f$\x01\x01\x1bs2x"
