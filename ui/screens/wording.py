"""Puts what the desks say into words of the language in force; amounts and times as shops write."""

import datetime as dt
from zoneinfo import ZoneInfo

from pos_member.domain.amounts import digits_of
from pos_member.domain.money import Milli
from pos_member.domain.pricing import Deduction
from pos_member.domain.views import MemberHit, MemberView, StaffView
from pos_member.i18n import (
    catalogue,
    explain,
    format_clock,
    format_day,
    format_money,
    format_quantity,
    format_short_day,
    group_digits,
    language,
    tr,
)
from ui.screens.said import Said

ERROR = "error."
SECOND_MS = 1000


def say(said: Said, currency: str) -> str:
    """Return ``said`` in words. A reason that no catalogue knows yet is said to be one."""
    values = {
        name: format_money(int(value), currency)
        if name in said.money or name.endswith("_minor")
        else value
        for name, value in said.values.items()
    }
    if not said.message.startswith(ERROR):
        return tr(said.message, **values)
    code = said.message.removeprefix(ERROR)
    try:
        return explain(code, **values)
    except KeyError:
        # The reason came without the values that its text names: say it without them.
        return tr("error.unknown", code=code)


def knows(message: str) -> bool:
    """Tell whether the catalogue in force has ``message``."""
    return message in catalogue(language())


def bare_amount(minor: int, currency: str) -> str:
    """Return an amount without its sign, and without decimals that are all zero: ``1,000``."""
    digits = digits_of(currency)
    text = format_money(minor, currency)
    start = next(place for place, letter in enumerate(text) if letter.isdigit())
    number = text[start:]
    return number.removesuffix("." + "0" * digits) if digits else number


def why(deduction: Deduction, currency: str) -> str:
    """Return the reason of a deduction as the quote explains it."""
    words = deduction.words(currency)
    return words.zh if language() == "zh_CN" else words.en


def times(quantity: Milli) -> str:
    """Return a quantity as it stands before a line: ``× 2``."""
    return f"× {format_quantity(quantity)}"


def initial(name: str) -> str:
    """Return the first character of ``name`` for an avatar."""
    return name[:1].upper() or "?"


def card_number(member: MemberView | MemberHit) -> str:
    """Return a card's number in groups of four; empty without one."""
    return group_digits(member.card_number, (4,)) if member.card_number else ""


def role(person: StaffView) -> str:
    """Return what a person is here."""
    return tr(f"role.{person.role}")


def day_of(text: str) -> str:
    """Return a day ``YYYY-MM-DD`` or ``MM-DD`` in short; empty for none."""
    if not text:
        return ""
    whole = text if len(text) > len("MM-DD") else f"2000-{text}"
    return format_short_day(dt.date.fromisoformat(whole))


class ShopClock:
    """Turns moments into the times on the shop's wall."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def at(self, unix_ms: int) -> dt.datetime:
        """Return the moment as the shop's local time."""
        return dt.datetime.fromtimestamp(unix_ms // SECOND_MS, self._zone)

    def clock(self, unix_ms: int, *, seconds: bool = False) -> str:
        """Return the time of day: ``14:02``."""
        return format_clock(self.at(unix_ms), seconds=seconds)

    def day(self, unix_ms: int) -> str:
        """Return the day with its weekday."""
        return format_day(self.at(unix_ms).date())

    def as_of(self, unix_ms: int, now_ms: int) -> str:
        """Return the time of day, with the day before it if that is not today."""
        then, now = self.at(unix_ms), self.at(now_ms)
        clock = format_clock(then)
        return clock if then.date() == now.date() else f"{format_short_day(then.date())} {clock}"
