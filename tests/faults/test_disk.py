"""A disk that is full or read-only is found before money is taken, at the window of a real till.

The disks are real ones, mounted for the test, which takes root; the checks behind them are tested
without it in ``tests/services/test_health.py``.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_member.demo import oracle
from pos_member.demo.programs import command
from pos_member.demo.shop import SampleShop
from pos_member.i18n import explain, set_language
from tests.faults.conftest import PATIENCE, Stand

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0, reason="mounting a disk takes root on Linux"
    ),
]
DISK_BYTES = 256 * 1024 * 1024
LEFT_BYTES = 16 * 1024 * 1024
END_SECONDS = 60


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """An open till whose data is on a small disk of its own."""
    disk = tmp_path_factory.mktemp("disk")
    mount("-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk))
    try:
        with SampleShop(disk, members=100, seed=5, counters=1) as shop:
            made = Stand(shop)
            made.open()
            yield made
    finally:
        unmount(disk)


def refuses(stand: Stand, code: str) -> None:
    """See that paying is refused for ``code`` in both languages, and the basket stays."""
    hands = stand.hands
    before = oracle.journal_receipts(stand.data / "journal.db")
    for language in ("en", "zh_CN"):
        stand.counter.till.do("language", value=language)
        set_language(language)
        if not hands.state["pieces"]:
            stand.add_goods()
        hands.key("Alt+2")
        hands.wait("cash in hand", lambda s: s["tender"] == "cash")
        hands.key("Return")
        text = explain(code)
        hands.wait(text, lambda s, t=text: t in s["texts"], patience=PATIENCE)
    set_language("zh_CN")
    state = hands.state
    assert (state["pieces"], state["paid"], state["receipt"]) == (1, 0, "")
    assert oracle.journal_receipts(stand.data / "journal.db") == before


def pays_now(stand: Stand) -> None:
    stand.hands.key("Return")
    stand.hands.wait("the receipt", lambda s: s["receipt"], patience=PATIENCE)


def test_a_read_only_folder_takes_no_money(stand: Stand) -> None:
    mount("--bind", str(stand.data), str(stand.data))
    try:
        mount("-o", "remount,bind,ro", str(stand.data))
        refuses(stand, "disk_read_only")
        second = subprocess.run(
            command("till", "--data", str(stand.data)),
            capture_output=True,
            text=True,
            timeout=END_SECONDS,
            check=False,
        )
        assert (second.returncode, len(second.stderr.strip().splitlines())) == (1, 1)
        assert "disk_read_only" in second.stderr
    finally:
        unmount(stand.data)
    pays_now(stand)


def test_a_full_disk_takes_no_money_and_sells_when_there_is_room(stand: Stand) -> None:
    stand.hands.key("Return")  # the result of the sale before is put away
    stand.counter.till.end()
    stand.open()
    filler = stand.data.parent / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(stand.data).free - LEFT_BYTES)
    try:
        refuses(stand, "disk_full")
    finally:
        filler.unlink()
    pays_now(stand)
