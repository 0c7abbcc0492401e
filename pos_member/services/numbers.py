"""Receipt numbers: ``<register>-<MMDD>-<counter>``, without a gap and never used again.

The counter belongs to the till and its incarnation, not to the day, and moves in the transaction of
the operation that prints it: a number exists exactly when its operation does.
"""

from sqlalchemy import Connection

from pos_member.storage import meta

_DIGITS = 6


def next_receipt(connection: Connection, register: str, day: str) -> str:
    """Take the next receipt number; ``day`` is the shop's as ``YYYY-MM-DD``."""
    counter = meta.number(connection, meta.RECEIPT_COUNTER) + 1
    meta.put(connection, {meta.RECEIPT_COUNTER: counter})
    return f"{register}-{day[5:7]}{day[8:10]}-{counter:0{_DIGITS}d}"


def counter_of(number: str) -> int:
    """Return the counter of a receipt number; 0 when it is none."""
    last = number.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() else 0
