"""The figures of a running shift are a manager's to see, and who saw them is written down."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.operations import Approval
from pos_member.domain.shift_views import ReportOrder
from pos_member.services import checkout, printing, x_report
from pos_member.services.shift import running
from tests.services.test_checkout import person
from tests.services.test_reprints import acts_of
from tests.support.counter import Counter, cash

BOSS = Approval("boss", "approve.shift_report")


@pytest.fixture
def shop(counter: Counter) -> Counter:
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    return counter


def sell(shop: Counter) -> str:
    payment = shop.payment(shop.basket("10"), cash("10"))
    return checkout.pay(shop.till, payment, shop.now()).op_id


def test_a_cashier_sees_it_only_by_a_managers_right(shop: Counter) -> None:
    order = ReportOrder(shop.next_id(), "anna")
    with pytest.raises(Refused) as why:
        x_report.show(shop.till, order, shop.now())
    assert (why.value.code, why.value.values["reason"]) == ("approval_needed", "shift_report")
    wrong = ReportOrder(order.op_id, "anna", Approval("anna", ""))
    with pytest.raises(Refused, match="not_manager"):
        x_report.show(shop.till, wrong, shop.now())
    assert acts_of(shop) == []


def test_who_saw_it_and_up_to_where_stands_in_the_journal_once(shop: Counter) -> None:
    last = sell(shop)
    order = ReportOrder(shop.next_id(), "anna", BOSS)
    for _ in range(2):
        seen = x_report.show(shop.till, order, shop.now())
    assert [entry.name for entry in seen.entries[:1]] == ["X 0001"]
    ((actor, act),) = acts_of(shop)
    assert (actor, act.act, act.about, act.approval) == ("anna", "shift_report", last, BOSS)
    assert running(shop.till).number == 1, "nothing is closed by it"


def test_on_a_new_till_it_is_about_itself_and_a_manager_asks_nobody(shop: Counter) -> None:
    order = ReportOrder(shop.next_id(), "boss")
    x_report.show(shop.till, order, shop.now())
    ((actor, act),) = acts_of(shop)
    assert (actor, act.about) == ("boss", order.op_id)
    assert act.approval == Approval("boss", "shift_report")


def test_what_was_seen_is_printed_with_the_figures_of_then_and_the_drawer_stays_shut(
    shop: Counter,
) -> None:
    order = ReportOrder(shop.next_id(), "boss")
    with pytest.raises(Refused, match="no_receipt"):
        x_report.print_shown(shop.till, order, shop.now())
    x_report.show(shop.till, order, shop.now())
    job = x_report.print_shown(shop.till, order, shop.now())
    waiting = printing.next_job(shop.till)
    assert waiting is not None and waiting.job == job and not waiting.kick_drawer
    paper = printing.receipt_of(waiting)
    assert (paper.kind.value, paper.number, paper.entries[0].name) == ("shift", "", "X 0001")
