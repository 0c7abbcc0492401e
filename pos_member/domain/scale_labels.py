"""The labels that a shop's own scales print: a bar code that holds article and weight or price.

There is no standard for what stands where: each shop sets its scales. So a shop writes patterns,
one character for each digit of the code, and two that could both match are a mistake said at start,
not a wrong price at the counter.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pos_member.domain.check_digits import gs1_check_holds
from pos_member.domain.errors import Damaged

ITEM, GRAMS, AMOUNT, CHECK = "I", "W", "P", "C"
LENGTHS = (13, 18)
_FORM = re.compile(r"[0-9]{1,2}(?=[IWPX])[IWPX]+C?")
_WALLET_LENGTHS = range(16, 25)
_WALLET_HEADS = (*range(10, 16), *range(25, 31))


@dataclass(frozen=True, slots=True)
class ScaleLabel:
    """What a scale printed.

    Attributes:
        item: the article number on the scale, with its leading zeros.
        grams, amount_minor: net weight, and what the pack costs in minor units; ``None`` where the
            label does not say it.
    """

    code: str
    item: str
    grams: int | None = None
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class LabelPattern:
    """One kind of label, such as ``22IIIIIPPPPPC`` or ``21IIIIIWWWWWPPPPPC``.

    Digits stand for themselves; ``I`` article, ``W`` grams, ``P`` amount in minor units, ``X`` what
    is not read, ``C`` the check digit of GS1 over all before it.
    """

    text: str

    def read(self, digits: str) -> ScaleLabel | None:
        """Return what ``digits`` say, or ``None`` if they are no label of this kind."""
        if len(digits) != len(self.text) or not self._begins(digits):
            return None
        if self.text.endswith(CHECK) and not gs1_check_holds(digits):
            return None
        weight, amount = self._field(GRAMS, digits), self._field(AMOUNT, digits)
        return ScaleLabel(
            digits,
            self._field(ITEM, digits),
            int(weight) if weight else None,
            int(amount) if amount else None,
        )

    def may_be(self, other: "LabelPattern") -> bool:
        """Tell whether some code could be both."""
        same_length = len(self.text) == len(other.text)
        pairs = zip(self.text, other.text, strict=False)
        return same_length and all(a == b or not (a + b).isdecimal() for a, b in pairs)

    def _begins(self, digits: str) -> bool:
        return all(not a.isdecimal() or a == b for a, b in zip(self.text, digits, strict=True))

    def _field(self, letter: str, digits: str) -> str:
        return "".join(b for a, b in zip(self.text, digits, strict=True) if a == letter)


def read_patterns(texts: Iterable[str]) -> tuple[LabelPattern, ...]:
    """Return the patterns that a shop wrote.

    Raises:
        Damaged: ``label_pattern``: one is none; ``label_pattern_wallet``: a wallet's payment code
            could match it; ``label_patterns_clash``: a code could match two of them.
    """
    patterns = tuple(LabelPattern(_checked(text)) for text in texts)
    for place, one in enumerate(patterns):
        for other in patterns[place + 1 :]:
            if one.may_be(other):
                raise Damaged("label_patterns_clash", one=one.text, other=other.text)
    return patterns


def read_label(digits: str, patterns: Sequence[LabelPattern]) -> ScaleLabel | None:
    """Return what the one of ``patterns`` that fits reads in ``digits``, or ``None``."""
    return next((found for one in patterns if (found := one.read(digits))), None)


def _checked(text: str) -> str:
    says_something = ITEM in text and (GRAMS in text or AMOUNT in text)
    whole = all(letter * text.count(letter) in text for letter in (ITEM, GRAMS, AMOUNT))
    if not (_FORM.fullmatch(text) and len(text) in LENGTHS and says_something and whole):
        raise Damaged("label_pattern", pattern=text[:40])
    if len(text) in _WALLET_LENGTHS and _may_begin_a_wallets(text):
        raise Damaged("label_pattern_wallet", pattern=text)
    return text


def _may_begin_a_wallets(text: str) -> bool:
    head = re.compile(re.sub(r"[A-Z]", r"\\d", text[:2]))
    return any(head.fullmatch(str(begin)) for begin in _WALLET_HEADS)
