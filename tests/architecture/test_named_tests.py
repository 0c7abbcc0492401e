"""What the documents say is tested by a name has a test of that name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(test_[a-z0-9_]+)(?:\[[^`\]]*\])?`")
FILE = re.compile(r"`(tests/[a-z0-9_/]+\.py)`")
DEFINED = re.compile(r"^ *def (test_[a-z0-9_]+)\(", re.MULTILINE)


@pytest.fixture(scope="module")
def defined() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for path in files for name in DEFINED.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_every_test_that_a_document_names_is_there(page: Path, defined: set[str]) -> None:
    text = page.read_text(encoding="utf-8")
    assert set(NAMED.findall(text)) - defined == set()
    assert [name for name in FILE.findall(text) if not (ROOT / name).exists()] == []
