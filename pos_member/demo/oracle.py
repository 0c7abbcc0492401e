"""Counts receipts from the bytes a printer received, and looks for each in journals and server.

This file imports nothing of the product, on purpose: what is promised is checked by somebody who
does not know how it is kept.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_CUT = re.compile(rb"\x1dV[\x00\x01\x41\x42].?", re.DOTALL)
_NUMBER = re.compile(rb"NO: ([0-9A-Za-z-]+)[^0-9A-Za-z-]")
_OPERATION = re.compile(rb"OP: ([0-9A-F]{10})")
_COPY_MARKS = ("补打".encode("gb18030"), b"COPY")

RECEIPT_KINDS = ("sale", "top_up")


@dataclass(frozen=True)
class Printed:
    """A receipt that came out of a printer: its number, and whether it says that it is a copy."""

    number: str
    operation: str
    copy: bool


@dataclass
class Verdict:
    """What became of the printed receipts. All lists are empty when the promises held."""

    printed: int = 0
    copies: int = 0
    missing_in_journal: list[str] = field(default_factory=list)
    missing_on_server: list[str] = field(default_factory=list)
    doubled_on_paper: list[str] = field(default_factory=list)
    doubled_on_server: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Return how many printed receipts are not where they must be."""
        return len(set(self.missing_in_journal) | set(self.missing_on_server))

    @property
    def doubled(self) -> int:
        """Return how many receipts exist twice."""
        return len(set(self.doubled_on_paper) | set(self.doubled_on_server))


def printed_receipts(raw: bytes) -> list[Printed]:
    """Return the receipts in what a printer received, cut in the middle or not."""
    found = []
    for paper in _CUT.split(raw):
        numbers = list(_NUMBER.finditer(paper))
        for at, match in enumerate(numbers):
            begins = numbers[at - 1].end() if at else 0
            ends = numbers[at + 1].start() if at + 1 < len(numbers) else len(paper)
            operation = _OPERATION.search(paper, match.end(), ends)
            is_copy = any(mark in paper[begins : match.start()] for mark in _COPY_MARKS)
            code = operation[1].decode() if operation else ""
            found.append(Printed(match[1].decode(), code, is_copy))
    return found


def journal_receipts(journal: Path) -> list[str]:
    """Return the receipt numbers in a till's ``journal.db``, in their order."""
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as opened:
        rows = opened.execute(
            "SELECT body FROM journal WHERE kind IN (?, ?) ORDER BY incarnation, seq", RECEIPT_KINDS
        ).fetchall()
    opened.close()
    return [json.loads(body)["where"]["receipt"] for (body,) in rows]


def judge(
    printed: Iterable[Printed], in_journals: Iterable[str], on_server: Iterable[str]
) -> Verdict:
    """Hold what was printed against what the tills and the server know."""
    papers = list(printed)
    originals = Counter(paper.number for paper in papers if not paper.copy)
    known, arrived = Counter(in_journals), Counter(on_server)
    numbers = {paper.number for paper in papers}
    return Verdict(
        printed=len(numbers),
        copies=sum(paper.copy for paper in papers),
        missing_in_journal=sorted(numbers - set(known)),
        missing_on_server=sorted((numbers | set(known)) - set(arrived)),
        doubled_on_paper=sorted(number for number, times in originals.items() if times > 1),
        doubled_on_server=sorted(number for number, times in arrived.items() if times > 1),
    )
