"""``pos-member ledger`` plays a file; refused and unreadable are told apart by the status."""

import json
from pathlib import Path

import pytest

from pos_member.cli import main
from tests.support.ledgers import by, document, sale, step


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "steps.json"


def test_a_file_is_played(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = document(sale("60.00", tenders=[by("stored_value", "60.00")]))
    file.write_text(json.dumps(asked), encoding="utf-8")
    assert main(["ledger", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["steps"][0]["refused"] is None


def test_a_refusal_is_said_in_both_languages_and_the_rest_is_printed(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = document(sale("60.00", tenders=[by("cash", "10.00")]), step("time"))
    file.write_text(json.dumps(asked), encoding="utf-8")
    assert main(["ledger", str(file)]) == 1
    said = capsys.readouterr()
    first, second = json.loads(said.out)["steps"]
    assert first["refused"] == {
        "reason": "not_paid",
        "words": {"zh": "还差 ¥50.00，加一种付款方式", "en": "¥50.00 left. Add another tender"},
        "values": {"left": "50.00"},
    }
    assert second["refused"] is None
    assert said.err.startswith("pos-member: not_paid (step: 1, ")
    assert len(said.err.splitlines()) == 1


def test_a_file_that_does_not_fit_prints_nothing(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps(document({"do": "dance", "at": 0})), encoding="utf-8")
    assert main(["ledger", str(file)]) == 2
    said = capsys.readouterr()
    assert (said.out, "steps[0].do" in said.err) == ("", True)


def test_the_table_names_what_is_held_lot_by_lot(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = document(step("time", at="2027-01-01T00:00:00+08:00"))
    file.write_text(json.dumps(asked), encoding="utf-8")
    assert main(["ledger", str(file), "--table"]) == 0
    assert "300   lot old until 2026-12-31, ended" in capsys.readouterr().out
