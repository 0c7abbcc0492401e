"""``pos-member doctor`` looks at a real data folder and says what is not well, and what to do."""

import json
from pathlib import Path

import pytest

from pos_member.cli import main
from pos_member.services.identity import write_identity
from tests.support.counter import Counter, identity


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the data folder of an enrolled till."""
    Counter(tmp_path).till.close()
    write_identity(tmp_path, identity())
    return tmp_path


def findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    main(["doctor", "--data", str(folder), "--json"])
    return {each["what"]: each for each in json.loads(capsys.readouterr().out)}


def test_a_till_in_order_has_nothing_to_advise(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = findings(folder, capsys)
    named = {"python", "sqlite", "screen toolkit", "settings", "identity", "journal"}
    assert {what for what in named if not found[what]["well"]} == set()
    assert "A1" in str(found["identity"]["found"])


def test_an_identity_that_others_may_read_is_not_well(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "identity.json").chmod(0o644)
    found = findings(folder, capsys)["identity"]
    assert (found["well"], bool(found["advice"])) == (False, True)


def test_a_damaged_journal_and_settings_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("journal.db-wal", "journal.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "journal.db").write_bytes(b"x" * 8192)
    (folder / "settings.json").write_text("{", encoding="utf-8")
    found = findings(folder, capsys)
    assert [found[what]["well"] for what in ("journal", "settings")] == [False, False]


def test_a_folder_in_a_cloud_drive_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    synced = tmp_path / "Dropbox" / "till"
    synced.mkdir(parents=True)
    found = findings(synced, capsys)
    assert found["data folder"]["well"] is False
    assert found["identity"]["well"] is False


def test_it_speaks_to_people_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--data", str(tmp_path / "nowhere")]) == 1
    out = capsys.readouterr().out
    assert "NOT  data folder" in out
    assert "ok   python" in out
