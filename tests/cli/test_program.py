"""``pos-member program`` answers about a file; what is unreadable has its path."""

import json
from pathlib import Path

import pytest

from pos_member.cli import main

ASKED = {"program": {"version": 1}, "today": "2026-11-22", "joined": "2026-01-01"}


def test_a_tier_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "member.json"
    file.write_text(json.dumps(ASKED), encoding="utf-8")
    assert main(["program", "tier", str(file)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["tier"], said["next"], said["held"]) == (None, None, None)


def test_a_program_that_is_well_and_one_that_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "program.json"
    file.write_text('{"version": 1}', encoding="utf-8")
    assert main(["program", "lint", str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": []}
    file.write_text(
        '{"version": 1, "coupons": [{"id": "c", "name": "c", "amount": "5.00"}]}', encoding="utf-8"
    )
    assert main(["program", "lint", str(file)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["path"], finding["fault"]) == ("coupons[0].minimum", "gives_away")
    file.write_text('{"version": 1, "coupons": 3}', encoding="utf-8")
    assert main(["program", "lint", str(file)]) == 2
    assert "coupons" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"today": "2026-11-31"}, "today"),
        ({"counted": [{"day": "2026-01-01", "measure": "years", "amount": 1}]}, "measure"),
        (
            {"counted": [{"day": "2026-01-01", "measure": "units", "amount": 1, "taken_back": 2}]},
            "counted[0].taken_back",
        ),
    ],
)
def test_what_is_wrong_is_named(
    wrong: dict, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "member.json"
    file.write_text(json.dumps(ASKED | wrong), encoding="utf-8")
    assert main(["program", "tier", str(file)]) == 2
    assert why in capsys.readouterr().err
