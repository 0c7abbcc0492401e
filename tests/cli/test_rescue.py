"""``pos-member rescue`` and ``admit``: from a broken till to the server's books, with files."""

import json
import random
from pathlib import Path

import pytest

from pos_member.cli import main
from pos_member.services import checkout
from pos_member.services.identity import write_identity
from sync.protocol.signing import SigningKey
from sync.server import serve, terminals
from sync.server.house import Store
from tests.support.counter import TERMINAL, Counter, cash, identity

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def till(tmp_path: Path) -> Path:
    """Give the folder of a till that sold three times, and whose first page is gone."""
    folder = tmp_path / "till"
    folder.mkdir()
    counter = Counter(folder)
    counter.publish()
    for _ in range(3):
        checkout.pay(counter.till, counter.payment(counter.basket("5"), cash("5")), counter.now())
    counter.till.close()
    write_identity(folder, identity())
    raw = bytearray((folder / "journal.db").read_bytes())
    raw[:4_096] = bytes(4_096)
    (folder / "journal.db").write_bytes(raw)
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """Give the folder of a server that knows the till."""
    folder = tmp_path / "server"
    shop = serve.open_shop(
        folder,
        Store(identity().store_id, "店"),
        now_ms=lambda: 1_790_000_000_000,
        random_bytes=random.Random(5).randbytes,
    )
    with shop.database.writing() as connection:
        terminals.register_terminal(
            connection,
            shop.house,
            terminal_id=TERMINAL,
            register="A1",
            public_key=SigningKey(identity().device_seed).public,
            now_ms=0,
        )
    shop.database.dispose()
    return folder


def test_sales_of_a_till_that_does_not_open_reach_the_books(
    till: Path, server: Path, tmp_path: Path, capsys: Capture
) -> None:
    target = str(tmp_path / "saved.json")
    assert main(["verify", str(till)]) == 2
    assert main(["rescue", str(till), target, "--json"]) == 0
    capsys.readouterr()
    assert main(["admit", target, "--data", str(server), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["taken"] == 3
    assert main(["admit", target, "--data", str(server)]) == 0
    assert "0 operations taken in, 3 were here" in capsys.readouterr().out
    assert main(["verify", str(server)]) == 0
    assert main(["rescue", str(till), target]) == 1
    assert "file_exists" in capsys.readouterr().err


def test_without_an_identity_nothing_is_signed(till: Path, tmp_path: Path, capsys: Capture) -> None:
    (till / "identity.json").unlink()
    assert main(["rescue", str(till), str(tmp_path / "saved.json")]) == 1
    assert "not_enrolled" in capsys.readouterr().err


def test_what_is_missing_is_said(till: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["rescue", str(till), str(tmp_path / "saved.json")]) == 0
    assert "3 operations of 3 entries found" in capsys.readouterr().out


def test_a_file_that_is_no_rescue_is_unreadable(
    server: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "bad").write_text("{}")
    assert main(["admit", str(tmp_path / "bad"), "--data", str(server)]) == 2
    assert "rescue_unreadable" in capsys.readouterr().err
