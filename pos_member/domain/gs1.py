"""Reads GS1 element strings: what a GS1-128, a DataMatrix or a GS1 QR says besides the article.

A message is a row of application identifiers with their values (GS1 General Specifications 3). A
value of variable length ends at FNC1, which scanners send as GS (0x1D), or at the end. Strict: a
message that does not fit to the last character is none, because a till must not guess.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pos_member.domain.check_digits import gs1_check_holds

FNC1 = "\x1d"
MASS_KG = "310"
AMOUNT = "392"
AMOUNT_ISO = "393"
GRAMS = 1_000

_CENTURY = 100
_PAST_YEARS = 49
"""A year of two digits means the nearest one: 49 back to 50 ahead (GS1 7.12)."""


@dataclass(frozen=True, slots=True)
class Element:
    """One application identifier, without its FNC1, and its value."""

    ai: str
    value: str


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount payable: ``digits`` with ``decimals`` of them behind the point.

    ``currency`` is its ISO 4217 number, empty where the message leaves it to the shop.
    """

    digits: int
    decimals: int
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Gs1Message:
    """A whole message, each identifier once, in the order it was read."""

    elements: tuple[Element, ...]

    def value(self, *identifiers: str) -> str:
        """Return the value of the first of ``identifiers`` that is there, empty for none."""
        return next(
            (one.value for wanted in identifiers for one in self.elements if one.ai == wanted), ""
        )

    @property
    def gtin(self) -> str:
        """Return the article: fourteen digits, or empty."""
        return self.value("01", "02")

    @property
    def grams(self) -> int | None:
        """Return the net weight in whole grams, half a gram upwards; ``None`` where none is."""
        for one in self.elements:
            if one.ai[:3] == MASS_KG:
                kilograms = Decimal(one.value).scaleb(-int(one.ai[3]))
                return int((kilograms * GRAMS).to_integral_value(ROUND_HALF_UP))
        return None

    @property
    def amount(self) -> Amount | None:
        """Return what the pack costs, if it says so."""
        for one in self.elements:
            if one.ai[:3] == AMOUNT:
                return Amount(int(one.value), int(one.ai[3]))
            if one.ai[:3] == AMOUNT_ISO:
                return Amount(int(one.value[3:]), int(one.ai[3]), one.value[:3])
        return None

    def last_day(self, today: dt.date) -> dt.date | None:
        """Return the last day on which it may be sold: of expiry (17, 7003) or of sale (16).

        Day 00 is the last of its month (GS1 3.4). A best-before date (15) forbids no sale.
        """
        written = [self.value(ai)[:6] for ai in ("17", "7003", "16")]
        days = [_day(text, today) for text in written if text]
        return min(days) if days else None


def read(text: str) -> Gs1Message | None:
    """Return the message in ``text``, with FNC1 as GS or in the form that people read, or ``None``.

    ``(01)06901234567892(17)261100`` is the form under the bars.
    """
    found: list[Element] = []
    rest = text.removeprefix(FNC1)
    if rest.startswith("("):
        rest = _unbracketed(rest)
    while rest:
        element = _first(rest)
        if element is None:
            return None
        found.append(element)
        rest = rest[len(element.ai) + len(element.value) :].removeprefix(FNC1)
    names = [one.ai for one in found]
    whole = found and len(set(names)) == len(names)
    return Gs1Message(tuple(found)) if whole else None


def _unbracketed(text: str) -> str:
    return re.sub(r"\((\d{2,4})\)", FNC1 + r"\1", text).removeprefix(FNC1)


def _first(text: str) -> Element | None:
    for length in _AI_LENGTHS:
        ai = text[:length]
        form = _form_of(ai)
        if form is not None:
            fixed = _PREDEFINED.get(ai[:2])
            value = text[length : length + fixed] if fixed else text[length:].split(FNC1, 1)[0]
            fits = re.fullmatch(form, value) is not None and _is_sound(ai, value)
            return Element(ai, value) if fits else None
    return None


def _form_of(ai: str) -> str | None:
    if ai in _FORMS:
        return _FORMS[ai]
    placed = len(ai) == max(_AI_LENGTHS) and ai[3].isdecimal()
    return _PLACED.get(ai[:3]) if placed else None


def _is_sound(ai: str, value: str) -> bool:
    if ai in _CHECKED:
        return gs1_check_holds(value)
    if ai in _DATES:
        return _is_day(value[:6])
    return True


def _is_day(text: str) -> bool:
    month, day = int(text[2:4]), int(text[4:6])
    if not 1 <= month <= 12:  # noqa: PLR2004
        return False
    leap_or_not = 2000 + int(text[:2])
    return day <= calendar.monthrange(leap_or_not, month)[1]


def _day(text: str, today: dt.date) -> dt.date:
    year = int(text[:2]) + today.year // _CENTURY * _CENTURY
    if year - today.year > _PAST_YEARS + 1:
        year -= _CENTURY
    elif today.year - year > _PAST_YEARS:
        year += _CENTURY
    month, day = int(text[2:4]), int(text[4:6])
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(day or last, last))


_X = r"[!-/:-?A-Z_a-z0-9]"
"""GS1 AI encodable character set 82 (figure 7.11-1)."""


def _x(most: int) -> str:
    return rf"{_X}{{1,{most}}}"


def _n(length: int) -> str:
    return rf"\d{{{length}}}"


_AI_LENGTHS = (2, 3, 4)
_DATES = frozenset({"11", "12", "13", "15", "16", "17", "7003"})
_CHECKED = frozenset({"00", "01", "02", *(f"41{n}" for n in range(8))})
_PREDEFINED = {
    "00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
    "31": 6, "32": 6, "33": 6, "34": 6, "35": 6, "36": 6, "41": 13,
}  # fmt: skip
"""Identifiers, by their first two digits, whose values need no FNC1 (figure 7.8.5-1)."""
_FORMS = {
    "00": _n(18), "01": _n(14), "02": _n(14), "10": _x(20), "11": _n(6), "12": _n(6), "13": _n(6),
    "15": _n(6), "16": _n(6), "17": _n(6), "20": _n(2), "21": _x(20), "22": _x(20),
    "235": _x(28), "240": _x(30), "241": _x(30), "242": r"\d{1,6}", "243": _x(20),
    "250": _x(30), "251": _x(30), "253": rf"\d{{13}}{_X}{{0,17}}", "254": _x(20),
    "255": r"\d{13,25}", "30": r"\d{1,8}", "37": r"\d{1,8}",
    "400": _x(30), "401": _x(30), "402": _n(17), "403": _x(30),
    **{f"41{n}": _n(13) for n in range(8)},
    "420": _x(20), "421": rf"\d{{3}}{_X}{{1,9}}", "422": _n(3),
    "7001": _n(13), "7002": _x(30), "7003": _n(10),
    "8001": _n(14), "8002": _x(20), "8005": _n(6), "8007": _x(34), "8008": r"\d{8,12}",
    "8013": _x(25), "8018": _n(18), "8020": _x(25), "8200": _x(70),
    "90": _x(30), **{str(n): _x(90) for n in range(91, 100)},
}  # fmt: skip
"""The identifiers that goods and coupons in a shop carry, and the form of their values."""
_PLACED = {
    **{f"{kind}{n}": _n(6) for kind in range(31, 37) for n in range(7 if kind == 31 else 10)},  # noqa: PLR2004
    "390": r"\d{1,15}", "391": r"\d{4,18}", "392": r"\d{1,15}", "393": r"\d{4,18}",
    "394": _n(4), "395": _n(6),
}  # fmt: skip
"""Identifiers whose fourth digit is the place of the decimal point: weights, prices."""
