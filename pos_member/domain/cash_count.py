"""Counting what lies in a drawer: how many of each note and coin, or a machine's sum."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

PIECES_MAX = 9_999
"""No drawer holds more of one note; what is typed beyond is a slip of the hand."""
BACK = "back"

FACES: Mapping[str, tuple[int, ...]] = {
    "CNY": (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10),
    "HKD": (100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 100),
    "USD": (10_000, 5_000, 2_000, 1_000, 500, 100, 25, 10),
    "EUR": (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50),
    "JPY": (10_000, 5_000, 1_000, 500, 100, 50, 10, 1),
}
"""Currency → its notes and coins in minor units, those that fill a drawer, largest first."""


@dataclass(frozen=True, slots=True)
class CashCount:
    """A count under way.

    Attributes:
        pieces: face in minor units → how many; faces that were not touched are missing.
        sum_minor: the sum itself where it is not counted by piece, else ``None``.
    """

    pieces: Mapping[int, int] = field(default_factory=dict)
    sum_minor: int | None = None

    @property
    def total(self) -> int:
        """Return the minor units that were counted."""
        if self.sum_minor is not None:
            return self.sum_minor
        return sum(face * pieces for face, pieces in self.pieces.items())

    @property
    def begun(self) -> bool:
        """Tell whether anything was counted, be it none."""
        return bool(self.pieces) or self.sum_minor is not None

    def press(self, face: int, key: str) -> "CashCount":
        """Return the count after a digit, ``00`` or ``back`` at ``face``; else the same."""
        pieces = self.pieces.get(face, 0)
        if key == BACK:
            return self.with_pieces(face, pieces // 10)
        if not (key.isascii() and key.isdigit()):
            return self
        typed = int(f"{pieces}{key}")
        return self.with_pieces(face, typed) if typed <= PIECES_MAX else self

    def with_pieces(self, face: int, pieces: int) -> "CashCount":
        """Return the count with ``pieces`` of ``face``."""
        return replace(self, pieces={**self.pieces, face: pieces}, sum_minor=None)


def faces_of(currency: str) -> tuple[int, ...]:
    """Return the notes and coins of ``currency``; none where we know none: sums are typed then."""
    return FACES.get(currency, ())
