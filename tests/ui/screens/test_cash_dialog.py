"""The dialog of cash asks for what it was told to ask, and gives it in words."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_member.i18n import tr
from ui.kit.amount_input import AmountEntry
from ui.screens.cash_dialog import CashAsked, CashDialog

REASONS = ("shift.for_errand", "shift.for_fee", "shift.for_other")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def ask(window: QWidget, asked: CashAsked) -> tuple[CashDialog, list[tuple[int, str]]]:
    dialog = CashDialog(window, asked, "CNY")
    given: list[tuple[int, str]] = []
    dialog.given.connect(lambda minor, why: given.append((minor, why)))
    return dialog, given


def test_an_amount_and_a_reason_with_what_was_added_to_it(window: QWidget) -> None:
    asked = CashAsked("t", "", "shift.paid_out_take", "minus", reasons=REASONS)
    dialog, given = ask(window, asked)
    assert dialog.primary.reason == tr("shift.amount_missing")
    dialog.amount.press("7")
    assert dialog.primary.text() == tr("shift.paid_out_take", amount="¥7.00")
    dialog.step(-1)
    dialog.step(1)
    dialog.note.set_text(" SF 1234 ")
    dialog.decide()
    assert given == [(700, f"{tr('shift.for_fee')} · SF 1234")]


def test_where_nothing_is_an_answer_the_suggestion_is_replaced_by_the_first_key(
    window: QWidget,
) -> None:
    asked = CashAsked("t", "", "shift.stays_take", "x", suggested=50_000, may_be_nothing=True)
    dialog, given = ask(window, asked)
    dialog.amount.press("0")
    dialog.step(1)
    dialog.decide()
    assert given == [(0, "")]


def test_without_an_amount_no_key_is_taken_for_one(window: QWidget) -> None:
    asked = CashAsked("t", "", "shift.no_sale_take", "x", suggested=None, reasons=REASONS)
    dialog, given = ask(window, asked)
    assert dialog.primary.isEnabled() and dialog.amount.isHidden() and dialog.pad.isHidden()
    dialog.decide()
    assert given == [(0, tr("shift.for_errand"))]


def test_a_scanners_first_keys_are_taken_back(window: QWidget) -> None:
    dialog, _given = ask(window, CashAsked("t", "", "shift.paid_in_take", "x"))
    dialog.amount.press("5")
    before = dialog.typed_state()
    dialog.amount.press("6")
    dialog.restore_typed(before)
    assert dialog.amount.minor() == 500 and isinstance(before, AmountEntry)
