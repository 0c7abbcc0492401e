"""Check digits: the last digit of a number that proves the ones before it were read right."""


def luhn_digit(digits: str) -> str:
    """Return the check digit that ISO/IEC 7812-1 annex B puts behind ``digits``."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004
    return str(-total % 10)


def luhn_holds(number: str) -> bool:
    """Tell whether the last digit of ``number`` checks the ones before it."""
    return luhn_digit(number[:-1]) == number[-1]


def gs1_check_holds(digits: str) -> bool:
    """Tell whether the last digit is right (GS1 General Specifications 7.9)."""
    weights = (3 if place % 2 else 1 for place in range(len(digits)))
    return sum(int(d) * w for d, w in zip(reversed(digits), weights, strict=False)) % 10 == 0
