"""``pos-member backup`` and ``restore``: for tills and servers, with one line when they refuse."""

import json
import random
from pathlib import Path

import pytest

from pos_member.cli import main
from pos_member.services import checkout
from pos_member.services.identity import write_identity
from sync.server import serve
from sync.server.house import Store
from tests.support.counter import Counter, cash, identity

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def till(tmp_path: Path) -> Path:
    """Give the folder of a till that sold once and was closed."""
    folder = tmp_path / "till"
    folder.mkdir()
    counter = Counter(folder)
    counter.publish()
    checkout.pay(counter.till, counter.payment(counter.basket("5"), cash("5")), counter.now())
    counter.till.close()
    write_identity(folder, identity())
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """Give the folder of a server that ran once."""
    opened(tmp_path / "server").database.dispose()
    return tmp_path / "server"


def epoch_of(folder: Path) -> str:
    shop = opened(folder)
    shop.database.dispose()
    return shop.house.epoch


def opened(folder: Path) -> serve.Shop:
    return serve.open_shop(
        folder,
        Store("00000000-0000-7000-8000-00000000000a", "店"),
        now_ms=lambda: 1_790_000_000_000,
        random_bytes=random.Random(5).randbytes,
    )


def test_a_tills_backup_is_made_verified_and_brought_back(
    till: Path, tmp_path: Path, capsys: Capture
) -> None:
    target = tmp_path / "backup.db"
    assert main(["backup", str(till), str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(target), "operations": 1}
    assert main(["verify", str(target)]) == 0
    assert main(["restore", str(till), str(target)]) == 0
    assert "1 operations, verified" in capsys.readouterr().out
    assert main(["verify", str(till)]) == 0
    assert main(["backup", str(till), str(target)]) == 1
    assert "file_exists" in capsys.readouterr().err


def test_a_servers_backup_comes_back_as_another_life(
    server: Path, tmp_path: Path, capsys: Capture
) -> None:
    target = tmp_path / "backup.db"
    epoch = epoch_of(server)
    assert main(["backup", str(server), str(target)]) == 0
    assert main(["verify", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.partition("\n")[2])["code"] == ""
    assert main(["restore", str(server), str(target), "--json"]) == 0
    assert epoch_of(server) != epoch


def test_a_server_that_runs_is_not_restored(server: Path, tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "backup.db"
    assert main(["backup", str(server), str(target)]) == 0
    running = opened(server)
    with running.database.reading() as connection:
        connection.exec_driver_sql("SELECT 1").all()
    assert main(["restore", str(server), str(target)]) == 1
    assert "file_busy" in capsys.readouterr().err
    running.database.dispose()


def test_a_foreign_shops_backup_is_refused(server: Path, tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "backup.db"
    assert main(["backup", str(server), str(target)]) == 0
    other = serve.open_shop(
        tmp_path / "other",
        Store("00000000-0000-7000-8000-00000000000b", "别的店"),
        now_ms=lambda: 1_790_000_000_000,
        random_bytes=random.Random(6).randbytes,
    )
    other.database.dispose()
    before = (tmp_path / "other" / "server.db").read_bytes()
    assert main(["restore", str(tmp_path / "other"), str(target)]) == 2
    assert "database_foreign" in capsys.readouterr().err
    assert (tmp_path / "other" / "server.db").read_bytes() == before


def test_books_that_another_tool_brought_back_begin_another_life(server: Path) -> None:
    epoch = epoch_of(server)
    url = f"sqlite:///{server / 'server.db'}"
    assert main(["restore", str(server), "--database", url]) == 0
    assert epoch_of(server) != epoch


@pytest.mark.parametrize("which", ["till", "server"])
def test_a_restore_needs_a_file(
    which: str, request: pytest.FixtureRequest, capsys: Capture
) -> None:
    folder: Path = request.getfixturevalue(which)
    assert main(["restore", str(folder)]) == 1
    assert "backup_missing" in capsys.readouterr().err


def test_a_file_that_is_no_backup_is_unreadable(
    till: Path, server: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "bad").write_bytes(b"nothing of the kind" * 500)
    for folder in (till, server):
        assert main(["restore", str(folder), str(tmp_path / "bad")]) == 2
        assert "file_corrupt" in capsys.readouterr().err
