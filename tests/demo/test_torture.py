"""A little torture with every part real; ``torture --minutes 10`` is the long run."""

from pathlib import Path

import pytest

from pos_member.demo import torture

pytestmark = pytest.mark.process
SECONDS = 10


@pytest.mark.timeout(240)
def test_whatever_is_done_to_tills_and_server_nothing_is_lost(tmp_path: Path) -> None:
    said: list[str] = []
    made = torture.run(
        seconds=SECONDS, out=tmp_path, seed=3, counters=2, members=200, on_progress=said.append
    )
    promises = {name: made[name] for name in torture.VERDICTS}
    assert not any(promises.values()), made
    assert made["totals_agree"] and made["figures_agree"]
    assert made["receipts_printed"] > 0 and sum(made["troubles"].values()) > 0


def test_a_report_with_anything_wrong_has_not_passed() -> None:
    right = dict.fromkeys(torture.VERDICTS, 0) | {
        "totals_agree": True,
        "figures_agree": True,
        "converged_seconds": 5.0,
    }
    assert torture.passed(right)
    wrong = [{name: 1} for name in torture.VERDICTS]
    wrong += [{"totals_agree": False}, {"figures_agree": False}, {"converged_seconds": 61.0}]
    assert not any(torture.passed(right | one) for one in wrong)
