"""Worlds in which one rule was taken out of the product: the simulator must notice.

A mutant is a patch of a copy of the sources, played in a process of its own: there is no switch in
the product. One that survives means that the worlds, or their judge, have a hole.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = ("pos_member", "sync", "resources", "tests/sync")
SEEDS = 8
PLAY = """
import sys
from sync.simulator.run import run
try:
    for seed in range(1, int(sys.argv[1]) + 1):
        report = run([seed])
        if not report.well:
            sys.exit("noticed: " + report.broken[0].broken[0])
except Exception as fault:
    sys.exit(f"noticed: {fault!r}")
"""


@dataclass(frozen=True)
class Mutant:
    """A rule taken out: in ``file``, ``rule`` becomes ``instead``.

    ``scenario`` names the directed scenario that notices; random worlds do without one.
    """

    name: str
    file: str
    rule: str
    instead: str
    scenario: str = ""


MUTANTS = (
    Mutant(
        "an acknowledgement is taken for the whole journal",
        "sync/client/push.py",
        "        self.status = reply.status\n",
        "        self.status = reply.status\n"
        "        head = self._journal.place().head_seq\n"
        "        reply = replace(\n"
        "            reply, ack_seq=head, ack_hash=str(self._journal.hash_at(head)))\n",
    ),
    Mutant(
        "an acknowledgement is not written down",
        "pos_member/services/acknowledge.py",
        "if seq > head.acked_seq:",
        "if seq > 1_000_000:",
    ),
    Mutant(
        "a grant is said once, in the reply that may be lost",
        "sync/server/exchange.py",
        "lending.grants_after(desk.connection, till.terminal_id, request.grant_ver)",
        "lending.grants_after(desk.connection, till.terminal_id,\n"
        "            max(request.grant_ver, till.grant_ver - len(request.wants)))",
    ),
    Mutant(
        "a payment takes nothing out of its lease",
        "pos_member/services/booking.py",
        "for leg in moves.taken:",
        "for leg in moves.taken[:0]:",
    ),
    Mutant(
        "figures change without an entry in the feed",
        "sync/server/exchange.py",
        "feed.changed(connection, feed.Change.FIGURES, desk.figures_changed)",
        "feed.changed(connection, feed.Change.FIGURES, ())",
    ),
    Mutant(
        "entries that the server has are taken in again",
        "sync/server/exchange.py",
        "request.entries[len(known) :]",
        "request.entries",
    ),
    Mutant(
        "a receipt's number is not taken in the transaction of its sale",
        "pos_member/services/numbers.py",
        "    meta.put(connection, {meta.RECEIPT_COUNTER: counter})\n",
        "",
    ),
    Mutant(
        "a retry of a sale is a new sale",
        "pos_member/services/checkout.py",
        "    if done is not None:\n        return done\n",
        "    payment = replace(payment, op_id=till.next_id())\n",
    ),
    Mutant(
        "a recall takes what an open payment reserves",
        "pos_member/services/leases.py",
        "amount = max(0, held.free - keep)",
        "amount = max(0, held.remaining - keep)",
        scenario="robbed_by_a_recall",
    ),
    Mutant(
        "a top-up goes to what other tills may borrow",
        "pos_member/domain/transfers.py",
        "    rights = lease_account(op_id, member, Kind.PRINCIPAL)\n",
        "    rights = member_account(member, Kind.PRINCIPAL)\n",
        scenario="never_spend_the_same_money and sqlite",
    ),
)


def copied(folder: Path) -> None:
    """Copy the sources into ``folder``, and the tests that scenarios need."""
    ignored = shutil.ignore_patterns("__pycache__", "*.ttf", "*.svg")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    for name in ("pyproject.toml", "tests/conftest.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)


def played(folder: Path, scenario: str = "") -> subprocess.CompletedProcess[str]:
    """Play worlds, or a scenario, by the sources in ``folder``."""
    command = [sys.executable, "-c", PLAY, str(SEEDS)]
    if scenario:
        place = "tests/sync/simulator/test_scenarios.py"
        command = [sys.executable, "-m", "pytest", "-q", "-k", scenario, place]
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=surroundings | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.process
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_world_without_the_rule_is_noticed(tmp_path, mutant):
    copied(tmp_path)
    path = tmp_path / mutant.file
    source = path.read_text(encoding="utf-8")
    assert source.count(mutant.rule) == 1, "the rule stands elsewhere now"
    path.write_text(source.replace(mutant.rule, mutant.instead), encoding="utf-8")
    done = played(tmp_path, mutant.scenario)
    assert done.returncode == 1, f"the mutant survived: {done.stdout}{done.stderr}"
    said = "1 failed" in done.stdout if mutant.scenario else done.stderr.startswith("noticed: ")
    assert said, done.stdout + done.stderr


@pytest.mark.process
def test_the_copy_itself_is_sound(tmp_path):
    copied(tmp_path)
    done = played(tmp_path, "robbed_by_a_recall")
    assert done.returncode == 0, done.stdout + done.stderr
