"""The desk of the receipts does what the screens ask, through the services, on real files."""

import pytest

from pos_member.bootstrap.chance_and_time import Clock
from pos_member.bootstrap.desk import Hands
from pos_member.bootstrap.receipt_desk import ReceiptDesk
from pos_member.domain.errors import Refused, Unavailable
from pos_member.domain.receipt_views import ReceiptWish
from tests.services.test_checkout import person
from tests.services.test_refunds import BOSS
from ui.actions import Payment, PlannedTender
from ui.receipt_actions import RefundWish


def test_before_the_files_are_open_it_is_starting() -> None:
    with pytest.raises(Unavailable, match="starting"):
        ReceiptDesk(Hands(), clock=Clock("Asia/Shanghai")).page(ReceiptWish())


def test_a_receipt_is_found_taken_back_in_part_and_printed_again(desk, counter) -> None:
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    receipts = ReceiptDesk(Hands(till=counter.till), clock=Clock("Asia/Shanghai"))
    basket = counter.basket("10.00", "20.00")
    cash = PlannedTender("cash", 3_000, received=5_000)
    sale = desk.pay(Payment(counter.next_id(), basket, None, (cash,), "anna", None))
    (row,) = receipts.page(ReceiptWish(sale.receipt)).rows
    found = receipts.open(row.op_id, "anna")
    assert found.refundable is not None and found.refundable.sure
    wish = RefundWish(counter.next_id(), row.op_id, "anna", {"2": 1_000})
    assert receipts.preview(wish).tenders == (("cash", 2_000),)
    with pytest.raises(Refused, match="approval_needed"):
        receipts.refund(wish)
    allowed = RefundWish(wish.op_id, row.op_id, "anna", {"2": 1_000}, BOSS)
    done = receipts.refund(allowed)
    assert (done.amount, receipts.refund(allowed)) == (2_000, done)
    assert receipts.reprint(done.op_id, "anna", None) == done.receipt
    with pytest.raises(Refused, match="approval_needed"):
        receipts.reprint(row.op_id, "anna", None)
    assert receipts.reprint(row.op_id, "anna", BOSS) == sale.receipt
