"""The printer of a simulated till: what came out of it, and what its spool still holds.

A receipt comes out as soon as its sale is written. Where the till was killed in between, or its
disk failed, the spool has it, and it comes out as soon as somebody looks there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from pos_member.domain import receipt
from pos_member.services import printing
from pos_member.services.till import Till
from pos_member.storage.tables import print_job

LOOK_MS = 2_000


@dataclass(slots=True)
class Receipt:
    """What left the printer, for the oracle; ``wish`` is what the customer wanted once."""

    register: str
    number: str
    op_id: str
    wish: str


class Printer:
    """One printer.

    Attributes:
        receipts: every receipt that was printed, whatever became of the till since.
        on_paper: the operations whose receipts came out, here or before the till was copied.
    """

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []
        self.on_paper: set[str] = set()

    def know(self, other: "Printer") -> None:
        """Take for printed what came out of ``other``, the printer of the till this one copies."""
        self.on_paper |= other.on_paper

    def print(self, printed: Receipt) -> None:
        """Print; the same receipt again says COPY, and does not count."""
        if printed not in self.receipts:
            self.receipts.append(printed)
            self.on_paper.add(printed.op_id)

    def spooled(self, till: Till) -> Iterator[tuple[str, str]]:
        """Yield number and operation of each receipt in the spool that did not come out yet.

        Each is written down before it leaves, as by the print room.

        Raises:
            Unavailable: the disk did not take that; nothing more leaves.
        """
        with till.journal.reading() as connection:
            rows = connection.execute(sa.select(print_job)).all()
        for row in rows:
            if row.op_id not in self.on_paper:
                printing.sending(till, row.job)
                yield receipt.from_json(row.receipt).number, row.op_id
