"""Journeys through the real window: by keys alone, by touch alone, and with everything going wrong.

The shop behind it keeps balances in memory; scans, keys, clicks and workers are the real ones.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Refused, Unavailable
from pos_member.i18n import tr
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_sample import BADGE_LI, LI, PIN
from tests.ui.screens.till import OIL, SHAMPOO, STRANGE, WATER, Till, opened
from tests.ui.screens.tour import settle, state


@pytest.fixture
def till(qtbot: QtBot) -> Iterator[Till]:
    with opened(qtbot, Shop()) as made:
        made.events.sync_changed.emit(state(made, online=True))
        made.sign_in()
        yield made


# Selling.


def test_three_items_a_member_and_stored_value_take_one_key(till):
    till.sell(SHAMPOO, OIL, WATER)
    till.attach()
    till.pilot.press("Return")
    till.until_sold()
    paid = till.shop.payments[-1]
    assert [(one.kind, one.amount) for one in paid.tenders] == [("stored_value", 19_920)]
    assert paid.cashier_id == "staff-zhou" and paid.member.member_id == "m-lin"
    assert till.window.counter.sale.member is None and till.names == []


def test_the_same_sale_by_touch_alone(till):
    till.sell(SHAMPOO, OIL, WATER)
    till.attach()
    till.touch("tender-stored_value")
    till.touch("primary")
    till.until_sold()
    assert till.shop.payments[-1].tenders[0].kind == "stored_value"


def test_cash_by_keys_gives_change_and_the_change_stays_until_the_next_scan(till):
    till.sell(SHAMPOO)
    till.pilot.press("Alt+2")
    till.pilot.type("100")
    till.pilot.press("Return")
    till.until_sold()
    assert tr("result.change") in till.texts() and "¥11.00" in till.texts()
    till.sell(WATER)
    assert "¥11.00" not in till.texts()


def test_cash_by_touch_alone(till):
    till.sell(SHAMPOO)
    till.touch("tender-cash")
    for key in ("pad-1", "pad-0", "pad-0"):
        till.touch(key)
    till.touch("primary")
    till.until_sold()
    assert till.shop.payments[-1].tenders[0].received == 10_000


def test_a_number_and_a_star_make_the_quantity(till):
    till.sell(WATER)
    till.pilot.type("12*")
    assert till.window.counter.sale.pieces == 12
    till.pilot.press("Left")
    assert till.window.counter.sale.pieces == 11
    till.window.counter.sale.select("")
    till.pilot.type("3*")
    till.sell(SHAMPOO)
    assert till.window.counter.sale.pieces == 14


def test_a_line_is_removed_and_brought_back(till):
    till.sell(SHAMPOO, OIL)
    till.pilot.press("Del")
    assert till.names == ["氨基酸洗发水 500ml"]
    till.touch("undo-bar-action")
    assert till.names == ["氨基酸洗发水 500ml", "护发精油 100ml"]


def test_an_unknown_code_blocks_payment_with_its_reason_until_it_is_named(till):
    till.sell(SHAMPOO, STRANGE)
    assert not till.window.page.primary_button().isEnabled()
    assert tr("blocked.unknown_lines", count=1) in till.texts()
    till.pilot.press("Return")
    till.pilot.press("F3")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    till.pilot.type("精油")
    till.qtbot.waitUntil(lambda: len(till.dialog.rows) == 1)
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.dialog is None)
    assert till.names == ["氨基酸洗发水 500ml", "护发精油 100ml"]
    assert till.window.page.primary_button().isEnabled() and till.shop.sales == {}


def test_an_unknown_code_is_sold_at_a_typed_price(till):
    till.sell(STRANGE)
    till.pilot.press("F5")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    till.pilot.type("12.5")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.dialog is None)
    assert till.window.counter.sale.quote.due_minor == 1_250
    settle(till, till.window.isActiveWindow)
    till.pilot.press("Return")
    till.until_sold()


def test_a_held_basket_comes_back_with_its_member(till):
    till.sell(SHAMPOO)
    till.attach()
    till.pilot.press("F9")
    assert till.names == []
    settle(till)
    till.pilot.press("F9")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.names == ["氨基酸洗发水 500ml"])
    assert till.window.counter.sale.member is not None


def test_ctrl_p_prints_the_last_receipt_again(till):
    till.sell(WATER)
    till.pilot.press("Alt+2")
    till.pilot.press("Return")
    till.until_sold()
    till.pilot.press("Ctrl+P")
    said = tr("said.reprinting", receipt="02-251122-0001")
    field = till.window.frame.scan_field
    till.qtbot.waitUntil(lambda: field.feedback() is not None and field.feedback().text == said)


# Paying in parts.


def test_stored_value_and_cash_are_one_gesture_when_little_is_here(till):
    till.shop.hold_here(5_000)
    till.shop.online = False
    till.events.sync_changed.emit(state(till, online=False))
    till.sell(SHAMPOO)
    till.attach()
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.journeys.place == "payment")
    till.pilot.press("Return")
    till.until_sold()
    paid = till.shop.payments[-1]
    assert [(one.kind, one.amount) for one in paid.locked] == [("stored_value", 5_000)]
    assert [(one.kind, one.amount) for one in paid.tenders] == [("cash", 3_010)]


def test_a_card_payment_needs_its_reference_and_keeps_it(till):
    till.sell(SHAMPOO)
    till.pilot.press("Alt+4")
    till.pilot.press("Return")
    assert till.window.journeys.place == "payment"
    till.pilot.press("Return")
    assert till.shop.sales == {} and tr("blocked.reference") in till.texts()
    till.pilot.type("778812")
    till.pilot.press("Return")
    till.until_sold()
    assert till.shop.payments[-1].tenders[0].reference == "778812"


def test_money_from_another_machine_is_taken_back_only_with_a_manager(till):
    till.sell(SHAMPOO)
    till.pilot.press("Alt+4")
    till.pilot.press("Return")
    till.pilot.perform({"do": "click", "name": "amount-input"})
    till.window.setFocus()
    till.pilot.type("50")
    till.touch("reference")
    till.pilot.type("778812")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: len(till.window.counter.sale.locked) == 1)
    line = till.window.counter.sale.locked[0]
    assert (line.amount, line.state) == (5_000, "confirmed")
    till.touch(f"remove-{line.tender_id}")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    till.scan(BADGE_LI)
    till.qtbot.waitUntil(lambda: till.window.counter.sale.locked == ())
    assert [one.staff_id for one in till.shop.approvals] == [LI.staff_id]


def test_a_locked_part_keeps_the_basket_from_changing_and_esc_goes_back_to_it(till):
    till.shop.hold_here(5_000)
    till.sell(SHAMPOO)
    till.attach()
    till.pilot.type("20")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.journeys.place == "payment")
    till.scan(OIL)
    settle(till)
    assert till.names == ["氨基酸洗发水 500ml"]
    till.pilot.press("Esc")
    assert till.window.journeys.place == "sale"
    till.pilot.press("Del")
    assert till.names == ["氨基酸洗发水 500ml"]
    assert len(till.window.counter.sale.locked) == 1


# Once, whatever is pressed.


def test_a_double_click_on_pay_is_one_sale_and_keeps_the_change_on_screen(till):
    till.sell(SHAMPOO)
    till.pilot.press("Alt+2")
    till.pilot.type("100")
    button = till.window.page.primary_button()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    till.until_sold()
    QTest.mouseClick(till.window.page.primary_button(), Qt.MouseButton.LeftButton)
    settle(till)
    assert len(till.shop.sales) == 1 and "¥11.00" in till.texts()


def test_enter_held_down_is_one_sale(till):
    till.sell(SHAMPOO)
    till.pilot.press("Alt+2")
    for _ in range(30):
        till.pilot.press("Return")
    till.until_sold()
    settle(till)
    assert len(till.shop.sales) == 1


def test_an_enter_within_150_ms_of_a_scan_presses_nothing(till):
    till.events.scanned.emit(SHAMPOO)
    till.qtbot.waitUntil(lambda: len(till.names) == 1)
    till.shop.now_ms += 149
    till.pilot.press("Return")
    settle(till)
    assert till.shop.sales == {} and till.window.counter.pay.done is None
    till.shop.now_ms += 1
    till.pilot.press("Return")
    till.until_sold()


def test_a_scan_while_a_sale_is_booked_belongs_to_the_next_one(till):
    till.sell(SHAMPOO)
    till.pilot.press("Alt+2")
    till.pilot.press("Return")
    till.scan(OIL)
    assert till.window.counter.gate.waiting == 1
    till.qtbot.waitUntil(lambda: till.names == ["护发精油 100ml"])
    assert len(till.shop.payments[-1].basket.lines) == 1


def test_a_retry_after_trouble_is_the_same_operation(till):
    till.shop.trouble("pay", Unavailable("disk_full"), Unavailable("busy"))
    till.sell(SHAMPOO)
    till.pilot.press("Alt+2")
    for _ in range(2):
        till.pilot.press("Return")
        till.qtbot.waitUntil(lambda: till.window.counter.pay.problem is not None)
        assert till.shop.sales == {}
    first = till.window.counter.pay._op_id
    till.pilot.press("Return")
    till.until_sold()
    assert till.shop.payments[-1].op_id == first


def test_trouble_stays_on_the_screen_until_a_hand_does_something(till):
    till.shop.hold_here(1_000)
    till.shop.trouble("pay", Unavailable("disk_error"))
    till.sell(SHAMPOO)
    till.attach()
    till.pilot.press("Alt+2")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: tr("error.disk_error") in till.texts())
    till.shop.lend_all()
    till.events.member_changed.emit("m-lin")
    settle(till)
    assert till.window.counter.sale.member.standing.sure > 1_000
    assert tr("error.disk_error") in till.texts()
    till.scan(OIL)
    till.qtbot.waitUntil(lambda: tr("error.disk_error") not in till.texts())


def test_a_refusal_says_why_above_the_button_and_keeps_the_basket(till):
    till.shop.trouble("pay", Refused("not_paid", left_minor=100))
    till.sell(SHAMPOO)
    till.pilot.press("Alt+2")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: tr("error.not_paid", left_minor="¥1.00") in till.texts())
    assert till.names == ["氨基酸洗发水 500ml"]


# Rights on loan.


def test_what_is_missing_here_is_asked_for_once_and_used_when_it_comes(till):
    till.shop.hold_here(1_000)
    till.sell(SHAMPOO)
    till.attach()
    settle(till)
    assert till.shop.wants == [("m-lin", 8_010, 0)]
    till.pilot.press("Return")
    assert till.window.counter.pay.phase.name == "WAITING"
    till.shop.lend_all()
    till.events.member_changed.emit("m-lin")
    till.until_sold()
    assert [one.amount for one in till.shop.payments[-1].tenders] == [8_010]


def test_without_an_answer_what_is_here_pays_its_part_and_cash_is_offered(till):
    till.window.counter.pay.wish._patience.setInterval(20)
    till.shop.hold_here(1_000)
    till.sell(SHAMPOO)
    till.attach()
    settle(till)
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.journeys.place == "payment")
    assert [one.amount for one in till.window.counter.sale.locked] == [1_000]
    assert till.window.counter.pay.kind == "cash"


def test_offline_a_member_found_by_phone_spends_with_a_managers_approval(till):
    till.shop.online = False
    till.events.sync_changed.emit(state(till, online=False))
    till.sell(SHAMPOO)
    till.pilot.press("F2")
    till.pilot.type("6620")
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.counter.lookup.preview is not None)
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.counter.sale.member is not None)
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    assert till.shop.sales == {}
    till.pilot.type(PIN)
    till.pilot.press("Return")
    till.until_sold()
    assert till.shop.payments[-1].approval.staff_id == LI.staff_id


def test_a_held_sale_is_offered_once_after_a_change_of_language(till):
    till.sell(SHAMPOO)
    till.pilot.press("F9")
    till.qtbot.waitUntil(lambda: not till.names)
    till.window.speak("en")
    till.window.speak("zh_CN")
    till.pilot.press("F9")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    settle(till)
    till.pilot.press("Esc")
    assert till.dialog is None
