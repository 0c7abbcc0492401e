"""The promotions of a program as a document: a kind has the fields it needs and no other."""

from pos_member.domain.amounts import (
    integer_or,
    part_or_empty,
    read_amount,
    read_optional_amount,
    text_or,
    texts_or_none,
    truth_or,
)
from pos_member.domain.canonical import JsonValue
from pos_member.domain.clock import add_days
from pos_member.domain.errors import Damaged
from pos_member.domain.money import WHOLE_BP, BasisPoints, format_minor
from pos_member.domain.program_parts import RULES_MAX, once, parts_or_none, read_rate, read_words
from pos_member.domain.promotion import (
    LINE_KINDS,
    Audience,
    BundleItem,
    Promotion,
    PromotionKind,
    Scope,
    Step,
    When,
)
from pos_member.domain.shape import Shape, damaged

PIECES_MAX = 1_000
PRIORITY_MAX = 1_000_000
DAY_MINUTES = 1_440
_COMMON = ("id", "name", "kind", "goods", "when", "audience", "group", "priority")
_SETS = ("cap", "most")
_OWN: dict[PromotionKind, tuple[str, ...]] = {
    PromotionKind.PERCENT: ("rate_bp",),
    PromotionKind.AMOUNT_OFF: ("amount",),
    PromotionKind.FIXED_PRICE: ("amount",),
    PromotionKind.NTH_ITEM: ("every", "rate_bp", "same_goods", *_SETS),
    PromotionKind.BUY_GET: ("buy", "get", "same_goods", *_SETS),
    PromotionKind.BUNDLE: ("items", "amount", *_SETS),
    PromotionKind.THRESHOLD: ("steps", "each", *_SETS),
}
_Fields = dict[str, JsonValue]


def read_promotions(shape: Shape, digits: int) -> tuple[Promotion, ...]:
    """Return the promotions of the program ``shape``.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
    """
    found = parts_or_none(
        shape, "promotions", lambda part: _promotion(part, digits), most=RULES_MAX
    )
    once(shape.at("promotions"), "id", (each.promotion_id for each in found))
    return found


def write_promotion(promotion: Promotion, digits: int) -> _Fields:
    """Return ``promotion`` as the document that ``read_promotions`` reads."""
    when, audience, scope = promotion.when, promotion.audience, promotion.scope
    cap = promotion.cap_minor
    own: _Fields = {
        "rate_bp": int(promotion.rate_bp),
        "amount": format_minor(promotion.amount_minor, digits),
        "every": promotion.every,
        "buy": promotion.buy,
        "get": promotion.get,
        "items": [{"skus": list(each.skus), "count": each.count} for each in promotion.items],
        "steps": [_write_step(each, digits) for each in promotion.steps],
        "each": promotion.each,
        "same_goods": promotion.same_goods,
        "cap": None if cap is None else format_minor(cap, digits),
        "most": promotion.most,
    }
    return {
        "id": promotion.promotion_id,
        "name": {**promotion.name.to_json()},
        "kind": promotion.kind.value,
        "goods": {
            "categories": list(scope.categories),
            "skus": list(scope.skus),
            "excluded_categories": list(scope.excluded_categories),
            "excluded_skus": list(scope.excluded_skus),
            "excludes_reduced": scope.excludes_reduced,
        },
        "when": {
            "first_day": when.first_day,
            "last_day": when.last_day,
            "weekdays": list(when.weekdays),
            "month_days": list(when.month_days),
            "from": _clock(when.from_minute),
            "to": _clock(when.to_minute),
        },
        "audience": {
            "members_only": audience.members_only,
            "tiers": list(audience.tiers),
            "tags": list(audience.tags),
            "segments": list(audience.segments),
        },
        "group": promotion.group,
        "priority": promotion.priority,
        **{key: own[key] for key in _OWN[promotion.kind]},
    }


def _promotion(shape: Shape, digits: int) -> Promotion:
    kind = _kind(shape)
    own = _OWN[kind]
    shape.only(*_COMMON, *own)
    scope = _scope(part_or_empty(shape, "goods"))
    if kind in LINE_KINDS and scope.excludes_reduced:
        why = "excludes_reduced does not go with a price: the best one counts"
        raise damaged(shape.at("goods"), why)
    if kind is PromotionKind.BUNDLE and scope != Scope():
        raise damaged(shape.at("goods"), "of a bundle stand in its items")
    return Promotion(
        promotion_id=shape.text("id", longest=64),
        name=read_words(shape, "name"),
        kind=kind,
        scope=scope,
        when=_when(part_or_empty(shape, "when")),
        audience=_audience(part_or_empty(shape, "audience")),
        group=text_or(shape, "group", longest=64),
        priority=integer_or(shape, "priority", 0, most=PRIORITY_MAX),
        cap_minor=read_optional_amount(shape, "cap", digits, least=1),
        rate_bp=_below_whole(shape) if "rate_bp" in own else WHOLE_BP,
        amount_minor=_amount(shape, kind, digits) if "amount" in own else 0,
        every=shape.integer("every", least=2, most=PIECES_MAX) if "every" in own else 0,
        buy=shape.integer("buy", least=1, most=PIECES_MAX) if "buy" in own else 0,
        get=shape.integer("get", least=1, most=PIECES_MAX) if "get" in own else 0,
        most=shape.integer("most", least=1, most=PIECES_MAX) if shape.has("most") else None,
        each=truth_or(shape, "each", default=False),
        same_goods=truth_or(shape, "same_goods", default=False),
        steps=_steps(shape, digits) if "steps" in own else (),
        items=_items(shape) if "items" in own else (),
    )


