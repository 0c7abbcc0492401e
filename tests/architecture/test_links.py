"""A reader who follows a link in the documents arrives somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.house import House

ROOT = Path(__file__).parents[2]

_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def dead_links(house: House) -> Iterator[str]:
    for place, text in house.tracked_texts():
        if place.endswith(".md"):
            folder = (house.root / place).parent
            yield from (
                f"{place}: {link[1]} is not there"
                for link in _LINK.finditer(text)
                if not (folder / link[1]).exists()
            )


def test_every_link_leads_somewhere() -> None:
    assert "\n".join(dead_links(House(ROOT))) == ""


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("[here](notes.md) and [there](notes.md#part)", 0),
        ("[away](https://example.org/x) and [below](#part)", 0),
        ("![picture](gone.png)", 1),
        ("[one](gone.md), [two](../gone.md#part)", 2),
    ],
)
def test_a_link_that_leads_nowhere_is_named(text: str, dead: int, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(text)
    assert len(list(dead_links(House(tmp_path)))) == dead
