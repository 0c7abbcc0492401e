"""What came back of each sold line: so that one receipt is never paid out twice, by whomever.

A row is made with the first refund of a line and is locked from the reading on, so that two tills
that refund the same sale at once come one after the other.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Refund
from sync.protocol.messages import APPLIED
from sync.server import sets, tables

_RETURNED = tables.returned
_OPERATION = tables.operation
_DECIDED = tables.resolution
Line = tuple[str, str]
"""A line of a sale: the operation that sold, and what its basket calls the line."""


@dataclass(slots=True)
class Returned:
    """What came back of the lines that a batch refunds, in thousandths."""

    connection: Connection
    _there: dict[Line, int] = field(default_factory=dict)
    _moved: Counter[Line] = field(default_factory=Counter)

    def read(self, lines: Collection[Line]) -> None:
        """Read and lock ``lines``, in order."""
        _MAKE.run(self.connection, [(*line, 0) for line in sorted(lines)])
        sales = sorted({sale_id for sale_id, _ in lines})
        for sale_id, line, quantity in _ROWS.rows(self.connection, sales):
            self._there[sale_id, line] = quantity

    def of(self, line: Line) -> int:
        """Return how much of ``line`` has come back, in this batch, too."""
        return self._there.get(line, 0) + self._moved[line]

    def add(self, line: Line, quantity: int) -> None:
        """Count ``quantity`` of ``line`` as come back."""
        self._moved[line] += quantity

    def write(self) -> None:
        """Write what this batch took back."""
        _ADD.run(self.connection, [(*line, by) for line, by in sorted(self._moved.items())])


def differing(connection: Connection) -> str:
    """Return the first line of which the rows say otherwise than the refunds; empty for none."""
    said: Counter[Line] = Counter()
    for row in connection.execute(_REFUNDS):
        body = read_body(Refund.kind, canonical.load(bytes(row.body)))
        if isinstance(body, Refund):
            said.update({(body.sale_id, each.line_id): each.quantity for each in body.lines})
    for row in connection.execute(sa.select(_RETURNED)):
        if said.pop((row.sale_id, row.line), 0) != row.quantity:
            return f"{row.sale_id}/{row.line}"
    return "/".join(min(said, default=()))


_ROWS = sets.Reading(
    "SELECT sale_id, line, quantity FROM returned WHERE sale_id {among}"
    " ORDER BY sale_id, line {lock}",
    lock="FOR UPDATE",
)
_MAKE = sets.inserting(_RETURNED, "ON CONFLICT DO NOTHING")
_ADD = sets.updating(
    _RETURNED,
    {"sale_id": _RETURNED.c.sale_id, "line": _RETURNED.c.line, "by": _RETURNED.c.quantity},
    change="quantity = returned.quantity + :by",
    where="returned.sale_id = :sale_id AND returned.line = :line",
)
_REFUNDS = (
    sa.select(_OPERATION.c.body)
    .outerjoin(
        _DECIDED,
        sa.and_(
            _DECIDED.c.terminal_id == _OPERATION.c.terminal_id,
            _DECIDED.c.incarnation == _OPERATION.c.incarnation,
            _DECIDED.c.seq == _OPERATION.c.seq,
        ),
    )
    .where(_OPERATION.c.kind == Refund.kind, _OPERATION.c.original == 1)
    # One that waited and was applied after all counts, too.
    .where(sa.or_(_OPERATION.c.outcome == APPLIED, _DECIDED.c.decision == APPLIED))
)
