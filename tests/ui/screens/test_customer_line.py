"""The customer sees the bill while it grows, and the change until the next one begins."""

from pos_member.domain.tender import TenderKind
from tests.ui.screens.till import SHAMPOO, WATER, Till
from ui.kit.amount_input import AmountEntry


def test_the_bill_grows_and_the_change_stays_until_the_next_bill(till: Till) -> None:
    counter, saw = till.window.counter, till.shop.devices.customer_saw
    till.sell(SHAMPOO)
    total = counter.sale.quote.due_minor
    assert saw == [("total", total)]
    till.sell(WATER)
    counter.sale.changed.emit()
    grown = counter.sale.quote.due_minor
    assert saw[1:] == [("total", grown)]
    counter.pay.choose(TenderKind.CASH)
    counter.pay.set_entry(AmountEntry(grown + 500))
    counter.pay.press()
    till.until_sold()
    assert saw[-1] == ("change", 500)
    till.sell(SHAMPOO)
    assert saw[-1] == ("total", total)


def test_a_bill_that_is_given_up_leaves_the_display_dark(till: Till) -> None:
    counter = till.window.counter
    till.sell(SHAMPOO)
    counter.holding.hold()
    assert till.shop.devices.customer_saw[-1] == ("nothing", 0)
