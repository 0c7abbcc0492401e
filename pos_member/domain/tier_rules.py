"""What a tier asks for: bounds on what a member did, joined by *and* and *or*, over windows.

These are values only. Whether a history meets them is decided in ``tier_decision``, how they are
written stands in ``tier_document``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Measure(StrEnum):
    """What is counted: minor units spent, purchases, activity points, whole years, other units."""

    SPEND = "spend"
    PURCHASES = "purchases"
    ACTIVITY = "activity"
    YEARS = "years"
    UNITS = "units"


class Window(StrEnum):
    """Which days count: the last 365 with today, this calendar year, or all."""

    ROLLING_YEAR = "rolling_year"
    CALENDAR_YEAR = "calendar_year"
    LIFETIME = "lifetime"


@dataclass(frozen=True, slots=True)
class Bound:
    """At least so much of a measure; ``strict`` is more than that. ``unit`` names other units."""

    measure: Measure
    bound: int
    window: Window = Window.LIFETIME
    strict: bool = False
    unit: str = ""

    @property
    def least(self) -> int:
        """Return the smallest amount that meets it."""
        return self.bound + self.strict


@dataclass(frozen=True, slots=True)
class Paid:
    """A paid membership that runs."""

    membership_id: str


@dataclass(frozen=True, slots=True)
class Graded:
    """An activity grade, or a higher one."""

    grade_id: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of ``conditions``."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of ``conditions``."""

    conditions: tuple["Condition", ...]


Condition: TypeAlias = Bound | Paid | Graded | AllOf | AnyOf


def bounds_in(condition: Condition) -> Iterable[Bound]:
    """Yield every bound that ``condition`` asks for, whatever joins them."""
    if isinstance(condition, Bound):
        yield condition
    elif isinstance(condition, AllOf | AnyOf):
        for each in condition.conditions:
            yield from bounds_in(each)
