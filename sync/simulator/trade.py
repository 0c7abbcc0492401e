"""Two months of trade in a small chain: who pays what by stored value, where, and who is offline.

The workload on which lease policies are compared: 4 shops of 3 tills, 3,000 members who come twice
a month, 85 % of the time to their own shop and there mostly to one till. It knows no policy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

STORES = 4
TILLS_PER_STORE = 3
MEMBERS = 3_000
VISITS_PER_MONTH = 2
AT_HOME_PERCENT = 85
OWN_TILL_PERCENT = 60
MONTH_DAYS = 30
OPEN_HOURS = 12
WARM_DAYS = 120
"""Before the days that count, so that visits and leases are what they are in a shop at work."""
DAYS = 60

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

BILLS = (
    (1_000, 8), (1_500, 12), (2_000, 14), (2_800, 14), (3_800, 13), (4_800, 10), (5_800, 8),
    (6_800, 6), (8_800, 5), (12_800, 4), (19_800, 3), (29_800, 2),
)  # fmt: skip
"""Minor units of a bill, and how often it is that."""
TOP_UPS = ((20_000, 3), (30_000, 3), (50_000, 4), (100_000, 2))
"""Minor units of a top-up likewise; it comes when a bill is more than the member has."""


@dataclass(frozen=True, slots=True)
class Outages:
    """How often and how long a shop is cut off, at any hour of day or night."""

    per_month: int
    hours: int


SHORT = Outages(6, 1)
LONG = Outages(4, 8)


@dataclass(frozen=True, slots=True)
class Visit:
    """A member with a bill at a till.

    Attributes:
        top_up_minor: what they pay in when the bill is more than they have.
        cut_ms: since when the till's shop is offline, 0 when it is online.
        counts: false while the shops warm up.
    """

    at_ms: int
    member: int
    till: str
    bill_minor: int
    top_up_minor: int
    cut_ms: int
    counts: bool


def till_of(store: int, place: int) -> str:
    """Return the name of a till."""
    return f"{store}-{place}"


def tills_of(store: int) -> tuple[str, ...]:
    """Return the tills of a shop."""
    return tuple(till_of(store, place) for place in range(TILLS_PER_STORE))


def store_of(till: str) -> int:
    """Return the shop that ``till`` stands in."""
    return int(till.partition("-")[0])


class Trade:
    """All that happens in one chain, the same for every policy.

    Attributes:
        cuts: shop → its outages as (from, until), in order.
    """

    def __init__(self, seed: int, outages: Outages, *, members: int = MEMBERS) -> None:
        self._members = members
        self._chance = Random(f"{seed}/trade")  # noqa: S311 - to be repeatable
        self.cuts = {store: self._cuts(outages) for store in range(STORES)}
        self._homes = [
            (self._chance.randrange(STORES), self._chance.randrange(TILLS_PER_STORE))
            for _ in range(members)
        ]

    def visits(self) -> Iterator[Visit]:
        """Return every visit, in order of time."""
        days = WARM_DAYS + DAYS
        # Twice a month on average: each member's days are drawn, not a timetable.
        count = self._members * VISITS_PER_MONTH * days // MONTH_DAYS
        bills, often = zip(*BILLS, strict=True)
        top_ups, how_often = zip(*TOP_UPS, strict=True)
        moments = sorted(self._moment(days) for _ in range(count))
        for at_ms in moments:
            member = self._chance.randrange(self._members)
            till = self._till(member)
            yield Visit(
                at_ms,
                member,
                till,
                self._chance.choices(bills, often)[0],
                self._chance.choices(top_ups, how_often)[0],
                self.cut_since(store_of(till), at_ms),
                counts=at_ms >= WARM_DAYS * DAY_MS,
            )

    def cut_since(self, store: int, at_ms: int) -> int:
        """Return since when ``store`` is offline at ``at_ms``, 0 when it is online."""
        return next((start for start, end in self.cuts[store] if start <= at_ms < end), 0)

    def cut_until(self, store: int, at_ms: int) -> int:
        """Return until when ``store`` is offline at ``at_ms``, 0 when it is online."""
        return next((end for start, end in self.cuts[store] if start <= at_ms < end), 0)

    def _cuts(self, outages: Outages) -> list[tuple[int, int]]:
        count = outages.per_month * DAYS // MONTH_DAYS
        found = []
        for _ in range(count):
            start = WARM_DAYS * DAY_MS + self._chance.randrange(DAYS * DAY_MS)
            found.append((start, start + outages.hours * HOUR_MS))
        return sorted(found)

    def _moment(self, days: int) -> int:
        return self._chance.randrange(days) * DAY_MS + self._chance.randrange(OPEN_HOURS * HOUR_MS)

    def _till(self, member: int) -> str:
        store, own = self._homes[member]
        if self._chance.randrange(100) >= AT_HOME_PERCENT:
            others = [other for other in range(STORES) if other != store]
            return till_of(self._chance.choice(others), self._chance.randrange(TILLS_PER_STORE))
        if self._chance.randrange(100) < OWN_TILL_PERCENT:
            return till_of(store, own)
        return till_of(
            store, (own + 1 + self._chance.randrange(TILLS_PER_STORE - 1)) % TILLS_PER_STORE
        )
