"""Receipt numbers: ``<register>-<MMDD>-<counter>``, without a gap and never used again.

The counter belongs to the till and its incarnation, not to the day, and moves in the transaction of
the operation that prints it: a number exists exactly when its operation does. From the second
incarnation on, its number is part of them (``1.2-0921-000001``).
"""

from sqlalchemy import Connection

from pos_member.storage import meta

_DIGITS = 6


def next_receipt(connection: Connection, register: str, day: str) -> str:
    """Take the next receipt number; ``day`` is the shop's as ``YYYY-MM-DD``."""
    known = meta.values(connection)
    counter = int(known.get(meta.RECEIPT_COUNTER, "0")) + 1
    meta.put(connection, {meta.RECEIPT_COUNTER: counter})
    incarnation = int(known.get(meta.INCARNATION, "1"))
    series = register if incarnation == 1 else f"{register}.{incarnation}"
    return f"{series}-{day[5:7]}{day[8:10]}-{counter:0{_DIGITS}d}"


def counter_of(number: str) -> int:
    """Return the counter of a receipt number; 0 when it is none."""
    last = number.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() else 0
