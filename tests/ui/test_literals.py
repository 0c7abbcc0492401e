"""Colours and lengths are named in one place; parts only use the names."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")
MEASURES = {
    "setFixedHeight", "setFixedWidth", "setFixedSize", "setMinimumWidth", "setMinimumHeight",
    "setMinimumSize", "setMaximumWidth", "setMaximumHeight", "setContentsMargins", "setSpacing",
    "addSpacing", "resize", "QSize", "setPixelSize", "setPointSize", "adjusted", "setInterval",
}  # fmt: skip
SMALL = 2


def sources() -> list[Path]:
    return [p for p in sorted((ROOT / "ui").rglob("*.py")) if p.name != "tokens.py"]


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_colour_is_written_outside_the_tokens(path: Path) -> None:
    assert HEX.findall(path.read_text(encoding="utf-8")) == []


def measured(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        numbers = [
            part.value
            for argument in node.args
            for part in ast.walk(argument)
            if isinstance(part, ast.Constant) and isinstance(part.value, int | float)
        ]
        if name in MEASURES and any(abs(number) > SMALL for number in numbers):
            found.append(f"line {node.lineno}: {name}")
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_length_is_written_outside_the_tokens(path: Path) -> None:
    assert measured(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_a_length_would_be_found() -> None:
    assert measured(ast.parse("a.setSpacing(12)\nb.setSpacing(t.S12)")) == ["line 1: setSpacing"]
