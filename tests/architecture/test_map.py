"""The map of the house names every module, and nothing that is not there."""

from pathlib import Path

import pytest

from tools.house import House
from tools.house_map import MAP, misplaced

ROOT = Path(__file__).parents[2]


def test_every_module_is_on_the_map() -> None:
    assert "\n".join(misplaced(House(ROOT))) == ""


@pytest.fixture
def small(tmp_path: Path) -> House:
    (tmp_path / "docs").mkdir()
    (tmp_path / "ui/theme").mkdir(parents=True)
    (tmp_path / "ui/theme/__init__.py").write_text("")
    (tmp_path / "ui/theme/tokens.py").write_text("")
    return House(tmp_path)


def test_a_module_that_is_not_on_the_map_is_named(small: House) -> None:
    (small.root / MAP).write_text(
        "### `ui/theme/`\n- `fonts`: none yet\n\n## Elsewhere\n- `tokens`\n"
    )
    assert misplaced(small) == [
        "ui/theme/tokens.py: not on the map docs/architecture.md",
        "docs/architecture.md: ui/theme/fonts.py is not there",
    ]


@pytest.mark.parametrize("entry", ["- `tokens`: colours", "| `tokens` | colours |"])
def test_a_list_and_a_table_both_name_modules(small: House, entry: str) -> None:
    (small.root / MAP).write_text(f"### `ui/theme/` how it looks\n{entry}\n")
    assert misplaced(small) == []
