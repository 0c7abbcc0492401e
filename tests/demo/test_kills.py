"""A few kills of selling tills with every part real; ``demo --kills 300`` is the long run."""

from pathlib import Path

import pytest

from pos_member.demo import kills

pytestmark = pytest.mark.process
KILLS = 4


def test_no_kill_loses_or_doubles_a_receipt(tmp_path: Path) -> None:
    said: list[str] = []
    made = kills.run(kills=KILLS, out=tmp_path, seed=11, members=200, on_progress=said.append)
    assert kills.passed(made), made
    assert made["kills"] == sum(made["moments"].values()) == KILLS
    assert made["between_pay_and_last_byte"] >= KILLS // 2
    assert made["receipts_printed"] > 0


def test_a_report_with_anything_wrong_has_not_passed() -> None:
    right = dict.fromkeys(kills.VERDICTS, 0)
    assert kills.passed(right)
    assert not any(kills.passed(right | {name: 1}) for name in kills.VERDICTS)
