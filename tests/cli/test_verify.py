"""``pos-member verify`` reads a real journal, and says where it was altered."""

import json
import sqlite3
from pathlib import Path

import pytest

from pos_member.cli import main
from pos_member.services import checkout
from tests.support.counter import Counter, cash


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Give the folder of a till that sold twice."""
    counter = Counter(tmp_path)
    counter.publish()
    for price in ("10.00", "20.00"):
        payment = counter.payment(counter.basket(price), cash(price))
        checkout.pay(counter.till, payment, counter.now())
    counter.till.close()
    return tmp_path


def test_a_whole_journal_holds(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(journal), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["code"], answer["entries"] > 1) == ("", True)
    assert main(["verify", str(journal / "journal.db")]) == 0
    assert "chain and projections hold" in capsys.readouterr().out


def test_an_altered_entry_is_named(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(journal / "journal.db") as opened:
        opened.execute("DROP TRIGGER IF EXISTS journal_no_update")
        for (name,) in opened.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        ).fetchall():
            opened.execute(f"DROP TRIGGER {name}")
        opened.execute("UPDATE journal SET wall_ms = wall_ms + 1 WHERE seq = 1")
    opened.close()
    assert main(["verify", str(journal)]) == 1
    assert capsys.readouterr().out.startswith("entry 1: journal_altered")


def test_a_folder_without_a_journal_is_bad_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "nothing")]) == 2
    assert "no_journal" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_unreadable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "journal.db").write_bytes(b"nothing of the kind" * 500)
    assert main(["verify", str(tmp_path)]) == 2
    assert "file_corrupt" in capsys.readouterr().err
