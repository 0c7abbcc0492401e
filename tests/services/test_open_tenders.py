"""Rights are reserved and outside money is durable before the sale is; neither is ever lost."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Approval, TenderAbandoned
from pos_member.domain.tender import TenderPlan
from pos_member.domain.views import MemberView, TenderLine
from pos_member.services import checkout, leases, open_baskets
from pos_member.services.open_tenders import add_tender, remove_tender, tenders_of
from pos_member.services.rights import Spender
from pos_member.storage import entries
from sync.protocol.messages import Recall
from tests.services.test_checkout import person
from tests.support.counter import Counter, cash, points, qr, value


def add(counter: Counter, basket, plan: TenderPlan, member: MemberView | None = None) -> TenderLine:
    spender = Spender(member)
    return add_tender(counter.till, basket, plan, spender=spender, moment=counter.now())


def remove(counter: Counter, tender_id: str, approval: Approval | None = None) -> None:
    remove_tender(
        counter.till, tender_id, approval=approval, cashier_id="anna", moment=counter.now()
    )


def code_of(counter: Counter, basket, plan: TenderPlan, member: MemberView | None = None) -> str:
    with pytest.raises(Refused) as refused:
        add(counter, basket, plan, member)
    return refused.value.code


def test_a_reserved_right_is_neither_spent_nor_recalled_and_comes_back(counter: Counter) -> None:
    who = counter.member(principal=10_000)
    lease = counter.lend(who, Kind.PRINCIPAL, 5_000)
    basket = counter.basket("80")
    line = add(counter, basket, value("30"), counter.see(who))
    assert (line.state, line.amount) == ("reserved", 3_000)
    assert counter.see(who).standing.sure == 2_000
    leases.honour_recalls(counter.till, [Recall(lease, 0)], counter.now())
    assert counter.see(who).standing.sure == 0
    counter.restart()
    assert tenders_of(counter.till, basket.basket_id) == (line,)
    remove(counter, line.tender_id)
    assert counter.see(who).standing.sure == 3_000


def test_outside_money_survives_and_only_a_manager_takes_it_out(counter: Counter) -> None:
    counter.pull(staff=(person("boss", "manager"),))
    basket = counter.basket("80")
    open_baskets.save_basket(counter.till, basket, None, cashier_id="a", moment=counter.now())
    line = add(counter, basket, qr("50", "wx-77"))
    assert (line.state, line.reference) == ("confirmed", "wx-77")
    counter.restart()
    restored = open_baskets.open_basket(counter.till, counter.now())
    assert restored is not None and restored.interrupted
    assert restored.tenders == (line,)
    with pytest.raises(Refused) as kept:
        open_baskets.discard_basket(counter.till, basket.basket_id, counter.now())
    assert kept.value.code == "basket_has_money"
    with pytest.raises(Refused) as alone:
        remove(counter, line.tender_id)
    assert alone.value.code == "approval_needed"
    remove(counter, line.tender_id, Approval("boss", "customer left"))
    with counter.till.journal.reading() as connection:
        (entry,) = entries.after(connection, 1, 0, 5)
    assert entry.draft.kind == TenderAbandoned.kind
    open_baskets.discard_basket(counter.till, basket.basket_id, counter.now())


def test_a_tender_that_is_gone_says_so(counter: Counter) -> None:
    with pytest.raises(Refused) as gone:
        remove(counter, "no-such")
    assert gone.value.code == "tender_gone"


def test_what_cannot_be_a_tender_is_refused(counter: Counter) -> None:
    who = counter.member(principal=10_000, points=500)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    counter.lend(who, Kind.POINTS, 500)
    seen = counter.see(who)
    basket = counter.basket("80")
    assert code_of(counter, basket, qr("10", " ")) == "reference_missing"
    assert code_of(counter, basket, value("81"), seen) == "tender_over"
    assert code_of(counter, basket, value("51"), seen) == "lease_short"
    assert code_of(counter, basket, value("0"), seen) == "tender_amount"
    assert code_of(counter, basket, points(0), seen) == "tender_amount"
    assert code_of(counter, basket, points(50), seen) == "points_whole_steps"
    add(counter, basket, points(100), seen)
    assert code_of(counter, basket, points(100), seen) == "tender_twice"
    assert code_of(counter, basket, value("10")) == "tender_of_another"
    assert code_of(counter, counter.basket("80"), value("10")) == "member_needed"
    counter.member(principal=10_000, status="closed")
    assert code_of(counter, basket, value("10"), seen) == "member_closed"


def test_rights_of_one_member_never_pay_for_another(counter: Counter) -> None:
    one, other = counter.member(1, principal=5_000), counter.member(2, mobile="13900000002")
    counter.lend(one, Kind.PRINCIPAL, 5_000)
    basket = counter.basket("80")
    add(counter, basket, value("50"), counter.see(one))
    payment = counter.payment(basket, cash("30"), member=counter.see(other))
    for wrong in (payment, counter.payment(basket, cash("30"))):
        with pytest.raises(Refused) as refused:
            checkout.pay(counter.till, wrong, counter.now())
        assert refused.value.code == "tender_of_another"
    assert counter.see(one).standing.principal == 5_000


def test_part_in_cash_is_durable_too(counter: Counter) -> None:
    basket = counter.basket("80")
    line = add(counter, basket, cash("30"))
    assert (line.kind, line.state) == ("cash", "reserved")
    assert code_of(counter, basket, cash("50")) == "cash_twice"


def test_points_reserved_by_one_basket_are_not_promised_to_another(counter: Counter) -> None:
    who = counter.member(points=300)
    lots = (Lot("old", 100, "2026-12-31"), Lot("mid", 100, "2027-01-31"), Lot("new", 100, ""))
    counter.lend(who, Kind.POINTS, 300, lots=lots)
    seen = counter.see(who)
    first, second = counter.basket("80"), counter.basket("80")
    one = add(counter, first, points(100), seen)
    add(counter, second, points(100), seen)
    remove(counter, one.tender_id)
    add(counter, counter.basket("80"), points(200), seen)
    assert counter.see(who).standing.sure_points == 0
    with counter.till.journal.reading() as connection:
        rows = connection.exec_driver_sql("SELECT lots FROM reservation").scalars().all()
    reserved = [lot.lot for text in rows for lot in leases.leases.load_lots(text)]
    assert sorted(reserved) == ["mid", "new", "old"]
