"""A top-up is spendable here at once and nowhere twice; its bonus is the server's to lend."""

from dataclasses import replace

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.operations import Approval
from pos_member.services import checkout, printing
from pos_member.services.program import program_at
from pos_member.services.topup import TopUpOrder, plan, top_up
from pos_member.services.verify import Verified, verify
from tests.services.test_checkout import person
from tests.support.counter import Counter, cash, qr, value


def order(counter: Counter, who: str, amount: str = "500") -> TopUpOrder:
    tender = cash(amount)
    return TopUpOrder(counter.next_id(), counter.see(who), tender.amount_minor, tender, "anna")


def test_principal_is_sure_here_at_once_and_bonus_is_on_the_book(counter: Counter) -> None:
    who = counter.member(principal=1_000)
    done = top_up(counter.till, order(counter, who), counter.now())
    assert (done.principal, done.bonus, done.points, done.book) == (50_000, 5_000, 100, 56_000)
    after = counter.see(who).standing
    assert (after.sure_principal, after.sure_bonus) == (50_000, 0)
    assert (after.points, after.pending_points) == (100, 100)
    payment = counter.payment(counter.basket("200"), value("200"), member=counter.see(who))
    checkout.pay(counter.till, payment, counter.now())
    assert counter.see(who).standing.sure == 30_000
    with counter.till.journal.reading() as connection:
        assert verify(connection) == Verified(2)


def test_a_retry_is_the_same_top_up(counter: Counter) -> None:
    who = counter.member()
    asked = order(counter, who)
    first = top_up(counter.till, asked, counter.now())
    assert top_up(counter.till, asked, counter.now()) == first
    assert counter.see(who).standing.book == 55_000


def test_the_receipt_says_what_was_paid_given_and_is_now_there(counter: Counter) -> None:
    who = counter.member(principal=1_000)
    top_up(counter.till, order(counter, who), counter.now())
    job = printing.next_job(counter.till)
    assert job is not None and job.kick_drawer
    printed = printing.receipt_of(job)
    assert (printed.total_minor, printed.lines[0].note) == (50_000, "赠送金 +50.00")
    held = [(a.account, a.before, a.after, a.pending) for a in printed.accounts]
    assert held == [
        ("principal", 1_000, 51_000, 0),
        ("bonus", 0, 5_000, 0),
        ("points", 0, 0, 100),
    ]


def test_a_big_bonus_needs_a_manager(counter: Counter) -> None:
    counter.pull(staff=(person("boss", "manager"),))
    asked = order(counter, counter.member(), "1000")
    with pytest.raises(Refused) as refused:
        top_up(counter.till, asked, counter.now())
    assert (refused.value.code, refused.value.values) == (
        "approval_needed",
        {"reason": "bonus_over_limit"},
    )
    approved = replace(asked, approval=Approval("boss", "opening week"))
    assert top_up(counter.till, approved, counter.now()).bonus == 20_000


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tender": value("500")}, "top_up_tender"),
        ({"tender": cash("400")}, "top_up_tender"),
        ({"tender": replace(cash("500"), received_minor=100)}, "cash_short"),
        ({"pay_minor": 50_001, "tender": cash("500.01")}, "top_up_multiple"),
        ({"pay_minor": 600_000, "tender": cash("6000")}, "top_up_above_maximum"),
    ],
)
def test_what_is_no_top_up_is_refused(
    counter: Counter, change: dict[str, object], code: str
) -> None:
    asked = replace(order(counter, counter.member()), **change)
    with pytest.raises(Refused) as refused:
        top_up(counter.till, asked, counter.now())
    assert refused.value.code == code


def test_outside_money_opens_no_drawer(counter: Counter) -> None:
    asked = replace(order(counter, counter.member()), tender=qr("500"))
    top_up(counter.till, asked, counter.now())
    job = printing.next_job(counter.till)
    assert job is not None and not job.kick_drawer


def test_a_frozen_member_tops_nothing_up(counter: Counter) -> None:
    asked = order(counter, counter.member())
    counter.member(status="frozen")
    with pytest.raises(Refused) as refused:
        top_up(counter.till, asked, counter.now())
    assert refused.value.code == "member_frozen"
    with pytest.raises(Refused):
        plan(program_at(counter.till, counter.wall_ms), counter.see(asked.member.member_id), 50_000)


def test_a_sale_is_not_taken_for_the_top_up(counter: Counter) -> None:
    payment = counter.payment(counter.basket("5"), cash("5"))
    checkout.pay(counter.till, payment, counter.now())
    asked = replace(order(counter, counter.member()), op_id=payment.op_id)
    with pytest.raises(Refused) as refused:
        top_up(counter.till, asked, counter.now())
    assert refused.value.code == "op_id_used"
