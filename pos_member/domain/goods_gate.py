"""Goods that not everybody may buy: for a tier and those above it, for good or until a launch.

A gated line can be scanned and is priced, but the basket cannot be paid while it is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pos_member.domain.amounts import texts_or_none
from pos_member.domain.canonical import JsonValue
from pos_member.domain.clock import add_days
from pos_member.domain.program_parts import read_words
from pos_member.domain.shape import Shape, damaged
from pos_member.domain.words import Words

GATES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate before goods named by category or sku.

    Attributes:
        from_tier: the lowest tier that may pass.
        until_day: last day of the gate, then everybody may: an early access; empty for ever.
    """

    gate_id: str
    name: Words
    from_tier: str
    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    until_day: str = ""

    def stands_before(self, sku: str, category: str, today: str) -> bool:
        """Tell whether it is closed to some on the calendar day ``today`` for these goods."""
        if self.until_day and today > self.until_day:
            return False
        return sku in self.skus or category in self.categories


def first_shut(
    gates: Sequence[Gate], goods: Sequence[tuple[str, str]], passes: Sequence[str], today: str
) -> Gate | None:
    """Return the first gate that keeps somebody from ``goods`` (sku and category of each).

    ``passes``: the tier of the member and all below it; nothing for a guest.
    """
    for gate in gates:
        closed = gate.from_tier not in passes
        if closed and any(gate.stands_before(sku, category, today) for sku, category in goods):
            return gate
    return None


def read_gates(shape: Shape, tiers: Sequence[str]) -> tuple[Gate, ...]:
    """Return the gates at ``gates`` of the program's document; ``tiers`` are those it has.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
    """
    if not shape.has("gates"):
        return ()
    return shape.parts("gates", lambda part: _gate(part, tiers), most=GATES_MAX)


def write_gate(gate: Gate) -> dict[str, JsonValue]:
    """Return ``gate`` as ``read_gates`` reads it."""
    return {
        "id": gate.gate_id,
        "name": {**gate.name.to_json()},
        "from_tier": gate.from_tier,
        "categories": list(gate.categories),
        "skus": list(gate.skus),
        "until_day": gate.until_day,
    }


def _gate(shape: Shape, tiers: Sequence[str]) -> Gate:
    shape.only("id", "name", "from_tier", "categories", "skus", "until_day")
    from_tier = shape.text("from_tier", longest=64)
    if from_tier not in tiers:
        raise damaged(shape.at("from_tier"), "is no tier of the program")
    gate = Gate(
        shape.text("id", longest=64),
        read_words(shape, "name"),
        from_tier,
        texts_or_none(shape, "categories"),
        texts_or_none(shape, "skus"),
        _day(shape),
    )
    if not gate.categories and not gate.skus:
        raise damaged(shape.at("skus"), "or categories must name the goods")
    return gate


def _day(shape: Shape) -> str:
    if not shape.has("until_day") or not shape.raw("until_day"):
        return ""
    try:
        return add_days(shape.text("until_day", longest=10), 0)
    except ValueError as wrong:
        raise damaged(shape.at("until_day"), "must be a day like '2026-11-22'") from wrong
