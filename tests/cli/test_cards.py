"""``pos-member cards`` makes sheets of what a file names, and says what is wrong with it."""

import json

import pytest

from pos_member.cli import main

CARD = {"name": "林女士", "number": "123456789015", "code": "PM0:ABC"}


@pytest.fixture
def listed(tmp_path):
    def write(*cards: dict[str, str]) -> list[str]:
        path = tmp_path / "cards.json"
        path.write_text(json.dumps({"shop": "梧桐店", "cards": cards}), encoding="utf-8")
        return ["cards", str(path), "--out", str(tmp_path / "out")]

    return write


@pytest.mark.parametrize(("kind", "name"), [("pdf", "cards.pdf"), ("png", "cards-001.png")])
def test_the_sheets_are_named(listed, kind, name, capsys, tmp_path) -> None:
    assert main([*listed(CARD, {**CARD, "name": ""}), "--format", kind]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "out" / name)
    assert (tmp_path / "out" / name).stat().st_size > 10_000


def test_no_cards_are_no_sheets(listed, capsys) -> None:
    assert main(listed()) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"number": "12345"}, "cards[0].number"),
        ({"number": "123456789016"}, "cards[0].number"),
        ({"code": "hello"}, "cards[0].code"),
        ({"odd": "1"}, "odd"),
    ],
)
def test_what_is_wrong_is_said_with_its_path(listed, wrong, path, capsys) -> None:
    assert main(listed({**CARD, **wrong})) == 2
    assert path in capsys.readouterr().err
