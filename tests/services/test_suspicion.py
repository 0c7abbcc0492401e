"""A journal that is not what this till last wrote is noticed before anything is spent from it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pos_member.domain.errors import Unavailable
from pos_member.domain.ledger import Kind
from pos_member.services import (
    acknowledge,
    checkout,
    incarnations,
    open_tenders,
    printing,
    suspicion,
)
from pos_member.services.acknowledge import queue_of
from pos_member.services.incarnations import Granted
from pos_member.services.rights import Spender
from pos_member.services.verify import verify
from pos_member.storage import meta, tenders
from pos_member.storage.high_water import HighWater, Mark
from sync.simulator.crash import CrashPoints, Fate
from tests.support.counter import Counter, cash, value


@pytest.fixture
def counter(tmp_path: Path):
    """Return a counter whose journal has a mark, and a member with a lease there."""
    folder = tmp_path / "till"
    folder.mkdir()
    made = Counter(folder, mark=HighWater(tmp_path / "mark"))
    made.publish()
    assert suspicion.examine(made.till) == ""
    made.lend(made.member(principal=10_000), Kind.PRINCIPAL, 10_000)
    yield made
    made.till.close()


WHO = "00000000-0000-7000-8000-000000000001"


def sell(counter: Counter, amount: str = "10") -> str:
    payment = counter.payment(counter.basket(amount), cash(amount))
    return checkout.pay(counter.till, payment, counter.now()).receipt


def mark(counter: Counter) -> Mark:
    assert counter.mark is not None
    found = counter.mark.read()
    assert found is not None
    return found


def head(counter: Counter) -> meta.Head:
    with counter.till.journal.reading() as connection:
        return meta.head(connection)


def image(counter: Counter) -> Path:
    counter.till.close()
    kept = counter.folder.parent / f"image-{counter.next_id()}"
    shutil.copytree(counter.folder, kept)
    counter.restart()
    return kept


def fork(counter: Counter) -> None:
    """Let the server's journal and this one part, and go on as the second incarnation."""
    acknowledge.mark_fork(counter.till, 1)
    with counter.till.journal.reading() as connection:
        claim = meta.get(connection, meta.CLAIM)
    now = head(counter)
    assert incarnations.go_on(counter.till, Granted(claim, 2, now.acked_seq, now.acked_hash))


def put_back(counter: Counter, kept: Path) -> str:
    counter.till.close()
    shutil.rmtree(counter.folder)
    shutil.copytree(kept, counter.folder)
    counter.restart()
    return suspicion.examine(counter.till)


def agree(counter: Counter) -> None:
    now = head(counter)
    assert acknowledge.acknowledged(counter.till, now.seq, now.hash, ())


def sure(counter: Counter) -> int:
    return counter.see(WHO).standing.sure_principal


def test_the_mark_is_where_the_journal_is_after_every_commit(counter: Counter) -> None:
    for count in (1, 2):
        sell(counter)
        now = head(counter)
        assert mark(counter) == Mark(now.terminal_id, 1, now.seq, now.hash, count, count)
    counter.restart()
    assert suspicion.examine(counter.till) == ""


@pytest.mark.parametrize("sold_since", [0, 1])
def test_a_journal_put_back_from_before_its_claim_knows_that_it_goes_on_itself(
    counter: Counter, sold_since: int
) -> None:
    sell(counter)
    agree(counter)
    kept = image(counter)
    acknowledge.mark_fork(counter.till, 1)
    for _ in range(sold_since):
        sell(counter)
    assert mark(counter).parted
    counter.restart()
    assert suspicion.examine(counter.till) == "", "what it claimed it still knows"
    assert put_back(counter, kept) == suspicion.OLDER
    # The server had raised it: nobody else goes on under its name.
    acknowledge.mark_superseded(counter.till)
    assert queue_of(counter.till).standing == meta.FORK
    with counter.till.journal.reading() as connection:
        assert meta.get(connection, meta.CLAIM)


