"""Phone numbers: one key for however a number was typed, and the views that may be shown.

The key is the number in the form of ITU-T E.164 with its plus sign. Eleven digits are a Chinese
mobile number; any other country must be dialled with its code.
"""

import unicodedata
from typing import NewType

from pos_member.domain.errors import Refused

PhoneKey = NewType("PhoneKey", str)

CHINA = "+86"
MOBILE_DIGITS = 11
FOREIGN_DIGITS_MIN = 8
E164_DIGITS_MAX = 15
LAST = 4
_SEPARATORS = str.maketrans("", "", " \t\r\n-.()/·_")


def normalise(text: str) -> PhoneKey:
    """Return the key of the number that ``text`` writes, in whatever grouping.

    Raises:
        Refused: ``phone_short`` or ``phone_long`` with the digits it ``have`` and ``need``,
            ``phone_prefix`` for eleven digits that are no mobile number, ``phone_characters``.
    """
    compact = unicodedata.normalize("NFKC", text).translate(_SEPARATORS)
    digits = compact.removeprefix("+")
    if digits and not (digits.isascii() and digits.isdigit()):
        raise Refused("phone_characters")
    national = _without_country(compact)
    if national is None:
        return _foreign(digits)
    _need_exactly(len(national), MOBILE_DIGITS)
    if national[0] != "1" or national[1] not in "3456789":
        raise Refused("phone_prefix", starts=national[:2])
    return PhoneKey(CHINA + national)


def national_digits(key: PhoneKey) -> str:
    """Return the digits without the country code for China, else all of them."""
    return key.removeprefix(CHINA).removeprefix("+")


def last_four(key: PhoneKey) -> str:
    """Return the last four digits: what staff may know a member by."""
    return key[-LAST:]


def masked(key: PhoneKey) -> str:
    """Return the number as everyone but its owner sees it: ``138 **** 6620``."""
    head = key[:3] if not key.startswith(CHINA) else national_digits(key)[:3]
    return f"{head} **** {last_four(key)}"


def grouped(key: PhoneKey) -> str:
    """Return the whole number in groups of 3-4-4; foreign ones as they are dialled."""
    if not key.startswith(CHINA):
        return key
    digits = national_digits(key)
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}"


def _without_country(compact: str) -> str | None:
    """Return the digits after China's code, or ``None`` for another country's number."""
    for prefix in ("+86", "0086"):
        if compact.startswith(prefix):
            return compact[len(prefix) :]
    if compact.startswith("+"):
        return None
    if compact.startswith("86") and len(compact) == len("86") + MOBILE_DIGITS:
        return compact[len("86") :]
    return compact


def _foreign(digits: str) -> PhoneKey:
    if len(digits) < FOREIGN_DIGITS_MIN:
        raise Refused("phone_short", have=len(digits), need=FOREIGN_DIGITS_MIN)
    if len(digits) > E164_DIGITS_MAX:
        raise Refused("phone_long", have=len(digits), need=E164_DIGITS_MAX)
    return PhoneKey("+" + digits)


def _need_exactly(have: int, need: int) -> None:
    if have != need:
        raise Refused("phone_short" if have < need else "phone_long", have=have, need=need)
