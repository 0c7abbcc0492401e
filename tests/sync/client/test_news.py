"""What the sync process says is written down by services, twice as well as once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.journal import GENESIS
from pos_member.domain.lease import Grant
from pos_member.domain.ledger import Kind
from pos_member.services import acknowledge, enrolment
from pos_member.services.enrolment import Joining
from pos_member.services.till import Till
from pos_member.storage import entries, leases, meta
from pos_member.storage.cache import make_current
from sync.client import news
from sync.simulator.counter import Counter
from sync.simulator.visits import CASHIER
from tests.sync.simulator.conftest import Founder, opened

LEASE = "0190c000-0000-7000-8000-000000000001"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """Return a till of a simulated chain, its replica filled and nothing under way."""
    for scene in opened(Founder(tmp_path), tills=1):
        yield scene.tills[0]


@pytest.fixture
def till(counter: Counter) -> Till:
    assert counter.till is not None
    return counter.till


def grant(till: Till, amount: int = 5_000) -> dict[str, object]:
    lent = Grant(LEASE, till.identity.terminal_id, "member-1", Kind.PRINCIPAL, amount, 2**50, 0, 1)
    return {"type": "grants", "grants": [lent.to_json()], "refused": []}


def joined(till: Till, counter: Counter) -> str:
    joining = Joining(
        counter.next_id(), CASHIER, phone="13800138000", consents=("service", "membership")
    )
    return enrolment.enrol(till, joining, counter.moment()).member_id


def head(till: Till) -> meta.Head:
    with till.journal.reading() as connection:
        return meta.head(connection)


def test_a_grant_is_written_down_once_and_its_wish_is_answered(till, counter):
    told = news.take(grant(till), till, counter.moment())
    assert told.members == {"member-1"}
    assert told.wishes == {LEASE: ""}
    assert told.journal_grew
    again = news.take(grant(till), till, counter.moment())
    assert not again.members and not again.journal_grew
    assert again.wishes == {LEASE: ""}
    assert head(till).seq == 1


def test_a_refused_wish_is_answered_with_its_code(till, counter):
    message = {"type": "grants", "grants": [], "refused": [[LEASE, "nothing_free"]]}
    assert news.take(message, till, counter.moment()).wishes == {LEASE: "nothing_free"}


def test_a_recall_is_honoured_once(till, counter):
    news.take(grant(till), till, counter.moment())
    recall = {"type": "recalls", "recalls": [{"lease": LEASE, "keep": 2_000}]}
    assert news.take(recall, till, counter.moment()).members == {"member-1"}
    assert not news.take(recall, till, counter.moment()).journal_grew
    with till.journal.reading() as connection:
        held = leases.by_id(connection, LEASE)
    assert held is not None and held.remaining == 2_000


def test_an_acknowledgement_counts_only_with_our_own_hash(till, counter):
    joined(till, counter)
    acked = {"type": "acked", "seq": 1, "hash": head(till).hash, "results": []}
    news.take(acked, till, counter.moment())
    assert acknowledge.queue_of(till).queued == 0
    news.take(acked | {"hash": "ab" * 32}, till, counter.moment())
    assert acknowledge.queue_of(till).forked


def test_a_server_that_forgot_puts_operations_back_into_the_queue(till, counter):
    joined(till, counter)
    acked = {"type": "acked", "seq": 1, "hash": head(till).hash, "results": []}
    news.take(acked, till, counter.moment())
    news.take({"type": "rewound", "seq": 0, "hash": "00" * 32}, till, counter.moment())
    assert acknowledge.queue_of(till).queued == 1


def test_a_fork_is_written_down_and_other_trouble_is_not(till, counter):
    news.take({"type": "trouble", "code": "update"}, till, counter.moment())
    assert acknowledge.queue_of(till).standing == ""
    news.take({"type": "trouble", "code": "fork", "seq": 3}, till, counter.moment())
    assert acknowledge.queue_of(till).forked


def test_the_servers_time_is_kept_and_no_time_is_not(till, counter):
    before = counter.state
    news.take(before | {"server_time_ms": 0}, till, counter.moment())
    news.take(before | {"server_time_ms": 2**41}, till, counter.moment())
    with till.journal.reading() as connection:
        assert meta.number(connection, meta.SERVER_TIME) == 2**41


def test_a_page_may_have_changed_anybody(till, counter):
    message = {"type": "cache", "file": "cache-2.db", "cursor": "0.1"}
    assert news.take(message, till, counter.moment()).replica


def another_replica(till: Till, counter: Counter) -> str:
    """Make a copy of the replica the current one, and say nothing of it; return its name."""
    copy = counter.folder / "cache-9.db"
    with closing(sqlite3.connect(counter.folder / till.cache.name)) as raw:
        raw.execute("VACUUM INTO ?", (str(copy),))
    make_current(counter.folder, copy.name)
    return copy.name


def test_a_replica_whose_word_was_lost_is_found_with_the_next_acknowledgement(till, counter):
    name = another_replica(till, counter)
    acked = {"type": "acked", "seq": 0, "hash": GENESIS, "results": []}
    assert news.take(acked, till, counter.moment()).replica
    assert till.cache.name == name
    assert not news.take(acked, till, counter.moment()).replica


def test_a_replica_that_lacks_what_was_dropped_is_left_alone(till, counter):
    another_replica(till, counter)
    before = till.cache.name
    with till.journal.writing() as connection:
        meta.put(connection, {meta.FORGOTTEN_SEQ: 7})
    acked = {"type": "acked", "seq": 0, "hash": GENESIS, "results": []}
    assert not news.take(acked, till, counter.moment()).replica
    assert till.cache.name == before
    (counter.folder / "cache-9.db").write_bytes(b"no replica")
    with pytest.raises(Damaged):
        news.take(acked, till, counter.moment())


def test_a_till_that_is_not_trusted_looks_at_no_replica(till, counter):
    another_replica(till, counter)
    acknowledge.mark_revoked(till)
    acked = {"type": "acked", "seq": 0, "hash": GENESIS, "results": []}
    news.take(acked, till, counter.moment())
    assert till.cache.name == ""


@pytest.mark.parametrize(
    "message",
    [{}, {"type": "dance"}, {"type": "acked"}, {"type": "recalls", "recalls": [{"lease": 1}]}],
)
def test_what_is_no_message_is_damaged_and_nothing_is_written(till, counter, message):
    with pytest.raises(Damaged):
        news.take(message, till, counter.moment())
    with till.journal.reading() as connection:
        assert entries.after(connection, 1, 0, 10) == []


def test_another_life_of_the_server_is_written_down(till, counter):
    read = {"type": "epoch", "epoch": "another-life"}
    assert news.take(read, till, counter.moment()).journal_grew
    with till.journal.reading() as connection:
        assert meta.get(connection, meta.SERVER_EPOCH) == "another-life"
