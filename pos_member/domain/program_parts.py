"""What the readers of a program share: texts of two languages, rates, ids that stand once."""

from collections.abc import Callable, Iterable

from pos_member.domain.amounts import integer_or
from pos_member.domain.money import WHOLE_BP, BasisPoints
from pos_member.domain.shape import Part, Shape, damaged
from pos_member.domain.words import Words

TIERS_MAX = 50
RULES_MAX = 1_000
POINTS_MAX = 10**9
DAYS_MAX = 36_500


def read_words(shape: Shape, key: str) -> Words:
    """Return the text at ``key``: an object of ``zh`` and ``en``, or one text for both."""
    if isinstance(shape.raw(key), str):
        text = shape.text(key, longest=200)
        return Words(text, text)
    part = shape.part(key)
    part.only("zh", "en")
    return Words(part.text("zh", longest=200), part.text("en", longest=200))


def read_rate(shape: Shape, key: str, default: BasisPoints) -> BasisPoints:
    """Return the rate in basis points at ``key``, at most the whole."""
    return BasisPoints(integer_or(shape, key, default, most=WHOLE_BP))


def parts_or_none(
    shape: Shape, key: str, read: Callable[[Shape], Part], *, most: int
) -> tuple[Part, ...]:
    """Return what ``read`` makes of the list at ``key``; none where nothing stands."""
    return shape.parts(key, read, most=most) if shape.has(key) else ()


def once(path: str, key: str, values: Iterable[str | int]) -> None:
    """Refuse a value that stands twice in the list at ``path``."""
    seen: set[str | int] = set()
    for i, value in enumerate(values):
        if value in seen:
            raise damaged(f"{path}[{i}].{key}", "stands twice")
        seen.add(value)
