"""``pos-member import``: a table in Excel's encoding, tried and then brought in."""

import json
import random
from pathlib import Path

import pytest

from pos_member.cli import importing, main
from sync.server import serve
from sync.server.house import Store

Capture = pytest.CaptureFixture[str]
HEAD = "手机号,姓名,本金\n"


@pytest.fixture
def server(tmp_path: Path) -> str:
    folder = tmp_path / "server"
    serve.open_shop(
        folder,
        Store("00000000-0000-7000-8000-000000000001", "店"),
        now_ms=lambda: 1_790_000_000_000,
        random_bytes=random.Random(5).randbytes,
    ).database.dispose()
    return str(folder)


def table(tmp_path: Path, rows: str) -> str:
    file = tmp_path / "members.csv"
    file.write_bytes((HEAD + rows).encode("gb18030"))
    return str(file)


def test_a_table_is_tried_then_brought_in_then_known(
    server: str, tmp_path: Path, capsys: Capture
) -> None:
    file = table(tmp_path, "13800138000,林晓雯,100.00\n13800138001,王小美,5.50\n")
    for options, said in (
        ([], "nothing is written yet"),
        (["--apply"], "brought in"),
        (["--apply"], "nothing to do"),
    ):
        assert main(["import", file, "--data", server, *options]) == 0
        assert said in capsys.readouterr().out
    assert main(["import", file, "--data", server, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["known"] == 2
    assert main(["verify", server]) == 0
    assert "2 members: the books hold" in capsys.readouterr().out


def test_every_wrong_row_is_listed_with_its_line(
    server: str, tmp_path: Path, capsys: Capture
) -> None:
    file = table(tmp_path, "".join(f"{n},短,1.00\n" for n in range(1, 61)))
    assert main(["import", file, "--data", server, "--apply"]) == 1
    said = capsys.readouterr()
    assert "line 2 phone: 手机号位数不够 / The phone number has too few digits" in said.out
    assert f"... and {60 - importing.SHOWN_MAX} more" in said.out
    assert said.err.startswith("pos-member: import_rows (wrong: 60)")
    assert main(["import", file, "--data", server, "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["wrong"]) == 60


def test_a_row_with_too_many_cells_names_no_column(
    server: str, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["import", table(tmp_path, "13800138000,a,1,2\n"), "--data", server]) == 1
    assert "line 2: 这一行的格子比表头多" in capsys.readouterr().out


def test_a_file_that_is_no_table_is_unreadable(
    server: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["import", server + "/server.db", "--data", server]) == 2
    assert "import_" in capsys.readouterr().err
    monkeypatch.setattr(importing, "FILE_BYTES_MAX", 3)
    assert main(["import", table(tmp_path, ""), "--data", server]) == 2
    assert "file_too_large" in capsys.readouterr().err
