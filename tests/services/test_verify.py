"""Whatever is changed in a journal or in what was derived from it, the first bad row is named."""

import sqlite3
from dataclasses import replace

import pytest

from pos_member.domain.journal import Draft, seal
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import LeaseReturned
from pos_member.services import checkout, enrolment, leases, topup
from pos_member.services.booking import book
from pos_member.services.verify import Verified, verify
from pos_member.storage import entries, meta, personal
from sync.protocol.messages import Recall
from tests.support.counter import Counter, cash, points, value


@pytest.fixture
def shop(counter: Counter) -> Counter:
    who = counter.member(principal=10_000, points=300)
    money = counter.lend(who, Kind.PRINCIPAL, 5_000)
    counter.lend(who, Kind.POINTS, 300, lots=(Lot("old", 300, "2027-01-01"),))
    seen = counter.see(who)
    mixed = counter.payment(counter.basket("80"), value("30"), points(200), cash("48"), member=seen)
    checkout.pay(counter.till, mixed, counter.now())
    order = topup.TopUpOrder(counter.next_id(), seen, 50_000, cash("500"), "anna")
    topup.top_up(counter.till, order, counter.now())
    joining = enrolment.Joining(counter.next_id(), "anna", "13911112222", consents=("service",))
    enrolment.enrol(counter.till, joining, counter.now())
    leases.honour_recalls(counter.till, [Recall(money, 500)], counter.now())
    checkout.pay(counter.till, counter.payment(counter.basket("5"), cash("5")), counter.now())
    return counter


ENTRIES = 7


def verified(shop: Counter) -> Verified:
    with shop.till.journal.reading() as connection:
        return verify(connection)


def tamper(shop: Counter, *statements: str) -> Verified:
    """Change the file as somebody with a database tool would, triggers out of the way."""
    raw = sqlite3.connect(shop.folder / "journal.db", isolation_level=None)
    for trigger in ("is_never_changed", "is_never_shortened", "has_no_gap"):
        raw.execute(f"DROP TRIGGER journal_{trigger}")
    for statement in statements:
        assert raw.execute(statement).rowcount > 0, statement
    raw.close()
    return verified(shop)


def test_an_honest_journal_verifies(shop: Counter) -> None:
    assert verified(shop) == Verified(ENTRIES)


