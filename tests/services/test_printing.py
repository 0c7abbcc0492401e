"""Receipts are sent once by themselves; whatever is printed again says that it is a copy."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.services import checkout, printing
from tests.support.counter import Counter, cash


def sell(counter: Counter, price: str = "5") -> checkout.SaleDone:
    payment = counter.payment(counter.basket(price), cash(price))
    return checkout.pay(counter.till, payment, counter.now())


def test_a_receipt_waits_is_sent_and_is_done(counter: Counter) -> None:
    first, second = sell(counter), sell(counter)
    job = printing.next_job(counter.till)
    assert job is not None and job.job == first.print_job
    assert printing.receipt_of(job).number == first.receipt
    printing.sending(counter.till, job.job)
    following = printing.next_job(counter.till)
    assert following is not None and following.job == second.print_job
    printing.done(counter.till, job.job)
    assert printing.unfinished(counter.till) == []


def test_what_was_being_sent_at_a_kill_is_listed_and_not_sent_again(counter: Counter) -> None:
    done = sell(counter)
    printing.sending(counter.till, done.print_job)
    counter.restart()
    assert printing.next_job(counter.till) is None
    (stuck,) = printing.unfinished(counter.till)
    copy = printing.reprint(counter.till, stuck.op_id, counter.now())
    assert printing.unfinished(counter.till) == []
    job = printing.next_job(counter.till)
    assert job is not None and (job.job, job.kick_drawer) == (copy, False)
    printed = printing.receipt_of(job)
    assert (printed.copy, printed.number) == (True, done.receipt)


def test_what_the_printer_refused_keeps_its_reason(counter: Counter) -> None:
    done = sell(counter)
    printing.failed(counter.till, done.print_job, "paper_out")
    (job,) = printing.unfinished(counter.till)
    assert job.trouble == "paper_out"


def test_the_last_receipt_is_printed_again_as_a_copy(counter: Counter) -> None:
    with pytest.raises(Refused) as none:
        printing.reprint_last(counter.till, counter.now())
    assert none.value.code == "no_receipt"
    sell(counter)
    last = sell(counter, "7")
    job, number = printing.reprint_last(counter.till, counter.now())
    assert number == last.receipt
    again, _ = printing.reprint_last(counter.till, counter.now())
    assert again == job + 1
    with pytest.raises(Refused):
        printing.reprint(counter.till, counter.next_id(), counter.now())


def test_a_receipt_that_was_not_begun_waits_as_it_was(counter: Counter) -> None:
    done = sell(counter)
    job = printing.next_job(counter.till)
    assert job is not None
    printing.sending(counter.till, job.job)
    printing.put_back(counter.till, job, "printer_paper_out", torn=False)
    again = printing.next_job(counter.till)
    assert again is not None
    assert (again.job, again.copy, again.kick_drawer) == (done.print_job, False, True)
    assert again.trouble == "printer_paper_out"


def test_a_receipt_that_was_torn_comes_again_as_a_copy_before_all_others(counter: Counter) -> None:
    torn, _ = sell(counter), sell(counter)
    job = printing.next_job(counter.till)
    assert job is not None
    printing.sending(counter.till, job.job)
    printing.put_back(counter.till, job, "printer_paper_out", torn=True)
    again = printing.next_job(counter.till)
    assert again is not None
    assert (again.job, again.copy, again.kick_drawer) == (torn.print_job, True, False)
    assert printing.unfinished(counter.till) == []
    # Asking for it does not bring it twice.
    assert printing.reprint(counter.till, again.op_id, counter.now()) == again.job