def test_what_the_next_incarnation_marks_has_not_parted(counter: Counter) -> None:
    sell(counter)
    agree(counter)
    fork(counter)
    assert (mark(counter).incarnation, mark(counter).parted) == (2, False)
    sell(counter)
    counter.restart()
    assert suspicion.examine(counter.till) == ""


def test_a_journal_put_back_from_a_copy_spends_nothing_until_the_server_agrees(
    counter: Counter,
) -> None:
    kept = image(counter)
    sell(counter)
    assert put_back(counter, kept) == suspicion.OLDER
    assert (sure(counter), queue_of(counter.till).standing) == (0, "suspect")
    sell(counter)
    counter.restart()
    assert suspicion.examine(counter.till) == "", "it has gone on from there"
    assert queue_of(counter.till).standing == "suspect", "and is suspect still"
    now = head(counter)
    acknowledge.acknowledged(counter.till, 1, acknowledged_hash(counter, 1), ())
    assert queue_of(counter.till).standing == "suspect", "the server has not seen all of it"
    acknowledge.acknowledged(counter.till, now.seq, now.hash, ())
    assert (sure(counter), queue_of(counter.till).standing) == (10_000, "")


def acknowledged_hash(counter: Counter, seq: int) -> str:
    with counter.till.journal.reading() as connection:
        return acknowledge.hash_at(connection, 1, seq) or ""


def test_numbers_that_were_printed_and_forgotten_are_not_printed_again(counter: Counter) -> None:
    kept = image(counter)
    printed = {sell(counter) for _ in range(3)}
    put_back(counter, kept)
    again = [sell(counter) for _ in range(2)]
    assert printed.isdisjoint(again)
    assert again[0].endswith("-000005"), "one more may have left the printer before its mark"
    kept = image(counter)
    sell(counter)
    put_back(counter, kept)
    assert sell(counter).endswith("-000009")
    with counter.till.journal.reading() as connection:
        assert verify(connection).code == ""
        assert meta.get(connection, meta.SKIPPED.format(1)) == "0-4 6-8"


def test_a_journal_put_back_twice_before_it_sold_prints_no_number_again(counter: Counter) -> None:
    kept = image(counter)
    printed = {sell(counter) for _ in range(3)}
    for _ in range(2):
        assert put_back(counter, kept) == suspicion.OLDER
    assert sell(counter) not in printed


def test_a_sale_that_the_disk_denied_is_marked_before_it_is_shown_or_printed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "till"
    folder.mkdir()
    points = CrashPoints()
    with points.attached():
        counter = Counter(folder, mark=HighWater(tmp_path / "mark"))
        counter.publish()
        assert sell(counter).endswith("-000001")
        kept = image(counter)
        payment = counter.payment(counter.basket("20"), cash("20"))
        with pytest.raises(Unavailable), points.watching(Fate(1, "disk_unsure")):
            checkout.pay(counter.till, payment, counter.now())
        assert mark(counter).receipts == 1
        shown = checkout.pay(counter.till, payment, counter.now())
        assert mark(counter).receipts == 2
        assert put_back(counter, kept) == suspicion.OLDER
        assert sell(counter) != shown.receipt
        counter.till.close()


def test_what_waits_for_the_printer_is_marked_before_its_first_byte(counter: Counter) -> None:
    before = mark(counter)
    sell(counter)
    counter.mark.note(before)
    counter.mark.committed()
    job = printing.next_job(counter.till)
    assert job is not None
    printing.sending(counter.till, job.job)
    assert mark(counter).receipts == 1


def test_a_number_that_is_missing_for_no_reason_is_still_found(counter: Counter) -> None:
    kept = image(counter)
    sell(counter)
    put_back(counter, kept)
    sell(counter)
    with counter.till.journal.writing() as connection:
        meta.put(connection, {meta.SKIPPED.format(1): "0-5"})
    with counter.till.journal.reading() as connection:
        assert verify(connection).code == "receipt_gap"


def test_a_folder_without_its_mark_is_suspect_and_gets_a_new_one(counter: Counter) -> None:
    sell(counter)
    assert counter.mark is not None
    counter.mark.path.unlink()
    counter.restart()
    assert suspicion.examine(counter.till) == suspicion.MISSING
    assert mark(counter).seq == head(counter).seq
    assert sure(counter) == 0
    agree(counter)
    assert sure(counter) == 10_000


