"""A manager's tasks on the server's own machine: what they do, and what they print."""

import json
from pathlib import Path

import pytest

from pos_member.cli import main
from sync.server import sample
from sync.server.serve import open_shop


def told(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> dict[str, object]:
    """Run a task that succeeds, and return what it prints."""
    assert main(["server", "--data", str(folder), *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_restored_server_says_whom_it_awaits(tmp_path: Path, capsys) -> None:
    assert told(capsys, tmp_path, "recovery") == {
        "recovering": False,
        "tills": [],
        "suspense": [],
        "unnamed": 0,
    }
    assert told(capsys, tmp_path, "restored")["recovering"] is False
    assert told(capsys, tmp_path, "end-recovery") == {"absent": []}


def test_an_unknown_task_is_bad_usage(tmp_path: Path, capsys) -> None:
    assert main(["server", "--data", str(tmp_path), "dance"]) == 2
    assert "server_task" in capsys.readouterr().err
    assert not (tmp_path / "server.db").exists()


def test_a_coupon_is_issued_listed_and_taken_back(tmp_path: Path, capsys) -> None:
    shop = open_shop(tmp_path, sample.STORE, now_ms=lambda: 1_790_000_000_000, random_bytes=bytes)
    made = shop.database.write(
        lambda c: sample.fill(c, shop.house, members=2, pin_cost=sample.PinCost(1, 8))
    )
    shop.database.dispose()
    member = made.members[1]["member_id"]
    wanted = ("--member", member, "--template", "welcome-100-10", "--last-day", "2030-01-01")
    coupon = told(capsys, tmp_path, "issue-coupon", *wanted)["coupon"]
    found = told(capsys, tmp_path, "coupons")
    assert found["losses"] == []
    assert isinstance(found["coupons"], list) and len(found["coupons"]) == 2
    assert told(capsys, tmp_path, "end-coupon", "--coupon", str(coupon)) == {"ended": True}
    listed = told(capsys, tmp_path, "coupons")["coupons"]
    assert isinstance(listed, list)
    states = {row["coupon_id"]: row["state"] for row in listed}
    assert states[coupon] == "ended"
    assert main(["server", "--data", str(tmp_path), "issue-coupon", "--member", member]) == 2
    assert "template" in capsys.readouterr().err


def test_what_waits_is_listed_and_a_decision_names_who_and_why(tmp_path: Path, capsys) -> None:
    assert told(capsys, tmp_path, "waiting") == {"waiting": []}
    folder = ["server", "--data", str(tmp_path)]
    whole = ["decide", "no-such-operation", "--apply", "--by", "manager", "--reason", "found"]
    assert main([*folder, *whole]) == 1
    assert "operation_not_waiting" in capsys.readouterr().err
    for missing in (whole[:2], whole[:3], whole[:5], ["decide", *whole[2:]]):
        assert main([*folder, *missing]) == 2
        assert "decide OPERATION --void|--write-off|--apply" in capsys.readouterr().err


def test_the_public_keys_are_told_as_scan_reads_them(tmp_path: Path, capsys) -> None:
    keys = told(capsys, tmp_path, "keys")
    assert set(keys) == {"server", "1"}
    assert all(len(bytes.fromhex(key)) == 32 for key in keys.values())
