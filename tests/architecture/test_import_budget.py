"""The window is painted before anything heavy is loaded: the start pays only for what it shows."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What the first window does without; each costs tens to hundreds of milliseconds.
HEAVY = {
    "alembic",
    "argon2",
    "barcode",
    "cryptography",
    "escpos",
    "fastapi",
    "PIL",
    "psycopg",
    "pydantic",
    "pypinyin",
    "requests",
    "segno",
    "serial",
    "sqlalchemy",
    "structlog",
    "uvicorn",
    "zstandard",
}

# What is loaded until the first window is painted: where the program starts, and its first screen.
START = ["pos_member.cli", "pos_member.bootstrap.till", "ui.main_window"]


def loaded_by(*modules: str) -> set[str]:
    """Return the top-level packages that importing ``modules`` loads in a new process."""
    script = (
        f"import sys, json, {', '.join(modules)}\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{script}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(run.stdout))


@pytest.mark.parametrize("module", START)
def test_the_start_loads_nothing_heavy(module: str) -> None:
    assert loaded_by(module) & HEAVY == set()


def test_the_command_line_does_not_even_load_qt() -> None:
    assert "PySide6" not in loaded_by("pos_member.cli")


def test_something_heavy_would_be_seen() -> None:
    assert "sqlalchemy" in loaded_by("pos_member.cli", "sqlalchemy") & HEAVY