def _below_whole(shape: Shape) -> BasisPoints:
    return BasisPoints(shape.integer("rate_bp", most=WHOLE_BP - 1))


def _kind(shape: Shape) -> PromotionKind:
    kind = shape.text("kind", longest=64)
    if kind not in tuple(PromotionKind):
        raise Damaged("rule_unknown", path=shape.at("kind"), kind=kind)
    return PromotionKind(kind)


def _amount(shape: Shape, kind: PromotionKind, digits: int) -> int:
    least = 1 if kind is PromotionKind.AMOUNT_OFF else 0
    return read_amount(shape, "amount", digits, least=least)


def _scope(shape: Shape) -> Scope:
    shape.only("categories", "skus", "excluded_categories", "excluded_skus", "excludes_reduced")
    return Scope(
        categories=texts_or_none(shape, "categories"),
        skus=texts_or_none(shape, "skus"),
        excluded_categories=texts_or_none(shape, "excluded_categories"),
        excluded_skus=texts_or_none(shape, "excluded_skus"),
        excludes_reduced=truth_or(shape, "excludes_reduced", default=False),
    )


def _when(shape: Shape) -> When:
    shape.only("first_day", "last_day", "weekdays", "month_days", "from", "to")
    when = When(
        first_day=_day(shape, "first_day"),
        last_day=_day(shape, "last_day"),
        weekdays=_numbers(shape, "weekdays", 7),
        month_days=_numbers(shape, "month_days", 31),
        from_minute=_minute(shape, "from", 0),
        to_minute=_minute(shape, "to", DAY_MINUTES),
    )
    if when.first_day and when.last_day and when.last_day < when.first_day:
        raise damaged(shape.at("last_day"), "is before first_day: it would never hold")
    if when.from_minute == when.to_minute:
        raise damaged(shape.at("to"), "is the same as from: it would never hold")
    return when


def _audience(shape: Shape) -> Audience:
    shape.only("members_only", "tiers", "tags", "segments")
    return Audience(
        members_only=truth_or(shape, "members_only", default=False),
        tiers=texts_or_none(shape, "tiers"),
        tags=texts_or_none(shape, "tags"),
        segments=texts_or_none(shape, "segments"),
    )


def _steps(shape: Shape, digits: int) -> tuple[Step, ...]:
    steps = shape.parts("steps", lambda part: _step(part, digits), most=RULES_MAX)
    path = shape.at("steps")
    if not steps:
        raise damaged(path, "must hold at least one step")
    for i in range(1, len(steps)):
        if steps[i].full_minor <= steps[i - 1].full_minor:
            raise damaged(f"{path}[{i}].full", "must be above the step before")
    if truth_or(shape, "each", default=False) and (len(steps) > 1 or not steps[0].off_minor):
        raise damaged(shape.at("each"), "goes with a single step that has an off")
    return steps


def _step(shape: Shape, digits: int) -> Step:
    shape.only("full", "off", "rate_bp")
    if shape.has("off") == shape.has("rate_bp"):
        raise damaged(shape.at("off"), "or rate_bp must stand here, one of both")
    full = read_amount(shape, "full", digits, least=1)
    off = read_amount(shape, "off", digits, least=1) if shape.has("off") else 0
    if off > full:
        raise damaged(shape.at("off"), "must be at most full: goods would be given away")
    return Step(full, off, read_rate(shape, "rate_bp", WHOLE_BP))


def _write_step(step: Step, digits: int) -> _Fields:
    full = format_minor(step.full_minor, digits)
    if step.off_minor:
        return {"full": full, "off": format_minor(step.off_minor, digits)}
    return {"full": full, "rate_bp": int(step.rate_bp)}


def _items(shape: Shape) -> tuple[BundleItem, ...]:
    items = shape.parts("items", _item, most=PIECES_MAX)
    if not items:
        raise damaged(shape.at("items"), "must hold at least one item")
    seen: set[str] = set()
    for i, item in enumerate(items):
        if seen & set(item.skus):
            raise damaged(f"{shape.at('items')}[{i}].skus", "stand in another item of the bundle")
        seen.update(item.skus)
    return items


def _item(shape: Shape) -> BundleItem:
    shape.only("skus", "count")
    skus = shape.texts("skus", most=RULES_MAX)
    if not skus:
        raise damaged(shape.at("skus"), "must hold at least one sku")
    return BundleItem(skus, integer_or(shape, "count", 1, least=1, most=PIECES_MAX))


def _day(shape: Shape, key: str) -> str:
    text = text_or(shape, key, longest=10)
    try:
        return add_days(text, 0) if text else ""
    except ValueError as wrong:
        raise damaged(shape.at(key), "must be a day like '2026-11-22'") from wrong


def _numbers(shape: Shape, key: str, most: int) -> tuple[int, ...]:
    value = shape.raw(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(
        type(each) is int and 1 <= each <= most for each in value
    ):
        raise damaged(shape.at(key), f"must be a list of numbers 1..{most}")
    return tuple(value)


def _minute(shape: Shape, key: str, default: int) -> int:
    if not shape.has(key):
        return default
    text = shape.text(key, longest=5)
    hour, colon, minute = text.partition(":")
    plain = colon and len(hour) == len(minute) == 2 and text.isascii()  # noqa: PLR2004
    if plain and hour.isdigit() and minute.isdigit() and minute < "60":
        minutes = int(hour) * 60 + int(minute)
        if minutes <= DAY_MINUTES:
            return minutes
    raise damaged(shape.at(key), "must be a time like '09:30'")


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
