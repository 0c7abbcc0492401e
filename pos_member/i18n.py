"""Every text a person reads, by a stable id, in Chinese and English; amounts, dates and phones.

The catalogues are flat JSON files in ``resources/translations/<language>/<area>.json``. A value is
a text with ``{placeholders}``, or ``{"one": ..., "other": ...}`` chosen by the value of ``count``.
The module knows no Qt and imports nothing heavy: it is on the path of a cold start.
"""

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import resources

LANGUAGES = ("zh_CN", "en")
MINUS = "−"
NO_BREAK = "\u00a0"

_Message = str | dict[str, str]
_FOLDER = Path(resources.__file__).parent / "translations"

_SIGNS = {
    "CNY": "¥", "JPY": "¥", "USD": "$", "HKD": "HK$", "TWD": "NT$", "SGD": "S$", "MYR": "RM",
    "EUR": "€", "GBP": "£", "KRW": "₩", "THB": "฿", "INR": "₹", "VND": "₫", "MOP": "MOP$",
}  # fmt: skip
_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3}
_WEEKDAYS = {
    "zh_CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MessageMissing(KeyError):
    """An id is in no catalogue: a mistake of ours, found by the tests."""


class _Language:
    """Which language is in force, and who wants to know when that changes."""

    def __init__(self) -> None:
        self.code = LANGUAGES[0]
        self.watchers: list[Callable[[], None]] = []


_language = _Language()


@cache
def catalogue(code: str) -> dict[str, _Message]:
    """Return all messages of language ``code`` by id.

    Raises:
        ValueError: two files define one id.
    """
    messages: dict[str, _Message] = {}
    for path in sorted((_FOLDER / code).glob("*.json")):
        part: dict[str, _Message] = json.loads(path.read_text(encoding="utf-8"))
        if twice := messages.keys() & part.keys():
            raise ValueError(f"{path.name} repeats {sorted(twice)}")
        messages.update(part)
    return messages


def language() -> str:
    """Return the language in force, one of ``LANGUAGES``."""
    return _language.code


def set_language(code: str) -> None:
    """Put language ``code`` in force and tell whoever watches."""
    assert code in LANGUAGES
    if code == _language.code:
        return
    _language.code = code
    for watcher in list(_language.watchers):
        watcher()


def watch(on_change: Callable[[], None]) -> Callable[[], None]:
    """Call ``on_change`` after each change of language; the returned callable ends that."""
    _language.watchers.append(on_change)

    def stop() -> None:
        if on_change in _language.watchers:
            _language.watchers.remove(on_change)

    return stop


def tr(message_id: str, **values: str | int) -> str:
    """Return message ``message_id`` in the language in force, with its placeholders filled.

    An ``int`` is a count and is written with thousands commas; money, dates and numbers of cards
    are given as text, already formatted.

    Raises:
        MessageMissing: no such id.
    """
    message = catalogue(_language.code).get(message_id)
    if message is None:
        raise MessageMissing(message_id)
    if isinstance(message, dict):
        message = message["one" if values.get("count") == 1 else "other"]
    texts = {name: _as_text(value) for name, value in values.items()}
    return message.format(**texts) if texts else message


def explain(code: str, **values: str | int) -> str:
    """Return what to tell the cashier about the refusal or outage ``code``.

    A code that no catalogue knows yet is named, because a till must say something.
    """
    message_id = f"error.{code}"
    if message_id not in catalogue(_language.code):
        return tr("error.unknown", code=code)
    return tr(message_id, **values)


def _as_text(value: str | int) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def format_money(minor: int, currency: str = "CNY", *, plus: bool = False) -> str:
    """Return ``minor`` units as ``¥1,286.50``; below zero ``− ¥77.30``, with ``plus`` ``+ ¥3.00``.

    The space after the sign does not break.
    """
    digits = _DIGITS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**digits)
    number = f"{whole:,}.{rest:0{digits}d}" if digits else f"{whole:,}"
    amount = _SIGNS.get(currency, currency + NO_BREAK) + number
    return _signed(minor, amount, plus=plus)


def format_count(count: int, *, plus: bool = False) -> str:
    """Return ``count`` with thousands commas; signs as in ``format_money``."""
    return _signed(count, f"{abs(count):,}", plus=plus)


def _signed(value: int, text: str, *, plus: bool) -> str:
    if value < 0:
        return f"{MINUS}{NO_BREAK}{text}"
    return f"+{NO_BREAK}{text}" if plus and value > 0 else text


def format_quantity(milli: int) -> str:
    """Return thousandths as a number without trailing zeros: 1,000 is ``1``, 250 is ``0.25``."""
    whole, rest = divmod(abs(milli), 1000)
    sign = MINUS if milli < 0 else ""
    return f"{sign}{whole:,}" + (f".{rest:03d}".rstrip("0") if rest else "")


def format_day(day: dt.date) -> str:
    """Return the day with its weekday: ``11月22日 周六``, ``Sat 22 Nov``."""
    weekday = _WEEKDAYS[_language.code][day.weekday()]
    if _language.code == "zh_CN":
        return f"{day.month}月{day.day}日 {weekday}"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}"


def format_short_day(day: dt.date) -> str:
    """Return the day without year or weekday: ``11-22``, ``22 Nov``."""
    if _language.code == "zh_CN":
        return f"{day.month:02d}-{day.day:02d}"
    return f"{day.day} {_MONTHS[day.month - 1]}"


def format_clock(at: dt.datetime | dt.time, *, seconds: bool = False) -> str:
    """Return the time of day in 24 hours: ``14:32``, with ``seconds`` ``14:32:08``."""
    clock = f"{at.hour:02d}:{at.minute:02d}"
    return f"{clock}:{at.second:02d}" if seconds else clock


def mask_phone(phone: str) -> str:
    """Return E.164 or national ``phone`` with all but its ends hidden: ``138 **** 6620``."""
    digits = phone.removeprefix("+86")
    if not digits.startswith("+"):
        return f"{digits[:3]} **** {digits[-4:]}"
    return f"**** {digits[-4:]}"


def group_digits(number: str, sizes: tuple[int, ...] = (3, 4, 4)) -> str:
    """Return ``number`` in groups of ``sizes`` digits, the last repeated: ``138 0013 8000``."""
    parts: list[str] = []
    start, turn = 0, 0
    while start < len(number):
        size = sizes[min(turn, len(sizes) - 1)]
        parts.append(number[start : start + size])
        start, turn = start + size, turn + 1
    return " ".join(parts)