def test_a_mark_of_another_till_is_none(counter: Counter) -> None:
    assert counter.mark is not None
    counter.mark.note(replace(mark(counter), terminal_id="another"))
    counter.mark.committed()
    assert suspicion.examine(counter.till) == suspicion.MISSING


def test_another_history_of_the_same_length_is_suspect(counter: Counter) -> None:
    kept = image(counter)
    sell(counter)
    before = mark(counter)
    put_back(counter, kept)
    sell(counter)
    counter.mark.note(before)
    counter.mark.committed()
    assert suspicion.examine(counter.till) == suspicion.OTHER


@pytest.mark.parametrize("behind", [1, 5])
def test_a_mark_that_is_behind_is_what_a_kill_or_a_power_cut_leaves(
    counter: Counter, behind: int
) -> None:
    sell(counter)
    before = mark(counter)
    for _ in range(behind):
        sell(counter)
    counter.mark.note(before)
    counter.mark.committed()
    counter.restart()
    assert suspicion.examine(counter.till) == ""
    assert sure(counter) == 10_000


def test_a_new_till_is_not_suspect_and_one_without_a_mark_is_never(tmp_path: Path) -> None:
    made = Counter(tmp_path)
    assert suspicion.examine(made.till) == ""
    made.till.close()


def test_rights_that_a_payment_reserved_before_the_copy_are_given_up(counter: Counter) -> None:
    basket = counter.basket("50")
    open_tenders.add_tender(
        counter.till, basket, value("30"), spender=Spender(counter.see(WHO)), moment=counter.now()
    )
    kept = image(counter)
    sell(counter)
    put_back(counter, kept)
    with counter.till.journal.reading() as connection:
        assert tenders.of_basket(connection, basket.basket_id) == []


def test_a_new_incarnation_is_above_suspicion_and_marked(counter: Counter) -> None:
    kept = image(counter)
    sell(counter)
    put_back(counter, kept)
    fork(counter)
    assert queue_of(counter.till).standing == ""
    # The highest number of the former incarnation stays marked: a copy may go on in that one.
    assert (mark(counter).incarnation, mark(counter).receipts, mark(counter).highest) == (2, 0, 2)
    counter.restart()
    assert suspicion.examine(counter.till) == ""


def test_a_journal_of_an_earlier_incarnation_knows_that_it_was_this_machine(
    counter: Counter,
) -> None:
    kept = image(counter)
    counter.till.identity = replace(counter.till.identity, incarnation=2)
    assert incarnations.take_place(counter.till)
    assert put_back(counter, kept) == suspicion.OLDER
    agree(counter)
    acknowledge.mark_superseded(counter.till)
    assert queue_of(counter.till).standing == "fork", "nobody else is there: it claims the next one"


def test_a_journal_of_an_earlier_incarnation_that_is_put_back_twice_knows_it_still(
    counter: Counter,
) -> None:
    kept = image(counter)
    counter.till.identity = replace(counter.till.identity, incarnation=2)
    assert incarnations.take_place(counter.till)
    assert put_back(counter, kept) == suspicion.OLDER
    assert (mark(counter).incarnation, mark(counter).parted) == (1, True)
    counter.restart()
    assert suspicion.examine(counter.till) == "", "it is written down"
    # The word that it is superseded could not be written before the next copy came.
    assert put_back(counter, kept) == suspicion.OLDER
    acknowledge.mark_superseded(counter.till)
    assert queue_of(counter.till).standing == "fork", "nobody else is there: it claims the next one"


def test_a_later_incarnation_put_back_over_an_earlier_one_prints_no_number_again(
    counter: Counter,
) -> None:
    first = image(counter)
    sell(counter)
    put_back(counter, first)
    fork(counter)
    sell(counter)
    second = image(counter)
    printed = {sell(counter), sell(counter)}
    put_back(counter, first)
    sell(counter)
    assert put_back(counter, second) == suspicion.OTHER
    assert sell(counter) not in printed
