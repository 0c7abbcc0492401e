"""Typing how much of a line comes back: pieces, or kilograms to the gram."""

from dataclasses import dataclass

from ui.kit.pads import BACK, DOT

DIGITS_MAX, DECIMALS = 5, 3


@dataclass(frozen=True, slots=True)
class QuantityEntry:
    """What stands there as text; ``milli`` are its thousandths."""

    text: str = ""

    @property
    def milli(self) -> int:
        """Return the thousandths that were typed."""
        whole, _, part = self.text.partition(DOT)
        return int(whole or "0") * 1_000 + int(part.ljust(DECIMALS, "0") or "0")

    def press(self, key: str, *, weighed: bool) -> "QuantityEntry":
        """Return what stands there after ``key``; a key that means nothing changes nothing."""
        if key == BACK:
            return QuantityEntry(self.text[:-1])
        text = self.text + key
        whole, point, part = text.partition(DOT)
        plain = all(digits.isdigit() and digits.isascii() for digits in (whole, part) if digits)
        fits = plain and len(whole) <= DIGITS_MAX and len(part) <= DECIMALS
        return QuantityEntry(text) if fits and (weighed or not point) else self
