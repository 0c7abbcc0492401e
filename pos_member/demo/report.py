"""The day's report: counts, sums and figures, each taken from where it cannot be wished for."""

import json
import re
import sqlite3
import statistics
import threading
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from devices.drawing import page_png
from devices.escpos_interpreter import interpret, page_text
from pos_member.demo import oracle, oracle_sums
from pos_member.demo.script import CONVERGE_SECONDS, DayNotes
from pos_member.demo.shop import Counter, SampleShop

COLUMNS = 48
LOOK_SECONDS = 0.2
_CUT = b"\x1dVB\x00"


def report(shop: SampleShop, notes: DayNotes, *, seconds: float) -> dict[str, Any]:
    """Return the report of a day that has ended; the tills are stopped, the server still runs."""
    totals = server_totals(shop)
    tills = [_till(counter, notes, totals) for counter in shop.counters]
    verdict = oracle.judge(
        [paper for c in shop.counters for paper in oracle.printed_receipts(c.printed())],
        [number for c in shop.counters for number in oracle.journal_receipts(_journal(c))],
        server_receipts(shop),
    )
    shown = oracle_sums.figures_on_tills(totals["figures"])
    counted = [till["operations"] for till in tills]
    operations = {kind: sum(c.get(kind, 0) for c in counted) for c in counted for kind in c}
    return {
        "seconds": round(seconds, 1),
        "lost": verdict.lost,
        "doubled": verdict.doubled + int(totals["duplicates"]),
        "overdrawn": int(totals["overdrawn"]) + int(totals["mismatched"]),
        "quarantined": int(totals["quarantined"]),
        "ledger_sum": int(totals["ledger_sum"]),
        "totals_agree": all(till["sums"] == till["server_sums"] for till in tills),
        "figures_agree": all(till["figures"] == shown for till in tills),
        "operations": dict(sorted(operations.items())),
        "receipts": {"printed": verdict.printed, "copies": verdict.copies},
        "outage": {
            "queued_when_mended": notes.queued_at_mending,
            "seconds_to_converge": notes.converged_seconds,
            "offline_share": _share(notes.queued_at_mending, sum(operations.values())),
        },
        "power_cut": {"killed": notes.killed, "basket_came_back": notes.basket_came_back},
        "scan_to_paint_ms": _percentiles(notes.paint_ms),
        "tills": tills,
        "server_figures": shown,
        "details": verdict.__dict__,
    }


def close_tills(shop: SampleShop) -> None:
    """End the tills once each shows the server's figures, after a minute at the latest.

    What one till uploaded last reaches the others a moment after their own queues are empty.
    """
    ends = time.monotonic() + CONVERGE_SECONDS
    pause = threading.Event()
    while time.monotonic() < ends and not figures_agree(shop):
        pause.wait(LOOK_SECONDS)
    for counter in shop.counters:
        counter.stop()


def figures_agree(shop: SampleShop) -> bool:
    """Tell whether every till's replica shows the server's figures now."""
    figures = oracle_sums.figures_on_tills(server_totals(shop)["figures"])
    return all(oracle_sums.replica_figures(newest_replica(one)) == figures for one in shop.counters)


def server_totals(shop: SampleShop) -> dict[str, Any]:
    """Return what the server says of its own books."""
    token = (shop.out / "data" / "server" / "admin.token").read_text(encoding="ascii").strip()
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{shop.server.ready['url']}/v1/admin/totals", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server
        found: dict[str, Any] = json.load(answer)
    return found


def server_receipts(shop: SampleShop) -> list[str]:
    """Return the receipt numbers that the server booked or holds apart, read from its own file."""
    if shop.database:
        return _from_postgresql(shop.database)
    path = shop.out / "data" / "server" / "server.db"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as opened:
        rows = opened.execute(
            "SELECT body FROM operation WHERE kind IN (?, ?)", oracle.RECEIPT_KINDS
        ).fetchall()
    opened.close()
    return [json.loads(body)["where"]["receipt"] for (body,) in rows]


def _from_postgresql(url: str) -> list[str]:
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as opened:
        rows = opened.execute(
            "SELECT body FROM operation WHERE kind = ANY(%s)", (list(oracle.RECEIPT_KINDS),)
        ).fetchall()
    return [json.loads(bytes(body))["where"]["receipt"] for (body,) in rows]


def write_receipts(counters: Sequence[Counter], folder: Path) -> int:
    """Write what the printers received as texts and as pictures; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for counter in counters:
        papers = [paper for paper in counter.printed().split(_CUT) if b"NO: " in paper]
        for n, paper in enumerate(papers, start=1):
            page = interpret(paper + _CUT, COLUMNS)
            name = f"till-{counter.name}-{n:03d}"
            (folder / f"{name}.txt").write_text(page_text(page) + "\n", encoding="utf-8")
            (folder / f"{name}.png").write_bytes(page_png(page))
            written += 1
    return written


def passed(made: dict[str, Any]) -> bool:
    """Tell whether the day kept every promise that it can check."""
    wrong = made["lost"] + made["doubled"] + made["overdrawn"] + made["quarantined"]
    agree = made["totals_agree"] and made["figures_agree"] and made["ledger_sum"] == 0
    return wrong == 0 and agree and bool(made["power_cut"]["basket_came_back"])


def _till(counter: Counter, notes: DayNotes, totals: dict[str, Any]) -> dict[str, Any]:
    journal = _journal(counter)
    return {
        "name": counter.name,
        "operations": oracle_sums.journal_counts(journal),
        "played": notes.done.get(counter.name, {}),
        "sums": oracle_sums.journal_sums(journal),
        "server_sums": oracle_sums.server_sums(totals, counter.name),
        "figures": oracle_sums.replica_figures(newest_replica(counter)),
        "commit_ms": _percentiles(_commit_times(counter)),
    }


def _journal(counter: Counter) -> Path:
    return counter.till.data / "journal.db"


def newest_replica(counter: Counter) -> Path:
    """Return the replica that the till reads now."""
    name = (counter.till.data / "cache.current").read_text(encoding="ascii").strip()
    return counter.till.data / name


def _commit_times(counter: Counter) -> list[float]:
    """Return milliseconds that each durable sale took, as the till's log notes them."""
    log = (counter.till.data / "logs" / "till.log").read_text(encoding="utf-8")
    return [float(found) for found in re.findall(r"sale booked in ([0-9.]+) ms", log)]


def _percentiles(values: Sequence[float]) -> dict[str, float | int]:
    if not values:
        return {"count": 0}
    ordered = sorted(values)
    return {
        "count": len(ordered),
        "p50": round(statistics.median(ordered), 2),
        "p99": round(ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], 2),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
