"""How fast a journal is verified: every entry read, its chain, leases, effects and receipts."""

import hashlib
import sqlite3
import time
from statistics import median

from benchmarks import million
from benchmarks.harness import Row, members_asked, report
from benchmarks.selling import Seller
from pos_member.services.till import Till
from pos_member.services.verify import verify

SALES = 2_000
ROUNDS = 5


def rows(size: int) -> list[Row]:
    """Verify a journal of sales, and read and hash its bodies by bare SQL, in turns."""
    ours: list[float] = []
    bare: list[float] = []
    with million.till_of(size) as till:
        seller = Seller(till, size)
        for _ in range(SALES):
            seller.sell(seller.ring_up())
        for _ in range(ROUNDS):
            start = time.perf_counter()
            entries = _verified(till)
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            _hashed(till)
            bare.append(time.perf_counter() - start)
    per_second, base = entries / median(ours), entries / median(bare)
    return [
        Row(
            "journal verification",
            f"{per_second:,.0f} entries/s",
            f"read and hash {base:,.0f}/s",
            round(base / per_second, 1),
            "no aim set",
            reached=True,
            details={"entries": entries, "seconds": median(ours)},
        )
    ]


def _verified(till: Till) -> int:
    with till.journal.reading() as connection:
        found = verify(connection)
    assert found.code == "", found
    return found.entries


def _hashed(till: Till) -> bytes:
    raw = sqlite3.connect(till.journal.path)
    last = b""
    for body, head in raw.execute("SELECT body, hash FROM journal ORDER BY incarnation, seq"):
        last = hashlib.sha256(last + body + head).digest()
    raw.close()
    return last


def main() -> None:
    """Measure and print."""
    report(rows(members_asked()))


if __name__ == "__main__":
    main()
