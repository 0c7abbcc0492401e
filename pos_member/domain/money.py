"""Amounts as integer minor units; the six roundings of the product live here and nowhere else.

A rate is rounded half away from zero, so that a refund mirrors its sale exactly. ``allocate`` is
the only way to split an amount, so that parts always add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NewType

BasisPoints = NewType("BasisPoints", int)
"""A rate in hundredths of a percent: 10,000 is all of it."""

Milli = NewType("Milli", int)
"""A quantity in thousandths: 1,000 is one piece, 250 a quarter of a kilogram."""

ONE = Milli(1000)
WHOLE_BP = BasisPoints(10_000)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the minor unit of an ISO 4217 currency (fen for CNY).

    Amounts of two currencies neither add nor compare: both raise ``ValueError``.
    """

    minor: int
    currency: str = "CNY"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor


class CashRounding(StrEnum):
    """How the cash part of a bill meets the smallest coin."""

    NONE = "none"
    DOWN = "down"
    HALF_UP = "half_up"


def divide_half_away(numerator: int, denominator: int) -> int:
    """Return ``numerator / denominator`` rounded half away from zero; ``denominator`` > 0."""
    assert denominator > 0
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def at_rate(minor: int, rate_bp: BasisPoints) -> int:
    """Return ``minor`` x ``rate_bp``, rounded half away from zero to the minor unit.

    Half away is what the customer's own arithmetic gives, and it is symmetric about zero, so that
    a refund mirrors its sale exactly.
    """
    return divide_half_away(minor * rate_bp, WHOLE_BP)


def times_quantity(unit_minor: int, quantity: Milli) -> int:
    """Return ``quantity`` at ``unit_minor`` each, rounded once, half away from zero."""
    return divide_half_away(unit_minor * quantity, ONE)


def whole_steps(points: int, step: int) -> int:
    """Return the most of ``points`` that is a multiple of ``step``; both >= 0, ``step`` > 0."""
    assert step > 0
    assert points >= 0
    return points - points % step


def round_cash(minor: int, coin_minor: int, rounding: CashRounding) -> int:
    """Return ``minor`` as cash pays it, in multiples of ``coin_minor``; symmetric about zero.

    ``DOWN`` drops what is below the coin (抹零), ``HALF_UP`` goes to the nearer coin and from the
    middle away from zero.
    """
    assert coin_minor > 0
    match rounding:
        case CashRounding.NONE:
            return minor
        case CashRounding.DOWN:
            down = abs(minor) - abs(minor) % coin_minor
            return down if minor >= 0 else -down
    return divide_half_away(minor, coin_minor) * coin_minor


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` in proportion to ``weights`` (>= 0) by largest remainder.

    The parts always add up to ``total``. Equal remainders go to the first part first. Weights
    that are all zero split evenly. A negative total is the mirror image of the positive one.
    """
    assert weights
    assert all(weight >= 0 for weight in weights)
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    whole = sum(weights)
    shares = list(weights) if whole else [1] * len(weights)
    whole = whole or len(weights)
    parts = [total * share // whole for share in shares]
    left = total - sum(parts)
    if left:
        # Sorting is stable the other way round as well: of equal remainders the first comes first.
        remainders = [total * share % whole for share in shares]
        for i in sorted(range(len(shares)), key=remainders.__getitem__, reverse=True)[:left]:
            parts[i] += 1
    return parts


def allocate_within(total: int, weights: Sequence[int], rooms: Sequence[int]) -> list[int]:
    """Split ``total`` like ``allocate``, no part above its room; what a room keeps back is shared.

    The parts add up to ``total``, or to all the rooms where these are less. ``total`` >= 0; where
    only parts of weight 0 have room left, these take the rest evenly.
    """
    parts = [0] * len(weights)
    left = min(total, sum(rooms))
    while left:
        open_places = [i for i in range(len(rooms)) if rooms[i] > parts[i]]
        shares = allocate(left, [weights[i] for i in open_places])
        for i, share in zip(open_places, shares, strict=True):
            taken = min(share, rooms[i] - parts[i])
            parts[i] += taken
            left -= taken
    return parts


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total``, at most the sum of ``weights`` (>= 0), so that no part shrinks as it grows.

    The parts add up to ``total`` and are the ``weights`` themselves once it is all of them. It is
    the method of odd numbers (Webster, Sainte-Laguë): the next unit goes to the part whose quota
    reaches its half first, ties to the first part. ``allocate`` does not do here: by its largest
    remainders a part may have less of a larger total, and a refund would take money back.
    """
    whole = sum(weights)
    assert 0 <= total <= whole
    if not whole:
        return [0] * len(weights)
    parts = [(2 * weight * total + whole - 1) // (2 * whole) for weight in weights]
    places = [place for place, weight in enumerate(weights) if weight]
    # The unit ``n`` of a part is due when the quota is n - 1/2: compared as fractions, exactly.
    while sum(parts) < total:
        parts[min(places, key=lambda i: (Fraction(2 * parts[i] + 1, weights[i]), i))] += 1
    while sum(parts) > total:
        parts[max(places, key=lambda i: (Fraction(2 * parts[i] - 1, weights[i]), i))] -= 1
    return parts


def format_minor(minor: int, digits: int = 2) -> str:
    """Return ``minor`` as a decimal string in major units: ``-5`` fen is ``-0.05``."""
    sign = "-" if minor < 0 else ""
    if digits == 0:
        return f"{sign}{abs(minor)}"
    whole, rest = divmod(abs(minor), 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d}"


def parse_minor(text: str, digits: int = 2) -> int:
    """Return the minor units that the decimal string ``text`` says in major units.

    Raises:
        ValueError: not a plain decimal number, or finer than the minor unit.
    """
    body = text.removeprefix("-")
    whole, point, rest = body.partition(".")
    plain = (
        whole.isascii() and whole.isdigit() and (not point or (rest.isascii() and rest.isdigit()))
    )
    if not plain:
        raise ValueError(f"not a decimal amount: {text!r}")
    if len(rest) > digits:
        raise ValueError(f"finer than the smallest coin: {text!r}")
    minor = int(whole + rest.ljust(digits, "0"))
    return -minor if text.startswith("-") else minor
