"""An acknowledgement counts only where our own journal agrees; effects go when included."""

import shutil

import pytest

from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.journal import GENESIS
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import LeaseReturned
from pos_member.services import checkout, enrolment
from pos_member.services.acknowledge import (
    acknowledged,
    forget_included,
    hash_at,
    mark_revoked,
    mark_trusted,
    queue_of,
    rewound,
)
from pos_member.services.booking import book
from pos_member.services.verify import verify
from pos_member.storage import effects, local_members, meta
from sync.protocol.messages import APPLIED, QUARANTINED, Result
from tests.support.counter import Counter, cash, member_row, value


def hash_of(counter: Counter, seq: int) -> str:
    with counter.till.journal.reading() as connection:
        return hash_at(connection, 1, seq) or "00" * 32


def ack(counter: Counter, seq: int, *results: Result) -> bool:
    return acknowledged(counter.till, seq, hash_of(counter, seq), results)


def sell(counter: Counter, who: str, amount: str) -> None:
    payment = counter.payment(counter.basket(amount), value(amount), member=counter.see(who))
    checkout.pay(counter.till, payment, counter.now())


@pytest.fixture
def who(counter: Counter) -> str:
    found = counter.member(principal=10_000)
    counter.lend(found, Kind.PRINCIPAL, 10_000)
    return found


def test_the_queue_shrinks_with_what_the_server_has(counter: Counter, who: str) -> None:
    counter.wait(1_000)
    sell(counter, who, "10")
    assert queue_of(counter.till).queued == 2
    assert ack(counter, 1)
    found = queue_of(counter.till)
    assert (found.queued, found.oldest_ms, found.forked) == (1, counter.wall_ms, False)
    ack(counter, 2)
    assert (queue_of(counter.till).queued, queue_of(counter.till).oldest_ms) == (0, 0)


def test_a_late_acknowledgement_takes_nothing_back(counter: Counter, who: str) -> None:
    sell(counter, who, "10")
    ack(counter, 2)
    assert ack(counter, 1)
    assert queue_of(counter.till).queued == 0


@pytest.mark.parametrize("seq", [1, 2, 9])
def test_a_hash_that_is_not_ours_is_a_fork(counter: Counter, who: str, seq: int) -> None:
    sell(counter, who, "10")
    assert not acknowledged(counter.till, seq, "ab" * 32, ())
    assert queue_of(counter.till).forked
    assert queue_of(counter.till).queued == 2
    assert counter.see(who).standing.sure == 0


def test_a_restored_server_is_told_again(counter: Counter, who: str) -> None:
    sell(counter, who, "10")
    ack(counter, 2)
    assert rewound(counter.till, 0, GENESIS)
    assert queue_of(counter.till).queued == 2
    assert not rewound(counter.till, 1, "cd" * 32)
    assert queue_of(counter.till).forked


def test_figures_are_shown_once_whichever_comes_first(counter: Counter, who: str) -> None:
    sell(counter, who, "10")
    assert counter.see(who).standing.principal == 9_000
    counter.figures(1, included=2, principal=9_000)
    assert counter.see(who).standing.principal == 9_000
    assert forget_included(counter.till) == 0
    ack(counter, 2)
    assert forget_included(counter.till) == 1
    assert counter.see(who).standing.principal == 9_000
    assert forget_included(counter.till) == 0
    with counter.till.journal.reading() as connection:
        assert effects.every(connection) == []
        assert meta.number(connection, meta.FORGOTTEN_SEQ) == 2
        assert verify(connection).code == ""


def test_an_effect_that_no_page_includes_yet_stays(counter: Counter, who: str) -> None:
    sell(counter, who, "10")
    sell(counter, who, "20")
    ack(counter, 3)
    counter.figures(1, included=2, principal=9_000)
    forget_included(counter.till)
    assert counter.see(who).standing.principal == 7_000
    with counter.till.journal.reading() as connection:
        assert {effect.seq for effect in effects.every(connection)} == {3}


