"""A till's backup is verified before it counts, and comes back only to the till that made it."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from pos_member.domain.errors import Damaged, Refused, Unavailable
from pos_member.domain.ledger import Kind
from pos_member.services import checkout
from pos_member.services.backup import RESTORED, Copy, back_up, restore
from pos_member.services.identity import write_identity
from pos_member.services.till import may_spend
from pos_member.services.verify import verify
from pos_member.storage import meta
from pos_member.storage.database import Database
from pos_member.storage.instance import Instance
from tests.support.counter import TERMINAL, Counter, cash, identity


def sell(counter: Counter, price: str = "10") -> None:
    checkout.pay(counter.till, counter.payment(counter.basket(price), cash(price)), counter.now())


@pytest.fixture
def shop(tmp_path: Path) -> Counter:
    """A till that sold twice and holds a lease."""
    (tmp_path / "till").mkdir()
    counter = Counter(tmp_path / "till")
    counter.publish()
    counter.lend(counter.member(principal=10_000), Kind.PRINCIPAL, 5_000)
    for _ in range(2):
        sell(counter)
    write_identity(counter.folder, identity())
    return counter


def bring_back(shop: Counter, backup: Path, name: str = "kept") -> Copy:
    return restore(shop.folder, backup, upgrade=lambda _: None, name=name)


def backed_up(shop: Counter, tmp_path: Path) -> Path:
    back_up(shop.folder, tmp_path / "backup.db")
    return tmp_path / "backup.db"


def test_a_backup_is_made_while_the_till_sells(shop: Counter, tmp_path: Path) -> None:
    assert back_up(shop.folder, tmp_path / "backup.db") == Copy(TERMINAL, 3)
    sell(shop)
    opened = Database(tmp_path / "backup.db")
    with opened.reading() as connection:
        assert verify(connection).entries == 3
    opened.close()
    assert {path.name for path in tmp_path.iterdir()} == {"till", "backup.db"}


def test_a_journal_that_does_not_verify_makes_no_backup(shop: Counter, tmp_path: Path) -> None:
    raw = sqlite3.connect(shop.folder / "journal.db", isolation_level=None)
    raw.execute("UPDATE lease SET remaining = remaining - 1")
    raw.close()
    with pytest.raises(Damaged, match="lease_differs"):
        back_up(shop.folder, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()


def test_what_comes_back_spends_nothing_until_the_server_agrees(
    shop: Counter, tmp_path: Path
) -> None:
    backup = backed_up(shop, tmp_path)
    sell(shop)
    shop.till.close()
    assert bring_back(shop, backup) == Copy(TERMINAL, 3)
    opened = Database(shop.folder / "journal.db")
    with opened.reading() as connection:
        assert meta.get(connection, meta.SUSPECT) == RESTORED
        assert not may_spend(connection)
        assert verify(connection).code == ""
    opened.close()
    kept = Database(shop.folder / "kept")
    with kept.reading() as connection:
        assert verify(connection).entries == 4
    kept.close()


def test_another_tills_backup_is_refused_and_nothing_changed(shop: Counter, tmp_path: Path) -> None:
    backup = backed_up(shop, tmp_path)
    shop.till.close()
    before = (shop.folder / "journal.db").read_bytes()
    write_identity(shop.folder, replace(identity(), terminal_id=shop.next_id()))
    with pytest.raises(Refused, match="journal_foreign"):
        bring_back(shop, backup)
    assert (shop.folder / "journal.db").read_bytes() == before
    assert not (shop.folder / "kept.new").exists()


def test_a_till_that_nobody_set_up_takes_no_backup(shop: Counter, tmp_path: Path) -> None:
    backup = backed_up(shop, tmp_path)
    (shop.folder / "identity.json").unlink()
    with pytest.raises(Refused, match="not_enrolled"):
        bring_back(shop, backup)


def test_a_running_till_is_not_restored(shop: Counter, tmp_path: Path) -> None:
    backup = backed_up(shop, tmp_path)
    running = Instance(shop.folder)
    with pytest.raises(Unavailable, match="already_running"):
        bring_back(shop, backup)
    running.release()
    # Without its lock, too: it has the file open.
    with pytest.raises(Unavailable, match="file_busy"):
        bring_back(shop, backup)


def damage(backup: Path, statement: str) -> None:
    raw = sqlite3.connect(backup, isolation_level=None)
    for trigger in ("is_never_changed", "is_never_shortened", "has_no_gap"):
        raw.execute(f"DROP TRIGGER journal_{trigger}")
    raw.execute(statement)
    raw.close()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE journal SET actor_id = 'x' WHERE seq = 2", "journal_altered"),
        ("DELETE FROM journal WHERE seq = 3", "journal_cut"),
        ("DELETE FROM journal WHERE seq = 2", "journal_gap"),
        ("PRAGMA application_id = 7", "file_foreign"),
        ("PRAGMA user_version = 9", "file_newer"),
    ],
)
def test_a_backup_that_was_altered_is_not_used(
    shop: Counter, tmp_path: Path, statement: str, code: str
) -> None:
    backup = backed_up(shop, tmp_path)
    shop.till.close()
    before = (shop.folder / "journal.db").read_bytes()
    damage(backup, statement)
    with pytest.raises(Damaged, match=code):
        bring_back(shop, backup)
    assert (shop.folder / "journal.db").read_bytes() == before


@pytest.mark.parametrize("page", range(12))
def test_a_flipped_byte_in_a_backup_is_found_or_of_no_matter(
    shop: Counter, tmp_path: Path, page: int
) -> None:
    backup = backed_up(shop, tmp_path)
    shop.till.close()
    raw = bytearray(backup.read_bytes())
    raw[(page * 4_096 + 4_095) % len(raw)] ^= 0x55
    backup.write_bytes(raw)
    try:
        assert bring_back(shop, backup).entries == 3
    except Damaged:
        assert not (shop.folder / "kept").exists()
    opened = Database(shop.folder / "journal.db")
    with opened.reading() as connection:
        assert verify(connection).code == ""
    opened.close()
