"""A dialog is never the answer to a scan: codes wait for it, and only badges answer an approval."""

from pos_member.domain.operations import Approval
from pos_member.i18n import tr
from tests.ui.screens.shop_sample import BADGE_LI, LI
from tests.ui.screens.till import OIL, SHAMPOO, WATER, Till
from ui.screens.said import Said, Tone

WHY = Said(Tone.WARN, "approve.remove_tender")


def test_scans_wait_while_a_dialog_is_open_and_are_applied_in_order_after_it(till: Till) -> None:
    till.pilot.press("F1")
    till.scan(WATER, SHAMPOO)
    assert till.dialog is not None
    assert till.names == []
    assert tr("said.waiting_scans", count=2) in till.texts()
    till.pilot.press("Esc")
    till.qtbot.waitUntil(lambda: till.names == ["天然矿泉水 550ml", "氨基酸洗发水 500ml"])
    assert till.dialog is None


def test_a_managers_badge_approves_and_goods_scanned_before_it_wait(till: Till) -> None:
    given: list[Approval] = []
    till.window.journeys.dialogs.approve(WHY, [], given.append)
    till.scan(OIL)
    assert till.dialog is not None and given == []
    till.scan(BADGE_LI)
    till.qtbot.waitUntil(lambda: len(given) == 1)
    assert given[0].staff_id == LI.staff_id
    till.qtbot.waitUntil(lambda: till.names == ["护发精油 100ml"])
    assert till.dialog is None


def test_esc_refuses_an_approval(till: Till) -> None:
    given: list[Approval] = []
    till.window.journeys.dialogs.approve(WHY, [], given.append)
    till.pilot.press("Esc")
    assert till.dialog is None
    till.scan(BADGE_LI)
    till.qtbot.waitUntil(lambda: till.window.frame.scan_field.feedback() is not None)
    assert given == []


def test_a_fault_of_our_own_is_told_once_with_its_code_and_the_sale_goes_on(till: Till) -> None:
    till.scan(WATER)
    till.qtbot.waitUntil(lambda: till.names == ["天然矿泉水 550ml"])
    till.window.tell_fault("A1B2C3")
    till.window.tell_fault("D4E5F6")
    assert tr("fault.code", code="A1B2C3") in till.texts()
    till.scan(SHAMPOO)
    assert till.names == ["天然矿泉水 550ml"]
    till.pilot.press("Enter")
    till.qtbot.waitUntil(lambda: till.dialog is None)
    till.qtbot.waitUntil(lambda: till.names == ["天然矿泉水 550ml", "氨基酸洗发水 500ml"])
    till.window.tell_fault("D4E5F6")
    assert tr("fault.code", code="D4E5F6") in till.texts()
