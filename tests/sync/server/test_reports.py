"""Totals: what the books come to, counted and summed in two ways."""

import sqlalchemy as sa

from pos_member.domain.ledger import Kind
from sync.server import reports, tables
from tests.sync.server.books import assert_whole
from tests.sync.server.far_end import Till, cash


def test_totals_count_by_till_and_kind(till: Till, other_till: Till) -> None:
    member = till.enrol()
    till.top_up(member, 10_000, bonus=700, points=30)
    till.write_raw("gift", b"{}")
    till.push()
    for _ in range(2):
        other_till.sell(member, cash(500), points=5)
    other_till.push()
    totals = assert_whole(till)
    counts = {(r["register"], r["kind"], r["outcome"]): r["count"] for r in totals["operations"]}
    assert counts == {
        ("1", "enrolment", "applied"): 1,
        ("1", "top_up", "applied"): 1,
        ("1", "gift", "quarantined"): 1,
        ("2", "sale", "applied"): 2,
    }
    assert totals["figures"] == {
        "principal": 10_000, "bonus": 700, "points": 40, "qualifying": 1_000, "coupon": 0,
        "session": 0,
    }  # fmt: skip
    assert (totals["members"], totals["quarantined"]) == (1, 1)
    assert totals["on_loan"] == {"principal": 10_000}
    moved = {(r["register"], r["reason"], r["unit"]): r["amount"] for r in totals["moved"]}
    assert moved["2", "tender", "CNY"] == 1_000
    assert moved["2", "earn", "points"] == 10


def test_books_that_were_tampered_with_are_noticed(till: Till) -> None:
    member = till.enrol()
    till.sell(member, points=100)
    till.push()
    assert till.want(member, 50, Kind.POINTS)
    with till.database.writing() as connection:
        connection.execute(sa.update(tables.holding).values(points=150))
    with till.database.snapshot_reading() as connection:
        totals = reports.totals(connection)
    assert totals["mismatched"] == 1
    assert totals["ledger"]["points"] == 100 != totals["figures"]["points"]


def test_the_quarantine_lists_what_waits_without_any_name(till: Till) -> None:
    till.write_raw("sale", b"{}")
    till.write_raw("gift", b"{}")
    till.push()
    with till.database.reading() as connection:
        found = reports.quarantine(connection)
    assert [(row["seq"], row["code"]) for row in found] == [(2, "unknown_kind"), (1, "shape")]
    assert set(found[0]) == {
        "terminal_id", "seq", "op_id", "kind", "code", "wall_ms", "received_ms",
    }  # fmt: skip
