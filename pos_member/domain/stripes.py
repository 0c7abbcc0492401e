"""Magnetic stripes and card numbers: what is a member card, and what may be a bank card.

Nothing that may be a bank card is ever shown or kept, so where it is not sure it is one.
"""

import re

from pos_member.domain.check_digits import luhn_holds

_OWN = re.compile(r"(?:%M|;)(?P<number>[0-9]{12})\?.?")
"""What the stripe of a member card holds, on track 1 or 2, perhaps with the track's check."""
_TRACK = re.compile(r"\A(?:%B[0-9]|;[0-9]|\+[0-9]{12,}[=?])|[0-9]{12,19}[=^]")
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{15,19}(?![0-9])")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[ -](?=[0-9])")


def own_card(swiped: str) -> str:
    """Return the number of the member card whose stripe ``swiped`` is; empty for any other text."""
    own = _OWN.fullmatch(swiped.upper())
    return own["number"] if own and luhn_holds(own["number"]) else ""


def is_track(swiped: str) -> bool:
    """Tell whether ``swiped`` is a track of a bank card (ISO/IEC 7813, 4909), whole or cut."""
    return _TRACK.search(swiped) is not None


def holds_bank_card(swiped: str) -> bool:
    """Tell whether anything of a bank card may stand in ``swiped``, which is no member card."""
    return not own_card(swiped) and (is_track(swiped) or may_hold_bank_card(swiped))


def may_be_bank_card(digits: str) -> bool:
    """A card number by ISO/IEC 7812: better to refuse a rare long SKU than to keep one."""
    return 15 <= len(digits) <= 19 and digits[0] in "3456" and luhn_holds(digits)  # noqa: PLR2004


def may_hold_bank_card(text: str) -> bool:
    """Tell whether a card's number stands anywhere in ``text``: a stripe that came damaged.

    Digits in groups are read as one number, as people write the number of a card.
    """
    ungrouped = _BETWEEN_DIGITS.sub("", text)
    return any(map(may_be_bank_card, _LONG_NUMBER.findall(ungrouped)))
