"""What a quote says: lines with every deduction explained, totals, bounds, and what was refused.

Amounts are minor units and never negative; a line's payable is its list price less its deductions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pos_member.domain.amounts import digits_of, format_quantity
from pos_member.domain.canonical import JsonValue
from pos_member.domain.money import Milli, format_minor
from pos_member.domain.reasons import plain_values, words_of
from pos_member.domain.words import Words

ENGINE = 1
"""The version of the rules of pricing. It rises with any change that moves a fen."""

Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What pricing knows of a member; ``points_burnable`` without what this sale will earn.

    ``tags`` and ``segments`` are what promotions may ask for.
    """

    member_id: str
    tier_id: str
    points_burnable: int = 0
    tags: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()


class Deduction(NamedTuple):
    """An amount off, by which rule and why. ``values`` are what its sentence names.

    A tuple, as ``QuoteLine`` is: a quote makes a hundred of them, in half the time.
    """

    rule_id: str
    reason: str
    values: Values
    amount_minor: int

    def words(self, currency: str) -> Words:
        """Return why, as a sentence."""
        return words_of(self.reason, self.values, currency)


@dataclass(frozen=True, slots=True)
class RefusedRule:
    """A rule that was asked for, or nearly held, and does not; ``code`` and ``values`` say why."""

    rule_id: str
    code: str
    values: Values

    def words(self, currency: str) -> Words:
        """Return why not, as a sentence."""
        return words_of(self.code, self.values, currency)


class QuoteLine(NamedTuple):
    """One line of the basket, priced."""

    line_id: str
    quantity: Milli
    list_minor: int
    payable_minor: int
    deductions: tuple[Deduction, ...]


@dataclass(frozen=True, slots=True)
class PointsLimit:
    """The most points that may be burnt on this bill and what they pay, and in which steps."""

    points: int
    minor: int
    step_points: int
    step_minor: int
    minimum_points: int


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a basket at a moment, with every reason.

    Attributes:
        deductions: the lines' deductions, one total for each rule, in the order they came in.
        points_taken: what is burnt of the points offered; ``points_taken_minor`` is what they pay.
        points_earned: what the member will earn; burnable on a later sale only.
        qualifying: minor units that count towards the next tier.
        refused: rules that did not hold, each with its reason.
        blocked: ``unknown_lines`` while a line is not known, ``goods_gated`` while one is for other
            members; such a basket cannot be paid.
    """

    engine_version: int
    program_version: int
    currency: str
    at_ms: int
    lines: tuple[QuoteLine, ...]
    list_minor: int
    due_minor: int
    deductions: tuple[Deduction, ...]
    points_limit: PointsLimit
    points_taken: int
    points_taken_minor: int
    points_earned: int
    qualifying: int
    refused: tuple[RefusedRule, ...] = ()
    blocked: str | None = None
    blocked_values: Values = field(default_factory=dict)

    @property
    def saved_minor(self) -> int:
        """Return what the customer does not pay of the list price."""
        return self.list_minor - self.due_minor

    def line(self, line_id: str) -> QuoteLine:
        """Return the priced line ``line_id``; it is one of the basket's."""
        return next(line for line in self.lines if line.line_id == line_id)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the quote as a document: amounts as decimal texts in major units."""
        write = _Writer(self.currency)
        limit = self.points_limit
        blocked: JsonValue = None
        if self.blocked is not None:
            blocked = write.reason(self.blocked, self.blocked_values)
        return {
            "engine": self.engine_version,
            "program_version": self.program_version,
            "currency": self.currency,
            "at_ms": self.at_ms,
            "lines": [write.line(line) for line in self.lines],
            "deductions": [write.deduction(each) for each in self.deductions],
            "totals": {
                "list": write.amount(self.list_minor),
                "saved": write.amount(self.saved_minor),
                "due": write.amount(self.due_minor),
            },
            "points": {
                "limit": limit.points,
                "limit_amount": write.amount(limit.minor),
                "step": limit.step_points,
                "step_amount": write.amount(limit.step_minor),
                "minimum": limit.minimum_points,
                "taken": self.points_taken,
                "taken_amount": write.amount(self.points_taken_minor),
            },
            "points_to_earn": self.points_earned,
            "qualifying": write.amount(self.qualifying),
            "refused": [write.refused(each) for each in self.refused],
            "blocked": blocked,
        }


class _Writer:
    """Writes the parts of a quote in one currency."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._digits = digits_of(currency)

    def amount(self, minor: int) -> str:
        return format_minor(minor, self._digits)

    def reason(self, code: str, values: Values) -> dict[str, JsonValue]:
        return {
            "reason": code,
            "words": {**words_of(code, values, self._currency).to_json()},
            "values": {**plain_values(values, self._currency)},
        }

    def deduction(self, each: Deduction) -> dict[str, JsonValue]:
        return {
            "rule": each.rule_id,
            "amount": self.amount(each.amount_minor),
            **self.reason(each.reason, each.values),
        }

    def refused(self, each: RefusedRule) -> dict[str, JsonValue]:
        return {"rule": each.rule_id, **self.reason(each.code, each.values)}

    def line(self, line: QuoteLine) -> dict[str, JsonValue]:
        return {
            "id": line.line_id,
            "quantity": format_quantity(line.quantity),
            "list": self.amount(line.list_minor),
            "payable": self.amount(line.payable_minor),
            "deductions": [self.deduction(each) for each in line.deductions],
        }
