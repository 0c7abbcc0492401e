"""What the papers, the journals and the server together say after programs were killed.

Taken when the tills are stopped and the server still runs; nothing of it is the programs' own word
for how it went.
"""

import json
import sqlite3
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pos_member.demo import oracle
from pos_member.demo.report import server_receipts, server_totals
from pos_member.demo.shop import SampleShop


def evidence(shop: SampleShop, shown: Collection[str]) -> dict[str, Any]:
    """Return what was lost, doubled, overdrawn or silent, by the bytes that the printers got.

    ``shown``: receipts that a screen showed as paid. ``silent``: sold, not printed, and not listed
    by the till as unprinted either.
    """
    journals = [counter.till.data / "journal.db" for counter in shop.counters]
    known = [number for journal in journals for number in oracle.journal_receipts(journal)]
    papers = [one for c in shop.counters for one in oracle.printed_receipts(c.printed())]
    verdict = oracle.judge(papers, known, server_receipts(shop))
    listed = {number for journal in journals for number in unfinished(journal)}
    totals = server_totals(shop)
    return {
        "receipts_in_journals": len(known),
        "receipts_printed": verdict.printed,
        "copies": verdict.copies,
        "lost": verdict.lost,
        "doubled": verdict.doubled + int(totals["duplicates"]) + len(known) - len(set(known)),
        "shown_but_lost": sorted(set(shown) - set(known)),
        "silent": sorted(set(known) - {paper.number for paper in papers} - listed),
        "overdrawn": int(totals["overdrawn"]) + int(totals["mismatched"]),
        "quarantined": int(totals["quarantined"]),
        "details": verdict.__dict__,
    }


def unfinished(journal: Path) -> list[str]:
    """Return the receipts that the till itself lists as not, or perhaps not, printed."""
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as opened:
        rows = opened.execute("SELECT receipt FROM print_job WHERE state <> 'done'").fetchall()
    opened.close()
    return [json.loads(text)["number"] for (text,) in rows]


def write(made: dict[str, Any], path: Path) -> None:
    """Write a report to ``path``, and print it."""
    text = json.dumps(made, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    print(text, flush=True)
