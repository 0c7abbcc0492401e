"""Adds up what tills say in their journals and what the server booked, and compares to the fen.

Like the oracle of receipts it imports nothing of the product: it knows the documented form of a
journal entry's body, and the server's published totals.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MEASURES = ("spend", "tender", "top_up", "bonus", "earn", "burn", "qualify")
"""What moves: stored value spent, outside money taken for sales, stored value paid in and given,
points earned and burnt, progress earned. Minor units or points."""

FIGURES = ("principal", "bonus", "points", "qualifying")
COUPON = "coupon"


def journal_sums(journal: Path) -> dict[str, int]:
    """Return what the operations in ``journal`` move, by measure."""
    sums: Counter[str] = Counter()
    for kind, body in _bodies(journal):
        if kind == "sale":
            _add_sale(sums, body)
        elif kind == "top_up":
            sums["top_up"] += body["principal"]
            sums["bonus"] += body["bonus"]
            sums["earn"] += body["points"]
    return {measure: sums[measure] for measure in MEASURES}


def journal_counts(journal: Path) -> dict[str, int]:
    """Return how many operations of each kind ``journal`` holds."""
    return dict(sorted(Counter(kind for kind, _ in _bodies(journal)).items()))


def server_sums(totals: Mapping[str, Any], register: str) -> dict[str, int]:
    """Return what the server booked for the till ``register``, by measure, from its totals."""
    sums: Counter[str] = Counter()
    for row in totals["moved"]:
        # Points that pay a bill are booked twice: as points that go, and as money they are worth.
        worth = row["reason"] == "burn" and row["unit"] != "points"
        if row["register"] == register and not worth:
            sums[row["reason"]] += row["amount"]
    return {measure: sums[measure] for measure in MEASURES}


def replica_figures(replica: Path) -> dict[str, int]:
    """Return the sums of all members' figures in a till's replica, and its open coupons."""
    columns = ", ".join(f"COALESCE(SUM({name}), 0)" for name in FIGURES)
    with sqlite3.connect(f"file:{replica}?mode=ro", uri=True) as opened:
        row = opened.execute(f"SELECT {columns} FROM figures").fetchone()  # noqa: S608 - our names
        (coupons,) = opened.execute("SELECT count(*) FROM coupon WHERE state = 'open'").fetchone()
    opened.close()
    return dict(zip(FIGURES, row, strict=True)) | {COUPON: coupons}


def figures_on_tills(server_figures: Mapping[str, int]) -> dict[str, int]:
    """Return those of the server's figures that every till shows.

    The sessions of a member are known to the till that holds them, and to no other.
    """
    return {name: server_figures[name] for name in (*FIGURES, COUPON)}


def _add_sale(sums: Counter[str], body: Mapping[str, Any]) -> None:
    for tender in body["tenders"]:
        if tender["kind"] == "stored_value":
            sums["spend"] += sum(leg["amount"] for leg in tender["legs"])
        elif tender["kind"] == "points":
            sums["burn"] += sum(leg["amount"] for leg in tender["legs"])
        else:
            sums["tender"] += tender["amount"]
    sums["earn"] += body["points_earned"]
    sums["qualify"] += body["qualifying"]


def _bodies(journal: Path) -> list[tuple[str, dict[str, Any]]]:
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as opened:
        rows = opened.execute("SELECT kind, body FROM journal ORDER BY incarnation, seq").fetchall()
    opened.close()
    return [(kind, json.loads(body)) for kind, body in rows]
