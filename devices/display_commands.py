"""Bytes for customer displays, by family of commands: eight LED digits, or two lines of twenty.

LED8: ``ESC Q A digits CR`` and ``ESC s n`` for the light, as the displays sold in China with 2400
baud have it. CD5220: ``ESC Q A``/``ESC Q B``, after its user's manual. Epson DM-D: ``US $ n m``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from devices.columns import columns_of, printable
from pos_member.domain.amounts import digits_of
from pos_member.domain.money import format_minor

INITIALISE = b"\x1b@"
CLEAR = b"\x0c"
LED_DIGITS = 8
LINE_COLUMNS = 20
BAUD = {"led8": 2400, "cd5220": 9600, "epson": 9600}
"""What a display of each family comes set to."""


class SightKind(StrEnum):
    """What the amount on the display is."""

    NOTHING = "nothing"
    PRICE = "price"
    TOTAL = "total"
    RECEIVED = "received"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Sight:
    """What the customer is to see: an amount in minor units, and what it is."""

    kind: SightKind = SightKind.NOTHING
    minor: int = 0
    currency: str = "CNY"


Encode = Callable[[Sight], bytes]

_LIGHTS = {
    SightKind.NOTHING: b"0",
    SightKind.PRICE: b"1",
    SightKind.TOTAL: b"2",
    SightKind.RECEIVED: b"3",
    SightKind.CHANGE: b"4",
}
_WORDS = {
    SightKind.PRICE: ("PRICE", "单价"),
    SightKind.TOTAL: ("TOTAL", "合计"),
    SightKind.RECEIVED: ("RECEIVED", "收款"),
    SightKind.CHANGE: ("CHANGE", "找零"),
}


def encoder(family: str, encoding: str = "ascii") -> Encode:
    """Return what shows sights on displays of ``family``: led8, cd5220 or epson.

    ``encoding`` gb18030 words them in Chinese; it is for the two-line families that can.
    """
    if family == "led8":
        return led8
    place = _cd5220_line if family == "cd5220" else _epson_line
    return lambda sight: _two_lines(sight, place, encoding)


def led8(sight: Sight) -> bytes:
    """Return the bytes that show ``sight`` on eight digits; cents go where they do not fit."""
    light = b"\x1bs" + _LIGHTS[sight.kind]
    if sight.kind is SightKind.NOTHING:
        return INITIALISE + CLEAR + light
    digits = _amount(sight)
    if len(digits.replace(".", "")) > LED_DIGITS:
        digits = digits.partition(".")[0][-LED_DIGITS:]
    return light + b"\x1bQA" + digits.encode() + b"\r"


def _two_lines(sight: Sight, place: Callable[[int, bytes], bytes], encoding: str) -> bytes:
    if sight.kind is SightKind.NOTHING:
        return INITIALISE + CLEAR
    word = _WORDS[sight.kind][encoding != "ascii"]
    lines = (_line(word, "", encoding), _line("", _amount(sight), encoding))
    return b"".join(place(number, line) for number, line in enumerate(lines))


def _line(left: str, right: str, encoding: str) -> bytes:
    """Return one line of exactly twenty columns."""
    room = LINE_COLUMNS - columns_of(right)
    filled = left + " " * (room - columns_of(left)) + right
    return printable(filled).encode(encoding, "replace")


def _cd5220_line(number: int, line: bytes) -> bytes:
    return b"\x1bQ" + (b"A", b"B")[number] + line + b"\r"


def _epson_line(number: int, line: bytes) -> bytes:
    return b"\x1f$" + bytes((1, number + 1)) + line


def _amount(sight: Sight) -> str:
    return format_minor(sight.minor, digits_of(sight.currency))
