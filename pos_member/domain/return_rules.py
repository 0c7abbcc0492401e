"""How long goods may be brought back: by what they are, and by who bought them.

Days are the shop's calendar days after the day of the sale, the last one inclusive. The rules of
the program at the moment of the return count; a manager has approved it in any case.
"""

from dataclasses import dataclass
from functools import cached_property

from pos_member.domain.amounts import integer_or, text_or
from pos_member.domain.canonical import JsonValue
from pos_member.domain.clock import add_days
from pos_member.domain.shape import Shape, damaged

DAYS_MAX = 36_500
RULES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class ReturnDays:
    """The days of one category of goods, or of one tier of members; 0 is not at all."""

    name: str
    days: int


@dataclass(frozen=True)
class ReturnRules:
    """The windows of returns.

    Attributes:
        days: for whatever no category names; ``None`` is for ever, 0 not at all.
        categories: come before ``days``.
        tiers: lengthen what is returnable at all for members of the tier; they never shorten it.
    """

    days: int | None = None
    categories: tuple[ReturnDays, ...] = ()
    tiers: tuple[ReturnDays, ...] = ()

    def last_day(self, sold_day: str, *, category: str, tier_id: str) -> str | None:
        """Return the last day on which goods sold on ``sold_day`` may come back.

        Empty is for ever, ``None`` never.
        """
        days = self._of_category.get(category, self.days)
        if days == 0:
            return None
        longer = self._of_tier.get(tier_id, 0)
        return "" if days is None else add_days(sold_day, max(days, longer))

    @cached_property
    def _of_category(self) -> dict[str, int]:
        return {each.name: each.days for each in self.categories}

    @cached_property
    def _of_tier(self) -> dict[str, int]:
        return {each.name: each.days for each in self.tiers}


def read_return_rules(shape: Shape) -> ReturnRules:
    """Return the rules at ``returns`` of the program's document; without them, for ever.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
    """
    if not shape.has("returns"):
        return ReturnRules()
    part = shape.part("returns")
    part.only("days", "categories", "tiers")
    return ReturnRules(
        days=integer_or(part, "days", 0, most=DAYS_MAX) if part.has("days") else None,
        categories=_days_by(part, "categories", "category"),
        tiers=_days_by(part, "tiers", "tier"),
    )


def write_return_rules(rules: ReturnRules) -> dict[str, JsonValue]:
    """Return ``rules`` as ``read_return_rules`` reads them."""
    return {
        "days": rules.days,
        "categories": [{"category": each.name, "days": each.days} for each in rules.categories],
        "tiers": [{"tier": each.name, "days": each.days} for each in rules.tiers],
    }


def _days_by(shape: Shape, key: str, name: str) -> tuple[ReturnDays, ...]:
    if not shape.has(key):
        return ()

    def read(part: Shape) -> ReturnDays:
        part.only(name, "days")
        return ReturnDays(text_or(part, name, longest=64), part.integer("days", most=DAYS_MAX))

    found = shape.parts(key, read, most=RULES_MAX)
    seen: set[str] = set()
    for i, each in enumerate(found):
        if each.name in seen:
            raise damaged(f"{shape.at(key)}[{i}].{name}", "stands twice")
        seen.add(each.name)
    return found
