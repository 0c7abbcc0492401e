"""A promotion: which goods, when, for whom, and what it takes off.

One value for every kind; ``promotion_document`` sees to it that a kind has what it needs and
nothing else. What it comes to in a basket is decided in ``pricing_line_prices`` and
``pricing_promotions``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from pos_member.domain.money import WHOLE_BP, BasisPoints
from pos_member.domain.words import Words


class PromotionKind(StrEnum):
    """What a promotion does; the first three give a line another price."""

    PERCENT = "percent"
    AMOUNT_OFF = "amount_off"
    FIXED_PRICE = "fixed_price"
    NTH_ITEM = "nth_item"
    BUY_GET = "buy_get"
    BUNDLE = "bundle"
    THRESHOLD = "threshold"


LINE_KINDS = (PromotionKind.PERCENT, PromotionKind.AMOUNT_OFF, PromotionKind.FIXED_PRICE)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods take part: those named by category or sku, all where none is, less the excluded.

    ``excludes_reduced`` leaves out what already costs less than its list price.
    """

    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    excluded_categories: tuple[str, ...] = ()
    excluded_skus: tuple[str, ...] = ()
    excludes_reduced: bool = False

    def holds(self, sku: str, category: str) -> bool:
        """Tell whether goods take part."""
        if category in self.excluded_categories or sku in self.excluded_skus:
            return False
        anything = not self.categories and not self.skus
        return anything or category in self.categories or sku in self.skus


@dataclass(frozen=True, slots=True)
class When:
    """The shop's days and hours: every part that is given must hold.

    Attributes:
        weekdays: 1 is Monday, 7 Sunday.
        month_days: days of the month: a member day.
        from_minute: of the day, inclusive; ``to_minute`` is exclusive. From the evening to the
            small hours where it is the later one; the day is then the one on the calendar.
    """

    first_day: str = ""
    last_day: str = ""
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    from_minute: int = 0
    to_minute: int = 1_440

    def holds(self, day: str, weekday: int, minute: int) -> bool:
        """Tell whether it holds on the calendar ``day`` at ``minute`` of it."""
        if (self.first_day and day < self.first_day) or (self.last_day and day > self.last_day):
            return False
        if self.weekdays and weekday not in self.weekdays:
            return False
        if self.month_days and int(day[8:]) not in self.month_days:
            return False
        if self.from_minute < self.to_minute:
            return self.from_minute <= minute < self.to_minute
        return minute >= self.from_minute or minute < self.to_minute


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom: one of each list that is given; any of them asks for a member."""

    members_only: bool = False
    tiers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Tell whether it asks for anything at all."""
        return bool(self.members_only or self.tiers or self.tags or self.segments)

    def holds(self, tier_id: str, tags: Collection[str], segments: Collection[str]) -> bool:
        """Tell whether a member belongs to it."""
        if self.tiers and tier_id not in self.tiers:
            return False
        if self.tags and not any(each in tags for each in self.tags):
            return False
        return not self.segments or any(each in segments for each in self.segments)


@dataclass(frozen=True, slots=True)
class Step:
    """From ``full_minor`` on so much off, or ``rate_bp`` paid where that is below the whole."""

    full_minor: int
    off_minor: int = 0
    rate_bp: BasisPoints = WHOLE_BP


@dataclass(frozen=True, slots=True)
class BundleItem:
    """So many pieces of any of ``skus``."""

    skus: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True)
class Promotion:
    """A promotion of the program.

    Attributes:
        group: of its exclusivity group only the first that gives something takes.
        priority: higher ones are taken first; equal ones in the program's order.
        cap_minor: most that it takes off one sale; ``None`` is no cap.
        rate_bp: what is paid, of a percent or of the n-th item.
        amount_minor: off each piece; the fixed price of one; the price of a bundle.
        every: which item of a series: 2 is the second one.
        buy: pieces that are paid for each ``get`` that are not.
        most: how often a sale gets it; ``None`` is any.
        each: every full amount of the only step, not the first alone.
        same_goods: the pieces of one series are of one sku.
    """

    promotion_id: str
    name: Words
    kind: PromotionKind
    scope: Scope = field(default_factory=Scope)
    when: When = field(default_factory=When)
    audience: Audience = field(default_factory=Audience)
    group: str = ""
    priority: int = 0
    cap_minor: int | None = None
    rate_bp: BasisPoints = WHOLE_BP
    amount_minor: int = 0
    every: int = 0
    buy: int = 0
    get: int = 0
    most: int | None = None
    each: bool = False
    same_goods: bool = False
    steps: tuple[Step, ...] = ()
    items: tuple[BundleItem, ...] = ()

    @cached_property
    def rule_id(self) -> str:
        """Return how its deductions are signed."""
        return f"promotion/{self.promotion_id}"

    @cached_property
    def words(self) -> Mapping[str, str | int]:
        """Return its name as the reason of a deduction names it."""
        return {"promotion_zh": self.name.zh, "promotion_en": self.name.en}

    @cached_property
    def is_for_all(self) -> bool:
        """Tell whether it is on at any moment for anybody."""
        return self.when == When() and not self.audience.asks

    @cached_property
    def is_whole(self) -> bool:
        """Tell whether all goods of what it names take part."""
        scope = self.scope
        excludes = scope.excluded_categories or scope.excluded_skus or scope.excludes_reduced
        return not excludes and self.kind is not PromotionKind.BUNDLE

    @cached_property
    def bundle_skus(self) -> tuple[str, ...]:
        """Return the goods of all its items, each once."""
        return tuple(dict.fromkeys(sku for item in self.items for sku in item.skus))


@dataclass(frozen=True, slots=True)
class LinePromotions:
    """Promotions of single lines by sku and by category, and those of all goods."""

    by_sku: Mapping[str, tuple[Promotion, ...]]
    by_category: Mapping[str, tuple[Promotion, ...]]
    anywhere: tuple[Promotion, ...]

    @classmethod
    def of(cls, promotions: tuple[Promotion, ...]) -> "LinePromotions":
        """Return those of ``promotions`` that give a line another price."""
        by_sku: dict[str, list[Promotion]] = {}
        by_category: dict[str, list[Promotion]] = {}
        anywhere = []
        for each in promotions:
            if each.kind not in LINE_KINDS:
                continue
            for sku in each.scope.skus:
                by_sku.setdefault(sku, []).append(each)
            for category in each.scope.categories:
                by_category.setdefault(category, []).append(each)
            if not each.scope.skus and not each.scope.categories:
                anywhere.append(each)
        return cls(
            {sku: tuple(found) for sku, found in by_sku.items()},
            {category: tuple(found) for category, found in by_category.items()},
            tuple(anywhere),
        )

    def touching(self, sku: str, category: str) -> tuple[Promotion, ...]:
        """Return those that may be for goods, perhaps twice; the excluded are still among them."""
        return self.by_sku.get(sku, ()) + self.by_category.get(category, ()) + self.anywhere
