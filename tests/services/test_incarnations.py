"""A new incarnation: what the server may lack is copied whole, and nothing may be spent twice."""

from dataclasses import replace

import pytest

from pos_member.domain.journal import GENESIS, place_of
from pos_member.domain.ledger import Kind
from pos_member.services import (
    acknowledge,
    checkout,
    enrolment,
    incarnations,
    open_tenders,
    printing,
    topup,
)
from pos_member.services.acknowledge import hash_at, queue_of
from pos_member.services.incarnations import Granted
from pos_member.services.rights import Spender
from pos_member.services.verify import Verified, verify
from pos_member.storage import effects, entries, leases, local_members, meta, tenders
from sync.protocol.messages import APPLIED, QUARANTINED, Result
from tests.support.counter import Counter, cash, value


def sell(counter: Counter, who: str | None, amount: str, *, by_value: bool = False) -> str:
    tender = value(amount) if by_value else cash(amount)
    member = counter.see(who) if who else None
    payment = counter.payment(counter.basket(amount), tender, member=member)
    return checkout.pay(counter.till, payment, counter.now()).receipt


def ack(counter: Counter, seq: int, *results: Result) -> None:
    with counter.till.journal.reading() as connection:
        head = meta.head(connection)
        seq_hash = hash_at(connection, head.incarnation, seq)
    assert seq_hash is not None
    acknowledge.acknowledged(counter.till, seq, seq_hash, results)


def granted(counter: Counter, incarnation: int, *, whole: bool = False) -> Granted:
    with counter.till.journal.reading() as connection:
        head = meta.head(connection)
        claim = meta.get(connection, meta.CLAIM)
    if whole:
        return Granted(claim, incarnation, 0, GENESIS, whole=True)
    return Granted(claim, incarnation, head.acked_seq, head.acked_hash)


def part(counter: Counter, incarnation: int, *, whole: bool = False) -> None:
    """Let the journals part, and go on as ``incarnation``."""
    acknowledge.mark_fork(counter.till, 1)
    assert incarnations.go_on(counter.till, granted(counter, incarnation, whole=whole))


def journal(counter: Counter, incarnation: int) -> list[tuple[int, str]]:
    with counter.till.journal.reading() as connection:
        return [(e.seq, e.draft.op_id) for e in entries.every(connection, incarnation)]


def verified(counter: Counter) -> Verified:
    with counter.till.journal.reading() as connection:
        return verify(connection)


@pytest.fixture
def who(counter: Counter) -> str:
    found = counter.member(principal=10_000)
    counter.lend(found, Kind.PRINCIPAL, 10_000)
    return found


def test_what_was_not_acknowledged_is_copied_with_its_id_and_its_moment(
    counter: Counter, who: str
) -> None:
    sell(counter, who, "10", by_value=True)
    ack(counter, 2)
    counter.wait(1_000)
    number = sell(counter, who, "20")
    before = journal(counter, 1)
    part(counter, 3)
    assert journal(counter, 1) == before
    assert journal(counter, 3) == [(1, before[2][1])]
    with counter.till.journal.reading() as connection:
        old, new = (entries.at(connection, i, seq) for i, seq in ((1, 3), (3, 1)))
        assert old is not None
        assert new is not None
        assert new.draft == old.draft
        assert number.encode() in new.draft.body
        assert meta.number(connection, meta.COPIED.format(3)) == 1
    assert (queue_of(counter.till).queued, queue_of(counter.till).standing) == (1, "")
    assert verified(counter) == Verified(4)


def test_receipts_begin_a_series_of_their_own(counter: Counter) -> None:
    first = sell(counter, None, "10")
    part(counter, 2)
    numbers = [sell(counter, None, "10") for _ in range(2)]
    assert first == "A1-1122-000001"
    assert numbers == ["A1.2-1122-000001", "A1.2-1122-000002"]
    assert verified(counter) == Verified(4)


def test_all_leases_are_void_and_a_late_grant_for_one_is_ignored(
    counter: Counter, who: str
) -> None:
    order = topup.TopUpOrder(counter.next_id(), counter.see(who), 50_000, cash("500"), "anna")
    topup.top_up(counter.till, order, counter.now())
    part(counter, 2)
    assert counter.see(who).standing.sure == 0
    with counter.till.journal.reading() as connection:
        assert {left for _, left, _ in leases.every(connection)} == {0}
        assert len(leases.every(connection)) == 2
    counter.lend(who, Kind.PRINCIPAL, 4_000)
    assert counter.see(who).standing.sure_principal == 4_000
    sell(counter, who, "30", by_value=True)
    assert verified(counter).code == ""


def test_an_incarnation_without_an_entry_verifies(counter: Counter, who: str) -> None:
    ack(counter, 1)
    part(counter, 2)
    assert journal(counter, 2) == []
    assert verified(counter) == Verified(1)
    assert who


def test_figures_count_each_operation_once_before_and_after(counter: Counter, who: str) -> None:
    sell(counter, who, "10", by_value=True)
    sell(counter, who, "20", by_value=True)
    ack(counter, 2)
    shown = counter.see(who).standing.principal
    part(counter, 2)
    assert counter.see(who).standing.principal == shown
    with counter.till.journal.reading() as connection:
        places = {effect.seq for effect in effects.every(connection)}
    assert places == {2, place_of(2, 1)}
    # A replica whose figures include all of the ended incarnation, and nothing of the new one.
    counter.figures(1, principal=9_000, included=place_of(2, 0))
    assert counter.see(who).standing.principal == 7_000
    counter.figures(1, principal=7_000, included=place_of(2, 1))
    assert counter.see(who).standing.principal == 7_000


