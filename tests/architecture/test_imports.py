"""Imports run one way: the contracts of pyproject.toml hold, and each of them can break."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")


def lint(house: Path) -> str:
    """Return what import-linter says of ``house``."""
    return subprocess.run(
        [LINTER, "--no-cache", "--no-logo", "--config", "pyproject.toml"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "200", "NO_COLOR": "1"},
    ).stdout


def test_imports_run_one_way_only() -> None:
    said = lint(ROOT)
    assert "0 broken" in said, said


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house")
    for package in ("pos_member", "ui", "sync", "devices"):
        shutil.copytree(
            ROOT / package, house / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", house)
    return house


@pytest.fixture
def plant(copy: Path) -> Callable[[str, str], str]:
    """Plant a line of code in a copy of the house and return what the linter says of it.

    A module that is there already gets the line at its end, another one is made.
    """

    def planted(place: str, line: str) -> str:
        path = copy / place
        before = path.read_text(encoding="utf-8") if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
        try:
            return lint(copy)
        finally:
            if before is None:
                path.unlink()
            else:
                path.write_text(before, encoding="utf-8")

    return planted


ONE_WAY = "One way down"
PURE = "The domain is pure"
QT = "Qt lives in ui and is started in bootstrap"
SCREEN = "The screen never touches SQL, sockets or serial ports"
SERVER = "The server stands alone"
TILL = "The till never loads the server"
PROTOCOL = "Only the two ends speak the protocol"
CYCLES = "No cycles between siblings"
PLACED = "Every part of pos_member has a layer"
SYNC_PLACED = "Every part of sync has a layer"
DOMAIN_PLACED = "The domain reads bottom-up, every module placed"

VIOLATIONS = [
    (ONE_WAY, "pos_member/domain/money.py", "import pos_member.storage.database"),
    (ONE_WAY, "pos_member/services/__init__.py", "import pos_member.bootstrap"),
    (ONE_WAY, "pos_member/storage/__init__.py", "def late():\n    import pos_member.services"),
    (ONE_WAY, "devices/__init__.py", "import sync.client"),
    (ONE_WAY, "sync/protocol/__init__.py", "import sync.server"),
    (
        ONE_WAY,
        "sync/client/__init__.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sync.server",
    ),
    (PURE, "pos_member/domain/money.py", "import time"),
    (PURE, "pos_member/domain/money.py", "from os import path"),
    (PURE, "pos_member/domain/ids.py", "def draw():\n    import secrets"),
    (PURE, "pos_member/domain/ledger.py", "import sqlalchemy.engine"),
    (PURE, "pos_member/domain/ledger.py", "import importlib"),
    (QT, "devices/__init__.py", "from PySide6.QtCore import QObject"),
    (QT, "pos_member/services/__init__.py", "import PySide6"),
    (SCREEN, "ui/__init__.py", "import sqlite3"),
    (SCREEN, "ui/__init__.py", "from pos_member.storage import database"),
    (SCREEN, "ui/__init__.py", "def late():\n    import requests"),
    (SERVER, "sync/server/__init__.py", "import pos_member.storage"),
    (SERVER, "sync/server/__init__.py", "import serial"),
    (TILL, "pos_member/services/__init__.py", "import sync.server"),
    (TILL, "sync/client/__init__.py", "import fastapi"),
    (PROTOCOL, "pos_member/services/__init__.py", "from sync import protocol"),
    (PROTOCOL, "devices/__init__.py", "import sync.protocol"),
    (CYCLES, "pos_member/domain/ledger.py", "import pos_member.domain.lease"),
    (PLACED, "pos_member/loose.py", "import json"),
    (SYNC_PLACED, "sync/loose.py", "import json"),
    (DOMAIN_PLACED, "pos_member/domain/loose.py", "import json"),
    (DOMAIN_PLACED, "pos_member/domain/money.py", "import pos_member.domain.ledger"),
]


@pytest.mark.parametrize(("contract", "place", "line"), VIOLATIONS)
def test_a_planted_import_breaks_its_contract(
    contract: str, place: str, line: str, plant: Callable[[str, str], str]
) -> None:
    said = plant(place, line)
    assert f"{contract} BROKEN" in said, said


def test_no_contract_ignores_an_import() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
