"""Judges the refunds of a chain at rest: no receipt is paid out twice, or the shop is told."""

from collections import Counter as Tally
from collections import defaultdict

import sqlalchemy as sa

from pos_member.domain import canonical
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Refund, Sale
from pos_member.domain.sold import sold_lines
from sync.server import tables
from sync.simulator.chain import Chain
from sync.simulator.invariants import Invariant

APPLIED = "applied"


def judge(chain: Chain) -> list[str]:
    """No line comes back beyond what was sold of it, nor any more money than was paid.

    But where a disaster brought it, and then the shop bears it: the sale's refund says so.
    """
    sales, back = _sales_and_refunds(chain)
    found = []
    for sale_id, refunds in back.items():
        sale = sales.get(sale_id)
        if sale is None:
            found.append(Invariant.I14.broken(f"sale {sale_id} came back and was never applied"))
        elif not chain.excuses.shortage and _is_beyond(sale, refunds):
            found.append(Invariant.I14.broken(f"more came back of sale {sale_id} than was sold"))
    return found


def given_back(chain: Chain) -> dict[int, int]:
    """Return the number of each member → stored value that refunds put back, minor units."""
    found: dict[int, int] = defaultdict(int)
    for row in _rows(chain, tables.ledger):
        if row["reason"] == "refund" and row["credit"].endswith(("/principal", "/bonus")):
            found[row["no"]] += row["amount"]
    return found


def _sales_and_refunds(chain: Chain) -> tuple[dict[str, Sale], dict[str, list[Refund]]]:
    sales: dict[str, Sale] = {}
    back: dict[str, list[Refund]] = defaultdict(list)
    for row in _rows(chain, tables.operation):
        if row["original"] and row["outcome"] == APPLIED and row["kind"] in ("sale", "refund"):
            body = read_body(row["kind"], canonical.load(bytes(row["body"])))
            if isinstance(body, Sale):
                sales[row["op_id"]] = body
            elif isinstance(body, Refund):
                back[body.sale_id].append(body)
    return sales, back


def _is_beyond(sale: Sale, refunds: list[Refund]) -> bool:
    """Tell whether ``refunds`` gave more of a line, or by any way, than ``sale`` took."""
    lines: Tally[str] = Tally()
    ways: Tally[str] = Tally()
    for refund in refunds:
        lines.update({line.line_id: line.quantity for line in refund.lines})
        for tender in refund.tenders:
            ways[tender.kind] += tender.amount
        ways["stored_value"] += refund.principal + refund.bonus
        ways["points"] += refund.points_worth
        ways["earned"] += refund.earned
    paid: Tally[str] = Tally(earned=sale.points_earned)
    for tender in sale.tenders:
        paid[tender.kind] += tender.amount
    sold = {line.line_id: line.quantity for line in sold_lines(sale)}
    return any(lines[line] > sold.get(line, 0) for line in lines) or any(
        amount > paid[way] for way, amount in ways.items()
    )


def _rows(chain: Chain, table: sa.Table) -> list[sa.RowMapping]:
    with chain.centre.database.reading() as connection:
        return list(connection.execute(sa.select(table)).mappings())
