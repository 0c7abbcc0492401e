"""A till finds its own receipts again, however long its journal is, and says what came of them."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.journal import GENESIS
from pos_member.domain.ledger import Kind
from pos_member.domain.receipt_views import ReceiptWish
from pos_member.services import incarnations, printing, receipt_journal
from pos_member.services.incarnations import Granted
from pos_member.services.receipt_journal import receipt_detail, receipts
from pos_member.services.refunds import RefundOrder, refund
from pos_member.services.topup import TopUpOrder, top_up
from pos_member.storage import meta
from tests.services.test_checkout import person
from tests.services.test_refunds import BOSS, sold
from tests.support.counter import Counter, cash, value


@pytest.fixture
def shop(counter: Counter) -> Counter:
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    return counter


def numbers(counter: Counter, text: str = "", **wish: object) -> list[str]:
    asked = ReceiptWish(text, **wish)  # type: ignore[arg-type]
    return [row.number for row in receipts(counter.till, asked, counter.now()).rows]


def test_the_newest_stands_first_and_a_refund_says_what_came_back(shop: Counter) -> None:
    first, second = sold(shop, cash("100")), sold(shop, cash("50"), prices=("50",))
    asked = RefundOrder(shop.next_id(), first, "anna", {"2": 1_000}, BOSS)
    back = refund(shop.till, asked, shop.now())
    rows = receipts(shop.till, ReceiptWish(), shop.now()).rows
    assert [(row.op_id, row.kind, row.amount) for row in rows] == [
        (back.op_id, "refund", 4_000),
        (second, "sale", 5_000),
        (first, "sale", 10_000),
    ]
    assert (rows[0].about, rows[2].returned, rows[2].whole) == (first, 4_000, False)
    refund(shop.till, RefundOrder(shop.next_id(), first, "anna", {}, BOSS), shop.now())
    found = receipt_detail(shop.till, first, "anna", shop.now())
    assert found.row.whole and [row.amount for row in found.refunds] == [4_000, 6_000]
    assert found.printed is not None and found.printed.number == found.row.number


def test_a_receipt_is_found_by_number_amount_and_member(shop: Counter) -> None:
    who = shop.member(principal=5_000)
    shop.lend(who, Kind.PRINCIPAL, 5_000)
    sold(shop, cash("100"))
    sold(shop, value("20"), prices=("20",), who=who)
    guest, known = "A1-1122-000001", "A1-1122-000002"
    assert numbers(shop, "000001") == [guest] and numbers(shop, "a1-1122-000002") == [known]
    assert numbers(shop, "20.00") == [known] == numbers(shop, "¥20") and numbers(shop, "100") == [
        guest
    ]
    assert numbers(shop, member_id=who) == [known]
    member = shop.see(who)
    assert numbers(shop, member.name) == [known]
    assert numbers(shop, member.phone_mask[-4:]) == [known]
    assert numbers(shop, "没有这个人") == [] == numbers(shop, "000009")


def test_a_search_goes_on_where_it_ended_and_passes_over_what_only_looks_like_it(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = sold(shop, cash("100"))
    for _ in range(4):
        sold(shop, cash("50"), prices=("50",))
    monkeypatch.setattr(receipt_journal, "LOOKED_AT", 3)
    page = receipts(shop.till, ReceiptWish("100.00"), shop.now())
    assert page.rows == () and page.older
    rest = receipts(shop.till, ReceiptWish("100.00", before=page.older), shop.now())
    assert [row.op_id for row in rest.rows] == [wanted] and not rest.older
    monkeypatch.setattr(receipt_journal, "ROWS", 2)
    page = receipts(shop.till, ReceiptWish(), shop.now())
    assert len(page.rows) == 2
    again = receipts(shop.till, ReceiptWish(before=page.older), shop.now())
    assert len(again.rows) == 2 and page.rows[-1] != again.rows[0]


def test_a_new_incarnation_goes_on_showing_what_the_ones_before_it_sold_once(
    shop: Counter,
) -> None:
    old = sold(shop, cash("100"))
    with shop.till.journal.writing() as connection:
        meta.put(connection, {meta.FORK: 1, meta.CLAIM: "claim"})
    incarnations.go_on(shop.till, Granted("claim", 2, 0, GENESIS))
    new = sold(shop, cash("50"), prices=("50",))
    rows = receipts(shop.till, ReceiptWish(), shop.now()).rows
    assert [row.op_id for row in rows] == [new, old]
    number = rows[1].number
    assert numbers(shop, number) == [number]


def test_a_top_up_has_a_receipt_and_what_is_none_of_this_till_is_said(shop: Counter) -> None:
    who = shop.member()
    order = TopUpOrder(shop.next_id(), shop.see(who), 10_000, cash("100"), "anna")
    done = top_up(shop.till, order, shop.now())
    found = receipt_detail(shop.till, done.op_id, "anna", shop.now())
    assert (found.row.kind, found.row.amount, found.refundable) == ("top_up", 10_000, None)
    with pytest.raises(Refused, match="receipt_elsewhere"):
        receipt_detail(shop.till, shop.next_id(), "anna", shop.now())


def test_a_copy_is_free_of_the_last_receipt_and_of_one_that_may_not_have_come_out(
    shop: Counter,
) -> None:
    first, second = sold(shop, cash("100")), sold(shop, cash("50"), prices=("50",))
    free = {
        (op_id, who): receipt_detail(shop.till, op_id, who, shop.now()).copy_is_free
        for op_id in (first, second)
        for who in ("anna", "boss")
    }
    assert free == {
        (first, "anna"): False,
        (first, "boss"): True,
        (second, "anna"): True,
        (second, "boss"): True,
    }
    job = printing.next_job(shop.till)
    assert job is not None and job.op_id == first
    printing.sending(shop.till, job.job)
    assert receipt_detail(shop.till, first, "anna", shop.now()).torn
    assert receipt_journal.copy_is_free(shop.till, first)
