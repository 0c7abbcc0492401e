"""Pictures of the documents come from the day that was played, by the names they are shown by."""

from pathlib import Path

import pytest

from tools.house import House
from tools.pictures import shown, take


@pytest.fixture
def house(tmp_path: Path) -> House:
    root = tmp_path / "house"
    (root / "docs").mkdir(parents=True)
    (root / "README.md").write_text("![sale](docs/pictures/sale.png) ![logo](logo.png)")
    (root / "docs/guide.md").write_text("![top-up](pictures/top_up.png)")
    return House(root)


@pytest.fixture
def day(tmp_path: Path) -> Path:
    screens = tmp_path / "day/screens"
    screens.mkdir(parents=True)
    (screens / "sale.png").write_bytes(b"a sale")
    (screens / "lookup.png").write_bytes(b"a lookup")
    return screens.parent


def test_pictures_are_those_that_documents_show(house: House) -> None:
    assert sorted(shown(house)) == ["sale.png", "top_up.png"]


def test_only_what_is_shown_is_taken_and_what_is_missing_is_named(house: House, day: Path) -> None:
    assert take(day, house) == ["top_up.png"]
    assert [p.name for p in (house.root / "docs/pictures").iterdir()] == ["sale.png"]
    assert (house.root / "docs/pictures/sale.png").read_bytes() == b"a sale"
