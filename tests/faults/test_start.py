"""A real till starts on files that are not as it left them: it says so, and loses nothing."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_member.demo import oracle
from pos_member.demo.programs import command
from pos_member.demo.shop import SampleShop
from pos_member.i18n import explain, set_language
from tests.faults.conftest import PATIENCE, Stand

pytestmark = pytest.mark.process
END_SECONDS = 60


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A till that has sold once and is closed."""
    with SampleShop(tmp_path_factory.mktemp("shop"), members=100, seed=4, counters=1) as shop:
        stand = Stand(shop)
        stand.open()
        stand.sell()
        stand.counter.till.end()
        yield stand


def journal_of(stand: Stand) -> Path:
    return stand.data / "journal.db"


def shows(stand: Stand, code: str, **values: str | int) -> None:
    """Wait until the first screen says ``code``, in both languages."""
    for language in ("en", "zh_CN"):
        stand.counter.till.do("language", value=language)
        set_language(language)
        text = explain(code, **values)
        stand.hands.wait(text, lambda s, t=text: t in s["texts"], patience=PATIENCE)
    set_language("zh_CN")


@pytest.mark.parametrize(
    ("damage", "code"), [(b"{\x00", "settings_damaged"), (b"", "settings_lost")]
)
def test_damaged_settings_are_told_and_the_till_sells(
    closed: Stand, damage: bytes, code: str
) -> None:
    identity = (closed.data / "identity.json").read_bytes()
    (closed.data / "settings.json").write_bytes(damage)
    good = closed.data / "settings.good.json"
    if code == "settings_damaged":
        good.write_text(json.dumps({"lock_after_s": 600}))
    else:
        good.unlink(missing_ok=True)
    closed.counter.start()
    try:
        shows(closed, code)
        closed.sign_in()
        receipt = closed.sell()
    finally:
        closed.counter.till.end()
    assert receipt in oracle.journal_receipts(journal_of(closed))
    assert (closed.data / "identity.json").read_bytes() == identity
    (closed.data / "settings.json").unlink()
    good.unlink()


def test_a_journal_newer_than_the_program_is_left_as_it_is(closed: Stand) -> None:
    known = oracle.journal_receipts(journal_of(closed))
    set_version(journal_of(closed), 99)
    before = journal_of(closed).read_bytes()
    closed.counter.start()
    try:
        shows(closed, "file_newer", file="journal.db", found=99, known=1)
    finally:
        closed.counter.till.end()
    assert journal_of(closed).read_bytes() == before
    set_version(journal_of(closed), 1)
    closed.open()
    receipt = closed.sell()
    closed.counter.till.end()
    assert oracle.journal_receipts(journal_of(closed)) == [*known, receipt]


def set_version(journal: Path, version: int) -> None:
    with sqlite3.connect(journal) as opened:
        opened.execute(f"PRAGMA user_version={version}")
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()


def test_a_torn_receipt_is_offered_as_a_copy_after_a_kill(closed: Stand) -> None:
    closed.open()
    body = closed.counter.printer.body
    before = len(closed.counter.printed())
    body.bytes_per_s = 500
    receipt = closed.sell()
    while len(closed.counter.printed()) == before:
        closed.hands.wait("the till", lambda s: s["receipt"] == receipt)
    closed.counter.till.kill()
    body.bytes_per_s = 0
    closed.counter.start()
    shows(closed, "receipt_torn", receipt=receipt)
    closed.sign_in()
    closed.hands.wait("the offer", lambda s: s["said"] == explain("receipt_torn", receipt=receipt))
    printed = oracle.printed_receipts(closed.counter.printed()[before:])
    assert [paper.copy for paper in printed if paper.number == receipt] in ([], [False])
    closed.hands.key("Ctrl+P")
    closed.hands.wait("a copy", lambda _: copies_of(closed, receipt) == [True], patience=PATIENCE)
    closed.counter.till.end()


def copies_of(stand: Stand, receipt: str) -> list[bool]:
    printed = oracle.printed_receipts(stand.counter.printed())
    return [paper.copy for paper in printed if paper.number == receipt and paper.copy]


@pytest.mark.parametrize("name", ["identity.json"])
def test_a_damaged_identity_is_never_replaced(closed: Stand, name: str) -> None:
    whole = (closed.data / name).read_bytes()
    (closed.data / name).write_bytes(whole[: len(whole) // 2])
    try:
        ended = subprocess.run(
            command("till", "--data", str(closed.data)),
            capture_output=True,
            text=True,
            timeout=END_SECONDS,
            check=False,
        )
        assert ended.returncode == 2
        assert "identity_damaged" in ended.stderr
        assert (closed.data / name).read_bytes() == whole[: len(whole) // 2]
    finally:
        (closed.data / name).write_bytes(whole)
