"""The shop's own days, worked out from a moment: nothing here reads a clock.

A business day ends at the day-cut hour, so that a late evening stays one day in reports and shifts.
Validity (coupons, points) ends at the calendar's midnight in the shop's zone, as a customer reads
it on the calendar.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import NewType, Protocol
from zoneinfo import ZoneInfo

BusinessDay = NewType("BusinessDay", str)
"""A shop day as ``YYYY-MM-DD``; such texts sort by time."""

MS = 1_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Clock(Protocol):
    """Whatever tells the time: UTC milliseconds since 1970."""

    def __call__(self) -> int:
        """Return the moment."""
        ...


@dataclass(frozen=True, slots=True)
class WallTime:
    """What calendar and clock on the wall say: 1 is Monday; ``minute`` is of the day."""

    day: BusinessDay
    weekday: int
    minute: int


@dataclass(frozen=True, slots=True)
class ShopDays:
    """The days of a shop: its IANA zone, and the hour at which its business day ends."""

    zone: str
    day_cut_hour: int = 0

    def business_day(self, unix_ms: int) -> BusinessDay:
        """Return the business day of a moment: before the day-cut hour it is still yesterday's.

        The hour is read off the clock on the wall, so that a change to summer time moves no sale
        to another day.
        """
        wall = self._wall(unix_ms)
        day = wall.date()
        if wall.hour < self.day_cut_hour:
            day -= dt.timedelta(days=1)
        return BusinessDay(day.isoformat())

    def calendar_day(self, unix_ms: int) -> BusinessDay:
        """Return the day on the calendar at a moment: what validity is judged by."""
        return _calendar_day(self.zone, unix_ms)

    def wall_time(self, unix_ms: int) -> WallTime:
        """Return the calendar day and the time of day at a moment."""
        wall = self._wall(unix_ms)
        day = BusinessDay(wall.date().isoformat())
        return WallTime(day, wall.isoweekday(), wall.hour * 60 + wall.minute)

    def midnight_after(self, day: str) -> int:
        """Return the UTC milliseconds at which the calendar day ``day`` ends in the shop.

        Raises:
            ValueError: ``day`` is no date.
        """
        after = dt.date.fromisoformat(day) + dt.timedelta(days=1)
        midnight = dt.datetime.combine(after, dt.time(), ZoneInfo(self.zone))
        return (midnight - _EPOCH) // dt.timedelta(milliseconds=1)

    def _wall(self, unix_ms: int) -> dt.datetime:
        return _wall(self.zone, unix_ms)


# A batch of operations asks for the same moment over and over.
@lru_cache(maxsize=64)
def _wall(zone: str, unix_ms: int) -> dt.datetime:
    moment = _EPOCH + dt.timedelta(milliseconds=unix_ms)
    return moment.astimezone(ZoneInfo(zone))


@lru_cache(maxsize=64)
def _calendar_day(zone: str, unix_ms: int) -> BusinessDay:
    return BusinessDay(_wall(zone, unix_ms).date().isoformat())


@lru_cache(maxsize=1_024)
def add_days(day: str, days: int) -> BusinessDay:
    """Return the day that is ``days`` after ``day``.

    Raises:
        ValueError: ``day`` is no date.
    """
    return BusinessDay((dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat())


def whole_years(joined: str, today: str) -> int:
    """Return the whole years from ``joined`` to ``today``; of 29 February they end on 1 March."""
    return max(0, int(today[:4]) - int(joined[:4]) - (today[5:] < joined[5:]))


def moment_of(text: str) -> int:
    """Return the UTC milliseconds of an ISO 8601 moment that says its offset.

    Raises:
        ValueError: not a moment, or one without an offset, which could be any.
    """
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("must say its offset from UTC")
    return (moment - _EPOCH) // dt.timedelta(milliseconds=1)
