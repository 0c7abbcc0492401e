"""An amount as it is typed on a pad: digits, one point, never finer than the smallest coin."""

from dataclasses import dataclass

from pos_member.domain.amounts import digits_of
from pos_member.domain.money import parse_minor

WHOLE_DIGITS_MAX = 8


@dataclass(frozen=True, slots=True)
class AmountEntry:
    """What stands on the pad. Every key gives a new entry; a key that makes no sense changes none.

    ``currency`` says how many decimals there are.
    """

    text: str = ""
    currency: str = "CNY"

    @property
    def minor(self) -> int:
        """Return the minor units typed so far; 0 for nothing."""
        body = self.text.rstrip(".")
        return parse_minor(body, digits_of(self.currency)) if body else 0

    def press(self, key: str) -> "AmountEntry":
        """Return the entry after ``key``: a digit, ``00``, ``.``, or ``back``."""
        if key == "back":
            return AmountEntry(self.text[:-1], self.currency)
        if key == "00":
            return self.press("0").press("0")
        if key == ".":
            fits = "." not in self.text and digits_of(self.currency) > 0
            return AmountEntry((self.text or "0") + ".", self.currency) if fits else self
        whole, point, rest = self.text.partition(".")
        full = len(rest) >= digits_of(self.currency) if point else len(whole) >= WHOLE_DIGITS_MAX
        if full:
            return self
        return AmountEntry(key if self.text == "0" else self.text + key, self.currency)
