"""Judges the shifts of a chain at rest: each operation stands in one report, to the fen."""

from collections.abc import Sequence

import sqlalchemy as sa

from pos_member.domain import canonical
from pos_member.domain.operation_reader import KINDS, read_body
from pos_member.domain.operations import Body, ShiftClosed
from pos_member.domain.shift import totals_of
from sync.server import tables
from sync.simulator.chain import Chain
from sync.simulator.invariants import Invariant

_CLOSED = sa.select(tables.operation.c.terminal_id).where(
    tables.operation.c.kind == ShiftClosed.kind
)
_OF_TILL = (
    sa.select(tables.operation)
    .where(tables.operation.c.terminal_id == sa.bindparam("id"))
    .order_by(tables.operation.c.incarnation, tables.operation.c.seq)
)


def judge(chain: Chain) -> list[str]:
    """Each report says what the operations since the one before come to, and numbers follow.

    Judged of tills whose journal was one, and came whole: a till that was put back, copied or
    replaced has closed shifts that somebody else had closed already.
    """
    found: list[str] = []
    with chain.centre.database.reading() as connection:
        for terminal_id in sorted(set(connection.execute(_CLOSED).scalars())):
            rows = connection.execute(_OF_TILL, {"id": terminal_id}).mappings().all()
            if _is_whole(chain, terminal_id, rows):
                found += _till(terminal_id, rows)
    return found


def _is_whole(chain: Chain, terminal_id: str, rows: Sequence[sa.RowMapping]) -> bool:
    excuses = chain.excuses
    if terminal_id in excuses.copied | excuses.broken | excuses.gone or excuses.lost:
        return False
    return all(row["incarnation"] == 1 and row["original"] for row in rows)


def _till(terminal_id: str, rows: Sequence[sa.RowMapping]) -> list[str]:
    found: list[str] = []
    number, left = 1, 0
    since: list[Body] = []
    for row in rows:
        if row["kind"] not in KINDS:
            continue
        body = read_body(row["kind"], canonical.load(bytes(row["body"])))
        if not isinstance(body, ShiftClosed):
            since.append(body)
            continue
        totals = totals_of(since, left=left)
        said = (body.number, body.expected, body.totals)
        if said != (number, totals.drawer.expected, totals.to_json()):
            found.append(Invariant.I15.broken(f"report {body.number} of till {terminal_id}"))
        number, left, since = body.number + 1, body.left, []
    return found
