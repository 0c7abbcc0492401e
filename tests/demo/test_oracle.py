"""The oracle finds what was printed in the bytes alone, and whom a receipt is missing with."""

import json
import sqlite3
from pathlib import Path

from pos_member.demo import oracle
from pos_member.demo.oracle import Printed

CUT = b"\x1dVB\x00"


def paper(number: str, operation: str = "0123456789", *, mark: bytes = b"") -> bytes:
    return b"\x1b@" + mark + f"\nNO: {number}\nOP: {operation}\n".encode() + CUT


def test_receipts_are_found_between_cuts_with_their_operation() -> None:
    found = oracle.printed_receipts(paper("01-1122-1") + paper("01-1122-2", "ABCDEF0123"))
    assert found == [
        Printed("01-1122-1", "0123456789", copy=False),
        Printed("01-1122-2", "ABCDEF0123", copy=False),
    ]


def test_a_receipt_cut_off_after_its_number_still_counts() -> None:
    whole = paper("01-1122-7")
    torn = whole[: whole.index(b"OP:")]
    assert oracle.printed_receipts(torn) == [Printed("01-1122-7", "", copy=False)]


def test_half_a_number_is_no_receipt() -> None:
    assert oracle.printed_receipts(b"\x1b@\nNO: 01-11") == []


def test_a_torn_receipt_and_its_copy_are_told_apart() -> None:
    torn = paper("01-1122-7").removesuffix(CUT)
    mark = "*** 补打 ***".encode("gb18030")
    found = oracle.printed_receipts(torn + paper("01-1122-7", mark=mark))
    assert [receipt.copy for receipt in found] == [False, True]


def test_a_printed_receipt_without_a_journal_row_is_lost() -> None:
    verdict = oracle.judge([Printed("1", "", copy=False)], [], [])
    assert (verdict.lost, verdict.doubled) == (1, 0)
    assert verdict.missing_in_journal == ["1"]


def test_a_journaled_receipt_that_the_server_lacks_is_lost() -> None:
    verdict = oracle.judge([], ["1"], [])
    assert verdict.lost == 1


def test_the_same_number_twice_on_the_server_or_on_paper_is_doubled() -> None:
    twice = [Printed("1", "", copy=False), Printed("1", "", copy=False)]
    verdict = oracle.judge(twice, ["1", "2"], ["1", "2", "2"])
    assert verdict.doubled_on_paper == ["1"]
    assert verdict.doubled_on_server == ["2"]
    assert verdict.doubled == 2


def test_copies_are_no_doubles() -> None:
    papers = [Printed("1", "", copy=False), Printed("1", "", copy=True)]
    verdict = oracle.judge(papers, ["1"], ["1"])
    assert (verdict.printed, verdict.copies, verdict.lost, verdict.doubled) == (1, 1, 0, 0)


def test_numbers_are_read_from_a_journal_file(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE journal(incarnation, seq, kind, body)")
        for seq, (kind, number) in enumerate([("sale", "a"), ("top_up", "b"), ("enrolment", "c")]):
            body = json.dumps({"where": {"receipt": number}})
            made.execute("INSERT INTO journal VALUES (1, ?, ?, ?)", (seq, kind, body))
    made.close()
    assert oracle.journal_receipts(path) == ["a", "b"]