COLUMNS = {
    "op_id": "randomblob(16)",
    "kind": "'top_up'",
    "schema_ver": "9",
    "wall_ms": "wall_ms + 1",
    "mono_ms": "mono_ms + 1",
    "boot_id": "'other'",
    "tz_min": "0",
    "actor_id": "'bert'",
    "body": "cast(replace(cast(body AS TEXT), '5', '6') AS BLOB)",
    "prev": "randomblob(32)",
    "hash": "randomblob(32)",
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("seq", [1, 3, ENTRIES])
def test_every_column_of_every_entry_is_under_the_chain(
    shop: Counter, column: str, seq: int
) -> None:
    change = f"{column} = {COLUMNS[column]}"
    found = tamper(shop, f"UPDATE journal SET {change} WHERE seq = {seq}")  # noqa: S608
    assert (found.code, found.seq) == ("journal_altered", seq)


@pytest.mark.parametrize(
    ("statement", "code", "seq"),
    [
        ("DELETE FROM journal WHERE seq = 1", "journal_gap", 1),
        ("DELETE FROM journal WHERE seq = 4", "journal_gap", 4),
        ("DELETE FROM journal WHERE seq = 7", "journal_cut", ENTRIES),
        ("DELETE FROM journal WHERE seq > 2", "journal_cut", ENTRIES),
        ("DELETE FROM journal", "journal_cut", ENTRIES),
        ("UPDATE journal SET incarnation = 2 WHERE seq = 7", "journal_gap", 1),
    ],
)
def test_a_missing_entry_is_named(shop: Counter, statement: str, code: str, seq: int) -> None:
    found = tamper(shop, statement)
    assert (found.code, found.seq) == (code, seq)


def test_two_entries_swapped_are_found(shop: Counter) -> None:
    found = tamper(
        shop,
        "UPDATE journal SET seq = 100 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = 4",
        "UPDATE journal SET seq = 4 WHERE seq = 100",
    )
    assert (found.code, found.seq) == ("journal_altered", 3)


PROJECTIONS = [
    ("UPDATE lease SET remaining = remaining + 1 WHERE remaining < granted", "lease_differs"),
    ("UPDATE lease SET granted = granted + 1", "lease_differs"),
    ("UPDATE lease SET expires_ms = expires_ms + 1", "lease_differs"),
    ("UPDATE lease SET member_id = 'me'", "lease_differs"),
    ("UPDATE lease SET kind = 'bonus' WHERE kind = 'principal'", "lease_differs"),
    ("UPDATE lease SET lots = '[]' WHERE kind = 'points'", "lease_differs"),
    ("UPDATE lease SET max_single = 9", "lease_differs"),
    ("DELETE FROM lease WHERE kind = 'points'", "lease_differs"),
    (
        "INSERT INTO lease VALUES ('made-up', 'me', 'principal', 9, 9, 9, 0, 0, '[]')",
        "lease_differs",
    ),
    ("UPDATE effect SET delta = delta + 1 WHERE seq = 3", "effect_differs"),
    ("UPDATE effect SET earned = 5 WHERE kind = 'points' AND seq = 3", "effect_differs"),
    ("UPDATE effect SET member_id = 'me'", "effect_differs"),
    ("INSERT INTO effect VALUES ('me', 3, 'bonus', 5, 0, 0, '')", "effect_differs"),
    ("DELETE FROM effect WHERE seq = 4", "effect_missing"),
    ("UPDATE meta SET value = '9' WHERE key = 'receipt_counter'", "receipt_gap"),
    ("UPDATE meta SET value = '1' WHERE key = 'head_seq'", "journal_cut"),
    ("UPDATE meta SET value = 'another' WHERE key = 'terminal_id'", "journal_altered"),
]


@pytest.mark.parametrize(("statement", "code"), PROJECTIONS)
def test_what_was_derived_is_made_again_and_compared(
    shop: Counter, statement: str, code: str
) -> None:
    assert tamper(shop, statement).code == code


def test_erased_personal_values_do_not_break_the_chain(shop: Counter) -> None:
    with shop.till.journal.writing() as connection:
        (op_id,) = connection.exec_driver_sql("SELECT lower(hex(op_id)) FROM personal").scalars()
        personal.erase(connection, op_id)
    assert verified(shop) == Verified(ENTRIES)


def test_entries_that_spend_more_than_was_lent_are_named(shop: Counter) -> None:
    """Somebody who seals entries of their own still cannot spend what nobody lent."""
    raw = sqlite3.connect(shop.folder / "journal.db", isolation_level=None)
    raw.execute("UPDATE lease SET granted = 99999, remaining = 99999 WHERE kind = 'principal'")
    (lease,) = raw.execute("SELECT max(lease_id) FROM lease WHERE kind = 'principal'").fetchone()
    raw.close()
    with shop.till.journal.writing() as connection:
        body = LeaseReturned(lease, "m", Kind.PRINCIPAL, 90_000)
        book(
            connection,
            shop.till,
            body,
            op_id=shop.next_id(),
            actor_id="me",
            moment=shop.now(),
        )
    found = verified(shop)
    assert (found.code, found.seq, found.what) == ("lease_overdrawn", ENTRIES + 1, lease)


def test_a_lease_opened_twice_and_a_number_used_twice_are_named(shop: Counter) -> None:
    with shop.till.journal.writing() as connection:
        head = meta.head(connection)
        for source, code in ((1, "lease_twice"), (ENTRIES, "receipt_gap")):
            copied = entries.at(connection, 1, source)
            assert copied is not None
            again = seal(
                replace(copied.draft, op_id=shop.next_id()),
                terminal_id=head.terminal_id,
                incarnation=1,
                seq=head.seq + 1,
                prev=head.hash,
            )
            point = connection.begin_nested()
            entries.append(connection, again)
            meta.put(connection, {meta.HEAD_SEQ: again.seq, meta.HEAD_HASH: again.hash})
            found = verify(connection)
            assert (found.code, found.seq) == (code, ENTRIES + 1)
            point.rollback()
    assert verified(shop) == Verified(ENTRIES)


def test_a_body_that_cannot_be_read_is_named(shop: Counter) -> None:
    with shop.till.journal.writing() as connection:
        head = meta.head(connection)
        draft = Draft(shop.next_id(), "hologram", "me", shop.now(), b"{}")
        entry = seal(
            draft, terminal_id=head.terminal_id, incarnation=1, seq=head.seq + 1, prev=head.hash
        )
        entries.append(connection, entry)
        meta.put(connection, {meta.HEAD_SEQ: entry.seq, meta.HEAD_HASH: entry.hash})
    found = verified(shop)
    assert (found.code, found.seq) == ("journal_unreadable", ENTRIES + 1)


def test_an_empty_journal_verifies(counter: Counter) -> None:
    assert verified(counter) == Verified(0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lease SET lots = '[not json'",
        "UPDATE meta SET value = 'many' WHERE key = 'receipt_counter'",
    ],
)
def test_a_value_that_does_not_read_is_found(shop: Counter, statement: str) -> None:
    assert tamper(shop, statement).code == "value_unreadable"
