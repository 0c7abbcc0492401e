"""Reads and writes the decimal amounts, quantities and optional fields of documents.

Documents carry amounts as decimal strings in major units, because a person reads and writes them;
behind this module there are minor units only.
"""

from pos_member.domain.money import Milli, format_minor, parse_minor
from pos_member.domain.shape import Shape, damaged

AMOUNT_MAX = 10**13
QUANTITY_MAX = 10**9
QUANTITY_DIGITS = 3
AMOUNT_LETTERS_MAX = 20

_MINOR_DIGITS = {
    "BHD": 3, "CLP": 0, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "TND": 3,
    "UGX": 0, "VND": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
"""ISO 4217 currencies whose minor unit is not a hundredth."""


def digits_of(currency: str) -> int:
    """Return how many decimal digits the minor unit of ``currency`` has (ISO 4217)."""
    return _MINOR_DIGITS.get(currency, 2)


def read_currency(shape: Shape, key: str = "currency") -> str:
    """Return the ISO 4217 code at ``key``; ``CNY`` where none stands."""
    if not shape.has(key):
        return "CNY"
    code = shape.text(key, longest=3)
    if len(code) != 3 or not (code.isascii() and code.isalpha() and code.isupper()):  # noqa: PLR2004
        raise damaged(shape.at(key), "must be three capital letters")
    return code


def read_amount(
    shape: Shape, key: str, digits: int, *, least: int = 0, default: int | None = None
) -> int:
    """Return the minor units that the decimal text at ``key`` says in major units.

    ``default`` stands for a missing field; without one the field must be there.
    """
    if default is not None and not shape.has(key):
        return default
    text = shape.text(key, longest=AMOUNT_LETTERS_MAX)
    try:
        minor = parse_minor(text, digits)
    except ValueError as wrong:
        raise damaged(
            shape.at(key),
            f"must be an amount with at most {digits} decimals, like '{_like(digits)}'",
        ) from wrong
    if not least <= minor <= AMOUNT_MAX:
        bounds = f"{format_minor(least, digits)}..{format_minor(AMOUNT_MAX, digits)}"
        raise damaged(shape.at(key), f"must be {bounds}")
    return minor


def read_optional_amount(shape: Shape, key: str, digits: int, *, least: int = 0) -> int | None:
    """Return the minor units at ``key``, or ``None`` where nothing stands."""
    return read_amount(shape, key, digits, least=least) if shape.has(key) else None


def read_quantity(shape: Shape, key: str) -> Milli:
    """Return the thousandths that the decimal text at ``key`` says; one where none stands."""
    if not shape.has(key):
        return Milli(1000)
    text = shape.text(key, longest=AMOUNT_LETTERS_MAX)
    try:
        milli = parse_minor(text, QUANTITY_DIGITS)
    except ValueError as wrong:
        raise damaged(
            shape.at(key), "must be a quantity with at most 3 decimals, like '2' or '0.250'"
        ) from wrong
    if not 1 <= milli <= QUANTITY_MAX:
        raise damaged(shape.at(key), "must be above 0 and at most 1000000")
    return Milli(milli)


def format_quantity(quantity: Milli) -> str:
    """Return ``quantity`` as a decimal text without needless zeros: ``2``, ``0.25``."""
    text = format_minor(quantity, QUANTITY_DIGITS)
    return text.rstrip("0").rstrip(".")


def integer_or(shape: Shape, key: str, default: int, *, least: int = 0, most: int = 2**53) -> int:
    """Return the integer at ``key``, or ``default`` where nothing stands."""
    return shape.integer(key, least=least, most=most) if shape.has(key) else default


def truth_or(shape: Shape, key: str, *, default: bool) -> bool:
    """Return the boolean at ``key``, or ``default`` where nothing stands."""
    return shape.truth(key) if shape.has(key) else default


def text_or(shape: Shape, key: str, default: str = "", *, longest: int = 200) -> str:
    """Return the text at ``key``, or ``default`` where nothing or an empty text stands."""
    return shape.text(key, longest=longest) if shape.raw(key) not in (None, "") else default


def texts_or_none(shape: Shape, key: str, *, most: int = 1_000) -> tuple[str, ...]:
    """Return the texts of the list at ``key``; none where nothing stands."""
    return shape.texts(key, most=most) if shape.has(key) else ()


def part_or_empty(shape: Shape, key: str) -> Shape:
    """Return the object at ``key``; an empty one where nothing stands."""
    return shape.part(key) if shape.has(key) else Shape({}, shape.at(key))


def _like(digits: int) -> str:
    return format_minor(1250, digits) if digits else "1250"
