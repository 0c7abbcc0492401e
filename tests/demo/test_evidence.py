"""What a till lists as unprinted is read from its own file; a report is written and told."""

import json
from pathlib import Path

import pytest

from pos_member.demo import evidence
from pos_member.services import checkout
from pos_member.storage import print_jobs
from tests.support.counter import Counter, cash


def test_what_is_not_surely_printed_is_listed(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.publish()
    sold = [
        checkout.pay(counter.till, counter.payment(counter.basket("10"), cash("10")), counter.now())
        for _ in range(2)
    ]
    with counter.till.journal.writing() as connection:
        print_jobs.move(connection, sold[0].print_job, "done")
    counter.till.close()
    assert evidence.unfinished(tmp_path / "journal.db") == [sold[1].receipt]


def test_a_report_is_written_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence.write({"lost": 0, "who": "王芳"}, tmp_path / "report.json")
    text = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"lost": 0, "who": "王芳"}
    assert capsys.readouterr().out == text