def test_effects_on_somebody_the_replica_lacks_stay(counter: Counter) -> None:
    counter.lend("nobody", Kind.PRINCIPAL, 100)
    joining = enrolment.Joining(counter.next_id(), "anna", "13911112222", consents=("service",))
    made = enrolment.enrol(counter.till, joining, counter.now())
    payment = counter.payment(counter.basket("10"), cash("10"), member=made)
    checkout.pay(counter.till, payment, counter.now())
    ack(counter, 3)
    assert forget_included(counter.till) == 0
    assert counter.see(made.member_id).standing.points == 10


def test_what_the_server_holds_apart_still_counts_here(counter: Counter, who: str) -> None:
    sell(counter, who, "10")
    ack(counter, 2, Result(1, APPLIED), Result(2, QUARANTINED, "program_unknown"))
    counter.figures(1, included=2, principal=10_000)
    forget_included(counter.till)
    assert counter.see(who).standing.principal == 9_000


def test_points_are_pending_until_the_replica_has_them(counter: Counter, who: str) -> None:
    payment = counter.payment(counter.basket("10"), cash("10"), member=counter.see(who))
    checkout.pay(counter.till, payment, counter.now())
    before = counter.see(who).standing
    assert (before.points, before.pending_points) == (10, 10)
    ack(counter, 2)
    counter.figures(1, included=2, principal=10_000, points=10)
    forget_included(counter.till)
    after = counter.see(who).standing
    assert (after.points, after.pending_points) == (10, 0)


def test_a_new_member_moves_from_here_to_the_replica(counter: Counter) -> None:
    joining = enrolment.Joining(
        counter.next_id(), "anna", phone="13911112222", name="单雯", consents=("service",)
    )
    made = enrolment.enrol(counter.till, joining, counter.now())
    assert not made.synced
    row, figures = member_row(5, name="单雯", mobile="13911112222")
    counter.pull(profiles=({**row, "member_id": made.member_id},), figures=(figures,))
    assert forget_included(counter.till) == 0
    ack(counter, 1)
    forget_included(counter.till)
    assert counter.see(made.member_id).synced
    with counter.till.journal.reading() as connection:
        assert local_members.every(connection) == []


def test_a_revoked_till_books_nothing_and_gives_up_what_it_knew(counter: Counter, who: str) -> None:
    sell(counter, who, "10")
    member = counter.see(who)
    payment = counter.payment(counter.basket("10"), value("10"), member=member)
    mark_revoked(counter.till)
    mark_revoked(counter.till)
    assert queue_of(counter.till).standing == "revoked"
    with pytest.raises(Refused, match="terminal_revoked"):
        checkout.pay(counter.till, payment, counter.now())
    with counter.till.journal.writing() as connection, pytest.raises(Refused, match="revoked"):
        book(
            connection,
            counter.till,
            LeaseReturned("lease", who, Kind.PRINCIPAL, 1),
            op_id=counter.next_id(),
            actor_id="anna",
            moment=counter.now(),
        )
    with pytest.raises(Refused, match="member_gone"):
        counter.see(who)
    assert queue_of(counter.till).queued == 2
    mark_trusted(counter.till)
    assert queue_of(counter.till).standing == ""


def test_a_replica_that_lacks_what_was_dropped_is_not_used(counter: Counter, who: str) -> None:
    sell(counter, who, "10")
    old = counter.folder / "cache-2.db"
    shutil.copy(counter.folder / "cache-1.db", old)
    ack(counter, 2)
    counter.figures(1, included=2, principal=9_000)
    forget_included(counter.till)
    (counter.folder / "cache.current").write_text("cache-2.db\n")
    with counter.till.journal.reading() as connection:
        forgotten = meta.number(connection, meta.FORGOTTEN_SEQ)
    with pytest.raises(Damaged) as refused:
        counter.till.cache.switch(forgotten_seq=forgotten)
    assert refused.value.code == "replica_old"
    assert counter.see(who).standing.principal == 9_000


@pytest.mark.parametrize("decision", ["voided", "written_off", "applied"])
def test_an_effect_counts_by_itself_until_a_manager_has_decided(
    counter: Counter, who: str, decision: str
) -> None:
    sell(counter, who, "10")
    ack(counter, 2, Result(2, QUARANTINED, "tender_differs"))

    def waiting() -> bool:
        with counter.till.journal.reading() as connection:
            return any(effect.quarantined for effect in effects.every(connection))

    assert waiting()
    ack(counter, 2, Result(2, APPLIED, decision))
    assert not waiting()
