"""Sums are taken from the documented bodies alone, and each lands in its own measure."""

import json
import sqlite3
from pathlib import Path

import pytest

from pos_member.demo import oracle_sums

SALE = {
    "tenders": [
        {"kind": "stored_value", "amount": 700, "legs": [{"amount": 500}, {"amount": 200}]},
        {"kind": "points", "amount": 100, "legs": [{"amount": 100}]},
        {"kind": "cash", "amount": 1_200},
        {"kind": "qr", "amount": 50},
    ],
    "points_earned": 19,
    "qualifying": 1_950,
}
TOP_UP = {"principal": 50_000, "bonus": 5_000, "points": 100}


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE journal(incarnation, seq, kind, body)")
        bodies = [("sale", SALE), ("top_up", TOP_UP), ("enrolment", {}), ("sale", SALE)]
        for seq, (kind, body) in enumerate(bodies, start=1):
            made.execute("INSERT INTO journal VALUES (1, ?, ?, ?)", (seq, kind, json.dumps(body)))
    made.close()
    return path


def test_what_a_journal_moves_is_added_up_by_measure(journal: Path) -> None:
    assert oracle_sums.journal_sums(journal) == {
        "spend": 1_400,
        "tender": 2_500,
        "top_up": 50_000,
        "bonus": 5_000,
        "earn": 138,
        "burn": 200,
        "qualify": 3_900,
    }


def test_operations_are_counted_by_kind(journal: Path) -> None:
    assert oracle_sums.journal_counts(journal) == {"enrolment": 1, "sale": 2, "top_up": 1}


def test_points_that_pay_are_counted_as_points_and_of_this_till_alone() -> None:
    def row(register: str, reason: str, unit: str, amount: int) -> dict[str, object]:
        return {"register": register, "reason": reason, "unit": unit, "amount": amount}

    moved = [
        row("01", "burn", "points", 100),
        row("01", "burn", "money", 100),
        row("01", "spend", "money", 30),
        row("01", "spend", "money", 12),
        row("02", "spend", "money", 99),
    ]
    found = oracle_sums.server_sums({"moved": moved}, "01")
    assert (found["burn"], found["spend"], found["tender"]) == (100, 42, 0)


def test_sessions_of_packages_are_no_figure_that_every_till_shows() -> None:
    figures = {"principal": 1, "bonus": 2, "points": 3, "qualifying": 4, "coupon": 5}
    assert oracle_sums.figures_on_tills(figures | {"session": 9, "headroom": 6}) == figures


def test_a_replica_s_figures_are_its_members_together(tmp_path: Path) -> None:
    path = tmp_path / "cache-1.db"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE figures(principal, bonus, points, qualifying)")
        made.executemany("INSERT INTO figures VALUES (?, ?, ?, ?)", [(1, 2, 3, 4), (10, 0, 0, 0)])
        made.execute("CREATE TABLE coupon(state)")
        made.executemany("INSERT INTO coupon VALUES (?)", [("open",), ("used",), ("open",)])
    made.close()
    assert oracle_sums.replica_figures(path) == {
        "principal": 11,
        "bonus": 2,
        "points": 3,
        "qualifying": 4,
        "coupon": 2,
    }
