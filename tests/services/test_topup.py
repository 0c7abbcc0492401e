"""A top-up is spendable here at once and nowhere twice; its bonus is the server's to lend."""

from dataclasses import replace

import pytest

from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Approval, TopUp
from pos_member.services import checkout, leases, printing
from pos_member.services.program import program_at
from pos_member.services.shop_time import note_server_time
from pos_member.services.topup import TopUpOrder, plan, top_up
from pos_member.services.verify import Verified, verify
from pos_member.storage import entries
from pos_member.storage import leases as lease_rows
from tests.services.test_checkout import person
from tests.support.counter import DAY_MS, PROGRAM, Counter, cash, qr, value


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


CAPPED = {**PROGRAM["stored_value"], "balance_cap": "1000.00"}  # type: ignore[dict-item]


def code_of(counter: Counter, asked: TopUpOrder) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(Refused) as refused:
        top_up(counter.till, asked, counter.now())
    return refused.value.code, dict(refused.value.values)


def test_below_a_cap_it_fills_headroom_that_is_on_loan_here(counter: Counter) -> None:
    counter.publish(version=2, stored_value=CAPPED)
    who = counter.member(principal=1_000)
    leases_here = [counter.lend(who, Kind.HEADROOM, part) for part in (40_000, 30_000)]
    assert (counter.see(who).standing.room, counter.see(who).standing.sure_room) == (99_000, 70_000)
    asked = order(counter, who)
    top_up(counter.till, asked, counter.now())
    with counter.till.journal.reading() as connection:
        entry = entries.by_op(connection, asked.op_id)
        assert entry is not None
        body = read_body("top_up", canonical.load(entry.draft.body))
        assert verify(connection) == Verified(3)
    assert isinstance(body, TopUp)
    taken = {leg.lease_id: leg.amount for leg in body.headroom}
    assert set(taken) == set(leases_here) and sum(taken.values()) == 55_000
    after = counter.see(who).standing
    assert (after.book, after.room, after.sure_room) == (56_000, 44_000, 15_000)


def test_what_is_short_of_headroom_says_how_much_may_be_paid_in_here(counter: Counter) -> None:
    counter.publish(version=2, stored_value=CAPPED)
    who = counter.member()
    counter.lend(who, Kind.HEADROOM, 54_999)
    said = {"asked_minor": 55_000, "room_minor": 54_999}
    assert code_of(counter, order(counter, who)) == ("headroom_short", said)
    counter.lend(who, Kind.HEADROOM, 1)
    assert top_up(counter.till, order(counter, who), counter.now()).book == 55_000


def test_the_cap_itself_comes_first(counter: Counter) -> None:
    counter.publish(version=2, stored_value=CAPPED)
    who = counter.member(principal=50_000)
    counter.lend(who, Kind.HEADROOM, 900_000)
    said = {"cap_minor": 100_000, "room_minor": 50_000}
    assert code_of(counter, order(counter, who)) == ("balance_cap", said)


def test_no_room_is_filled_that_is_not_this_tills_any_more(counter: Counter) -> None:
    counter.publish(version=2, stored_value=CAPPED)
    who = counter.member()
    lease = counter.lend(who, Kind.HEADROOM, 100_000, valid_ms=DAY_MS)
    asked = order(counter, who)
    counter.wait(DAY_MS)
    assert code_of(counter, asked)[0] == "headroom_short"
    leases.return_expired(counter.till, counter.now())
    with counter.till.journal.reading() as connection:
        held = lease_rows.by_id(connection, lease)
    assert held is not None and held.remaining == 0


def test_a_clock_that_was_set_fills_no_room(counter: Counter) -> None:
    counter.publish(version=2, stored_value=CAPPED)
    who = counter.member()
    counter.lend(who, Kind.HEADROOM, 100_000)
    asked = order(counter, who)
    with counter.till.journal.writing() as connection:
        note_server_time(connection, counter.wall_ms, counter.now())
    counter.mono_ms += DAY_MS
    assert code_of(counter, asked) == ("clock_wrong", {})
