"""Out of a broken journal comes every entry whose hash is right, and nothing else."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from pos_member.domain.journal import GENESIS, Entry, check_chain
from pos_member.domain.ledger import Kind
from pos_member.services import checkout, enrolment
from pos_member.services.rescue import Rescued, rescue
from pos_member.storage import entries
from tests.support.counter import TERMINAL, Counter, cash, identity

SALES = 60


@pytest.fixture
def shop(tmp_path: Path) -> Counter:
    """A till with a lease, a new member and many sales; most are in the file, some in its log."""
    (tmp_path / "till").mkdir()
    counter = Counter(tmp_path / "till")
    counter.publish()
    counter.lend(counter.member(principal=10_000), Kind.PRINCIPAL, 5_000)
    joining = enrolment.Joining(counter.next_id(), "anna", "13911112222", consents=("service",))
    enrolment.enrol(counter.till, joining, counter.now())
    for number in range(SALES):
        if number == SALES - 5:
            counter.till.journal.checkpoint()
        payment = counter.payment(counter.basket("5"), cash("5"))
        checkout.pay(counter.till, payment, counter.now())
    return counter


TRUE = SALES + 2


def broken(shop: Counter, tmp_path: Path) -> Path:
    """Return a copy of the files as a power cut leaves them."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in ("journal.db", "journal.db-wal"):
        shutil.copy(shop.folder / name, folder / name)
    return folder / "journal.db"


def truth(shop: Counter) -> list[Entry]:
    with shop.till.journal.reading() as connection:
        return list(entries.every(connection, 1))


def rescued(path: Path) -> Rescued:
    return rescue(path, identity())


def test_a_whole_journal_gives_all_that_is_not_acknowledged(shop: Counter, tmp_path: Path) -> None:
    path = broken(shop, tmp_path)
    found = rescued(path)
    assert list(found.entries) == truth(shop)
    assert (found.found, found.missing, len(found.sealed)) == (TRUE, (), 1)
    acked = truth(shop)[49]
    acknowledge_up_to(path, acked)
    assert list(rescued(path).entries) == truth(shop)[50:]
    assert rescued(path).found == TRUE


def acknowledge_up_to(path: Path, entry: Entry, *, with_hash: str = "") -> None:
    raw = sqlite3.connect(path, isolation_level=None)
    put = "INSERT OR REPLACE INTO meta VALUES(?, ?)"
    raw.execute(put, ("acked_seq", str(entry.seq)))
    raw.execute(put, ("acked_hash", with_hash or entry.hash))
    raw.close()


def test_an_acknowledgement_that_does_not_fit_is_not_believed(
    shop: Counter, tmp_path: Path
) -> None:
    path = broken(shop, tmp_path)
    acknowledge_up_to(path, truth(shop)[49], with_hash="00" * 32)
    assert len(rescued(path).entries) == TRUE


def test_without_its_first_page_everything_is_handed_over(shop: Counter, tmp_path: Path) -> None:
    path = broken(shop, tmp_path)
    raw = bytearray(path.read_bytes())
    raw[:4_096] = bytes(4_096)
    path.write_bytes(raw)
    path.with_name("journal.db-wal").unlink()
    found = rescued(path)
    assert len(found.entries) >= TRUE - 5
    check_chain(found.entries, terminal_id=TERMINAL, after=(0, GENESIS))


def test_without_its_log_the_newest_are_lost_and_no_other(shop: Counter, tmp_path: Path) -> None:
    path = broken(shop, tmp_path)
    path.with_name("journal.db-wal").unlink()
    found = rescued(path)
    assert list(found.entries) == truth(shop)[: TRUE - 5]


def test_a_file_cut_in_half_gives_the_half_and_says_what_is_missing(
    shop: Counter, tmp_path: Path
) -> None:
    path = broken(shop, tmp_path)
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    found = rescued(path)
    assert 0 < len(found.entries) < TRUE
    assert set(found.entries) <= set(truth(shop))
    there = {entry.seq for entry in found.entries}
    assert set(found.missing) == set(range(min(there), max(there) + 1)) - there


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bytes_never_make_an_entry_that_was_not(
    shop: Counter, tmp_path: Path, seed: int
) -> None:
    path, chance = broken(shop, tmp_path), random.Random(seed)
    for file in (path, path.with_name("journal.db-wal")):
        raw = bytearray(file.read_bytes())
        for _ in range(12):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        file.write_bytes(raw)
    found = rescued(path)
    assert set(found.entries) <= set(truth(shop))
    assert len(found.entries) >= TRUE // 2


def test_another_tills_journal_gives_nothing(shop: Counter, tmp_path: Path) -> None:
    path = broken(shop, tmp_path)
    other = identity()
    object.__setattr__(other, "terminal_id", shop.next_id())
    assert rescue(path, other) == Rescued((), {}, 0, ())


def test_an_acknowledged_journal_has_nothing_to_rescue(shop: Counter, tmp_path: Path) -> None:
    path = broken(shop, tmp_path)
    acknowledge_up_to(path, truth(shop)[-1])
    assert rescued(path).entries == ()