def test_a_quarantined_copy_stays_in_the_figures(counter: Counter, who: str) -> None:
    sell(counter, who, "10", by_value=True)
    part(counter, 2)
    ack(counter, 1, Result(1, APPLIED))
    ack(counter, 2, Result(2, QUARANTINED, "shape"))
    with counter.till.journal.reading() as connection:
        assert {e.seq for e in effects.every(connection) if e.quarantined} == {place_of(2, 2)}


def test_a_member_who_just_joined_is_still_found(counter: Counter) -> None:
    joining = enrolment.Joining(counter.next_id(), "anna", "13911112222", consents=("service",))
    member = enrolment.enrol(counter.till, joining, counter.now())
    part(counter, 2)
    ack(counter, 1)
    with counter.till.journal.reading() as connection:
        assert local_members.synced_up_to(connection, place_of(2, 0)) == []
        assert local_members.synced_up_to(connection, place_of(2, 1)) == [member.member_id]


def test_the_last_receipt_can_be_had_again(counter: Counter) -> None:
    number = sell(counter, None, "10")
    ack(counter, 1)
    part(counter, 2)
    assert printing.reprint_last(counter.till, counter.now())[1] == number


def test_rights_that_a_payment_reserves_are_given_up_at_the_fork(
    counter: Counter, who: str
) -> None:
    basket = counter.basket("50")
    spender = Spender(counter.see(who))
    open_tenders.add_tender(
        counter.till, basket, value("30"), spender=spender, moment=counter.now()
    )
    acknowledge.mark_fork(counter.till, 1)
    with counter.till.journal.reading() as connection:
        assert tenders.of_basket(connection, basket.basket_id) == []
    assert counter.see(who).standing.sure == 0


def test_an_answer_to_another_claim_or_about_another_journal_changes_nothing(
    counter: Counter, who: str
) -> None:
    right = Granted("claim", 2, 0, GENESIS)
    assert not incarnations.go_on(counter.till, right)
    acknowledge.mark_fork(counter.till, 1)
    acknowledge.mark_fork(counter.till, 2)
    assert not incarnations.go_on(counter.till, right)
    true = granted(counter, 2)
    assert not incarnations.go_on(counter.till, Granted(true.claim, 2, 1, "ab" * 32))
    assert incarnations.go_on(counter.till, true)
    assert not incarnations.go_on(counter.till, true)
    assert journal(counter, 1)
    assert who


def test_a_till_that_lost_all_ground_says_every_operation_once(counter: Counter, who: str) -> None:
    sell(counter, who, "10", by_value=True)
    ack(counter, 2)
    sell(counter, None, "20")
    part(counter, 2)
    sell(counter, None, "30")
    ack(counter, 1)
    before = [op for _, op in [*journal(counter, 1), journal(counter, 2)[-1]]]
    part(counter, 5, whole=True)
    assert [op for _, op in journal(counter, 5)] == before
    assert queue_of(counter.till).queued == 4
    assert verified(counter) == Verified(9)


def test_an_entry_that_passes_for_a_copy_is_found(counter: Counter) -> None:
    sell(counter, None, "10")
    part(counter, 2)
    sell(counter, None, "20")
    with counter.till.journal.writing() as connection:
        meta.put(connection, {meta.COPIED.format(2): 2})
    assert verified(counter) == Verified(3, "copy_differs", 2)


def test_an_older_incarnation_takes_no_more_entries(counter: Counter) -> None:
    sell(counter, None, "10")
    part(counter, 2)
    with counter.till.journal.reading() as connection:
        (entry,) = entries.every(connection, 1)
    with pytest.raises(Exception, match="sealed"), counter.till.journal.writing() as connection:
        entries.append(connection, entry)


def test_a_new_device_in_the_same_folder_takes_what_waited_with_it(
    counter: Counter, who: str
) -> None:
    sell(counter, who, "10", by_value=True)
    counter.till.identity = replace(counter.till.identity, incarnation=4)
    assert incarnations.take_place(counter.till)
    assert not incarnations.take_place(counter.till)
    assert len(journal(counter, 4)) == 2
    assert counter.see(who).standing.sure == 0
    assert verified(counter).code == ""


def test_a_superseded_till_spends_nothing_and_goes_on_selling(counter: Counter, who: str) -> None:
    acknowledge.mark_superseded(counter.till)
    assert counter.see(who).standing.sure == 0
    sell(counter, None, "10")
    assert queue_of(counter.till).standing == "superseded"
    acknowledge.mark_fork(counter.till, 1)
    assert queue_of(counter.till).standing == "superseded"
    assert incarnations.go_on(counter.till, granted(counter, 2))
    assert queue_of(counter.till).standing == ""


def test_a_claim_that_is_out_is_not_mistaken_for_another_machine(counter: Counter) -> None:
    acknowledge.mark_fork(counter.till, 1)
    acknowledge.mark_superseded(counter.till)
    assert queue_of(counter.till).standing == "fork"
