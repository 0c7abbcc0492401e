"""The bill while it is being worked out: what the stages of pricing hand on to each other.

It is the only thing in pricing that changes, it never leaves ``pricing.quote``, and it only ever
goes down: a stage takes off what its rule says, never more than is left of a line.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pos_member.domain.basket import BasketLine
from pos_member.domain.money import allocate, allocate_within
from pos_member.domain.pricing_values import Deduction, QuoteLine, RefusedRule, Values

_new = tuple.__new__
"""Makes a named tuple in half the time: a quote makes three hundred deductions."""


class Why(NamedTuple):
    """What a deduction says beside its amount."""

    rule_id: str
    reason: str
    values: Values


class RunningBill:
    """List price, payable and deductions of every line, in minor units, by the line's place."""

    __slots__ = ("deductions", "floors", "has_floors", "lines", "listed", "payable", "refused")

    def __init__(self, lines: Sequence[BasketLine]) -> None:
        self.lines = lines
        self.listed = [0] * len(lines)
        self.payable = [0] * len(lines)
        self.has_floors = any(line.floor_minor for line in lines)
        # What no rule takes a line below: filled in with the line prices.
        self.floors = [0] * len(lines)
        self.deductions: list[list[Deduction]] = [[] for _ in lines]
        self.refused: list[RefusedRule] = []

    def take_off(self, place: int, deduction: Deduction) -> None:
        """Take a deduction off the line at ``place``."""
        assert 0 < deduction.amount_minor <= self.payable[place] - self.floors[place]
        self.payable[place] -= deduction.amount_minor
        self.deductions[place].append(deduction)

    def take_parts(self, places: Sequence[int], parts: Sequence[int], why: Why) -> bool:
        """Take ``parts`` off the lines at ``places``; say whether there was anything to take."""
        payable, floors, deductions = self.payable, self.floors, self.deductions
        taken = False
        for place, part in zip(places, parts, strict=True):
            if part:
                left = payable[place] - part
                assert part > 0
                assert left >= floors[place]
                payable[place] = left
                deductions[place].append(_new(Deduction, (*why, part)))
                taken = True
        return taken

    def share_out(self, total: int, places: Sequence[int], weights: Sequence[int]) -> list[int]:
        """Return how ``total`` falls on the lines at ``places``, none below its floor.

        ``weights`` are at most what the lines have left to pay.
        """
        # Without floors no part outgrows its weight, nor so its line: the common case, and quick.
        if not self.has_floors:
            if len(places) == 1:
                return [min(total, weights[0])]
            most = sum(weights)
            if total >= most:
                return list(weights)
            return allocate(total, weights)
        rooms = [self.payable[place] - self.floors[place] for place in places]
        return allocate_within(total, weights, rooms)

    def refuse(self, rule_id: str, code: str, values: Values) -> None:
        """Note that a rule does not hold, and why."""
        self.refused.append(RefusedRule(rule_id, code, values))

    def quote_lines(self) -> tuple[QuoteLine, ...]:
        """Return the lines as they now stand."""
        return tuple(
            QuoteLine(line.line_id, line.quantity, listed, payable, tuple(deductions))
            for line, listed, payable, deductions in zip(
                self.lines, self.listed, self.payable, self.deductions, strict=True
            )
        )

    def by_rule(self) -> tuple[Deduction, ...]:
        """Return the total of each rule over all lines, in the order in which they came in."""
        first: dict[object, Deduction] = {}
        sums: dict[object, int] = {}
        for deductions in self.deductions:
            for each in deductions:
                # One rule may be used for several reasons of its own: prices set by hand.
                rule_id, _, values, minor = each
                own = values.get("reason")
                key = rule_id if own is None else (rule_id, own)
                if key in sums:
                    sums[key] += minor
                else:
                    first[key], sums[key] = each, minor
        return tuple(
            Deduction(each.rule_id, each.reason, each.values, sums[key])
            for key, each in first.items()
        )
