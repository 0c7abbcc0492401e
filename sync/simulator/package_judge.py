"""Judges the packages of a chain at rest: a session is used up once, or the shop bears its loss."""

from collections import Counter as Tally
from collections.abc import Iterator

import sqlalchemy as sa

from pos_member.domain import canonical
from pos_member.domain.ledger import SESSION
from pos_member.domain.shape import Shape
from sync.server import tables
from sync.simulator.chain import Chain
from sync.simulator.coupon_judge import APPLIED, shortage_account
from sync.simulator.invariants import Invariant

LEGS_MAX = 100


def judge(chain: Chain) -> list[str]:
    """Every session that was sold is used, paid back or still held; what is more is a loss."""
    sold, gone, held = Tally[str](), Tally[str](), Tally[str]()
    for op_id, kind, body in _applied(chain):
        if kind == "sale" and body.has("packages"):
            for package, count in body.parts("packages", _package, most=LEGS_MAX):
                sold[f"{op_id}/{package}"] += count
        elif kind == "session_redeemed":
            gone.update(dict(_lots(body.part("leg"))))
        elif kind == "refund" and body.has("sessions"):
            for lots in body.parts("sessions", _lots, most=LEGS_MAX):
                gone.update(dict(lots))
    lost = Tally[str]()
    for row in _sessions_moved(chain):
        held[row["lot"]] += _sign(row) * row["amount"]
        lost[row["lot"]] += row["amount"] if row["debit"] == shortage_account(chain) else 0
    found = [
        f"of {lot}: {sold[lot]} sold, {gone[lot]} used, {lost[lot]} lost, {held[lot]} held"
        for lot in sorted(sold.keys() | gone.keys() | held.keys())
        if sold[lot] + lost[lot] - gone[lot] != held[lot] or held[lot] < 0
    ]
    return [Invariant.I16.broken(what) for what in found]


def _applied(chain: Chain) -> Iterator[tuple[str, str, Shape]]:
    for row in _rows(chain, tables.operation):
        if row["original"] and row["outcome"] == APPLIED:
            yield row["op_id"], row["kind"], Shape(canonical.load(bytes(row["body"])))


def _package(part: Shape) -> tuple[str, int]:
    return part.text("package"), part.integer("sessions")


def _lots(leg: Shape) -> list[tuple[str, int]]:
    return list(leg.parts("lots", _lot, most=LEGS_MAX))


def _lot(part: Shape) -> tuple[str, int]:
    return part.text("lot"), part.integer("amount")


def _sessions_moved(chain: Chain) -> list[sa.RowMapping]:
    return [row for row in _rows(chain, tables.ledger) if row["unit"] == SESSION]


def _sign(row: sa.RowMapping) -> int:
    """Tell whether a transfer gives to members (1), takes from them (-1) or stays among them."""
    return int(not _is_shops(row["credit"])) - int(not _is_shops(row["debit"]))


def _is_shops(account: str) -> bool:
    return account.startswith("store/")


def _rows(chain: Chain, table: sa.Table) -> list[sa.RowMapping]:
    with chain.centre.database.reading() as connection:
        return list(connection.execute(sa.select(table)).mappings())
