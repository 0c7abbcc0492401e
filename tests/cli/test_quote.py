"""``pos-member quote`` prices a file; refused and unreadable are told apart by the status."""

import json
import re
from pathlib import Path

import pytest

from pos_member.cli import main

PAGE = Path(__file__).parents[2] / "docs/interfaces/quote.md"
EXAMPLE = json.loads(
    re.findall(r"```json input\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "basket.json"


def test_the_example_is_priced(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(json.dumps(EXAMPLE), encoding="utf-8")
    assert main(["quote", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["totals"]["due"] == "156.25"


def test_too_much_paid_is_refused_with_its_code(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    over = EXAMPLE | {"tenders": [{"kind": "bank_card", "amount": "900.00"}]}
    file.write_text(json.dumps(over), encoding="utf-8")
    assert main(["quote", str(file)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.split()[1]) == ("", "tender_over")


def test_an_unknown_field_is_named_with_its_path(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps(EXAMPLE | {"colour": 1}), encoding="utf-8")
    assert main(["quote", str(file)]) == 2
    assert "colour" in capsys.readouterr().err
