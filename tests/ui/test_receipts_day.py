"""Receipts through the real window: by scanner, by keys and by touch alone, online and offline.

Behind them stands a real till on real files; what is asked of it runs on the ledger's thread.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Unavailable
from pos_member.domain.views import SyncState
from pos_member.i18n import set_language, tr
from tests.ui import gates
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import OIL, RICE, SHAMPOO, WATER, Books
from tests.ui.screens.shop_sample import BADGE_LI, LI, PIN, ZHOU
from tests.ui.screens.till import Till, opened
from tests.ui.screens.tour import leave, settle, state
from ui.theme import Theme


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    made = Books(tmp_path)
    yield made
    made.close()


@pytest.fixture
def till(qtbot: QtBot, books: Books) -> Iterator[Till]:
    with opened(qtbot, Shop(books=books)) as made:
        made.events.sync_changed.emit(state(made, online=True))
        made.sign_in()
        yield made


def books_of(till: Till) -> Books:
    assert till.shop.books is not None
    return till.shop.books


def open_receipts(till: Till, op_id: str) -> None:
    """Open the journal and wait until its newest receipt, ``op_id``, is shown."""
    till.pilot.press("Ctrl+R")
    until_open(till, op_id)


def until_open(till: Till, op_id: str) -> None:
    desk = till.window.counter.receipts
    till.qtbot.waitUntil(lambda: desk.detail is not None and desk.detail.row.op_id == op_id)


def until_counted(till: Till, amount: int) -> None:
    desk = till.window.counter.refund
    till.qtbot.waitUntil(lambda: desk.preview is not None and desk.preview.amount == amount)


def until_done(till: Till) -> None:
    till.qtbot.waitUntil(lambda: till.window.counter.refund.done is not None)


def ask_manager(till: Till) -> None:
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.dialog is not None)


def rows_of(till: Till) -> list[tuple[str, int]]:
    return [(row.kind, row.amount) for row in till.window.counter.receipts.rows]


# By the scanner alone, but for the one button that a scan never presses.


def test_a_scanned_receipt_its_goods_and_a_badge_are_a_refund(till: Till) -> None:
    sale = books_of(till).sell()
    books_of(till).papers()
    till.scan(books_of(till).code_of(sale))
    until_open(till, sale)
    assert till.window.journeys.place == "receipts"
    till.pilot.press("Return")
    till.scan(SHAMPOO.code, OIL.code)
    until_counted(till, 21_800)
    assert tr("refund.take", amount="¥218.00") == till.window.page.primary_button().text()
    ask_manager(till)
    till.scan(BADGE_LI)
    until_done(till)
    assert tr("refund.hand_out", amount="¥218.00") in till.texts()
    assert books_of(till).papers() == [("refund", "A1-1122-000002", False)]
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: rows_of(till) == [("refund", 21_800), ("sale", 30_700)])


def test_goods_that_are_not_on_the_receipt_or_all_back_are_turned_away(till: Till) -> None:
    books_of(till).sell()
    sale = books_of(till).sell(lines=(RICE,))
    open_receipts(till, sale)
    till.pilot.press("Return")
    till.scan(WATER.code)
    till.qtbot.waitUntil(lambda: tr("refund.not_on_receipt", name=WATER.name) in till.texts())
    till.scan("PB0:NOBODY-KNOWS")
    settle(till)
    assert till.window.journeys.place == "refund" and till.names == []
    till.pilot.press("Right")
    until_counted(till, 1_000)
    till.pilot.press("Right")
    assert tr("error.refund_over") in till.texts()
    assert till.window.page.primary_button().isEnabled(), "what was chosen may come back"


# By keys alone.


def test_part_of_a_quantity_comes_back_by_keys_alone_offline_too(till: Till) -> None:
    sale = books_of(till).sell(lines=(RICE,))
    till.events.sync_changed.emit(state(till, online=False))
    open_receipts(till, sale)
    till.pilot.press("Return")
    assert tr("refund.choose_first") in till.texts()
    till.pilot.type("0.5")
    until_counted(till, 400)
    assert tr("refund.asks_offline") in till.texts()
    ask_manager(till)
    till.pilot.type(PIN)
    till.pilot.press("Return")
    until_done(till)
    found = books_of(till).desk.open(sale, "")
    assert found.refundable is not None and found.refundable.lines[0].left == 750
    assert found.row.returned == 400 and not found.row.whole


def test_a_sale_is_voided_by_keys_and_says_so(till: Till) -> None:
    sale = books_of(till).fill()
    books_of(till).papers()
    open_receipts(till, sale)
    till.pilot.press("Return")
    till.pilot.press("F9")
    until_counted(till, 30_700)
    ways = [(row.caption.text(), row.value.text()) for row in
            till.window.page.summary.ways.rows if row.isVisible()]  # fmt: skip
    assert ways == [
        (tr("tender.qr"), "¥100.00"),
        (tr("tender.cash"), "¥47.00"),
        (tr("refund.principal"), "¥150.00"),
        (tr("refund.points_worth", amount="¥10.00"), "+\N{NO-BREAK SPACE}1,000"),
        (tr("refund.earned"), "−\N{NO-BREAK SPACE}297"),
    ]
    ask_manager(till)
    till.pilot.type(PIN)
    till.pilot.press("Return")
    until_done(till)
    assert books_of(till).desk.open(sale, "").row.whole
    till.pilot.press("Return")
    all_back = tr("receipts.all_back")
    till.qtbot.waitUntil(lambda: till.window.page.primary_button().reason == all_back)


def test_receipts_are_searched_by_keys_and_esc_shows_all_of_them_again(till: Till) -> None:
    books_of(till).fill()
    till.pilot.press("Ctrl+R")
    till.qtbot.waitUntil(lambda: len(rows_of(till)) == 4)
    for typed, found in (
        ("000002", [("sale", 1_000)]),
        ("200.00", [("top_up", 20_000)]),
        ("林晓雯", [("sale", 30_700), ("top_up", 20_000)]),
        ("zzz", []),
    ):
        till.pilot.press("F2")
        till.pilot.type(typed) if typed.isascii() else till.window.page.line.set_text(typed)
        till.qtbot.waitUntil(lambda found=found: rows_of(till) == found)
    assert tr("receipts.nothing", text="zzz") in till.texts()
    till.pilot.press("Esc")
    till.qtbot.waitUntil(lambda: len(rows_of(till)) == 4)
    till.pilot.press("Esc")
    assert till.window.journeys.place == "sale"


def test_enter_ends_a_search_and_only_the_next_one_goes_on_to_the_refund(till: Till) -> None:
    books_of(till).fill()
    till.pilot.press("Ctrl+R")
    till.qtbot.waitUntil(lambda: len(rows_of(till)) == 4)
    till.pilot.type("000002")
    till.pilot.press("Return")
    assert till.window.journeys.place == "receipts"
    desk = till.window.counter.receipts
    till.qtbot.waitUntil(lambda: desk.settled is not None and len(rows_of(till)) == 1)
    till.pilot.press("Return")
    assert till.window.journeys.place == "refund"
    assert till.window.counter.refund.detail.row.number == "A1-1122-000002"


# By touch alone.


def test_a_line_comes_back_by_touch_alone(till: Till) -> None:
    sale = books_of(till).sell()
    till.touch("rail-receipts")
    until_open(till, sale)
    till.touch("primary")
    till.touch("refund-more-1")
    till.touch("refund-more-1")
    till.touch("refund-less-1")
    until_counted(till, 8_900)
    till.touch("primary")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    for digit in PIN:
        till.touch(f"pad-{digit}")
    till.touch("approval-ok")
    until_done(till)
    assert books_of(till).desk.open(sale, "").row.returned == 8_900
    till.touch("primary")
    assert till.window.journeys.place == "receipts"


def test_an_old_receipt_is_printed_again_with_a_manager_by_touch(till: Till) -> None:
    old = books_of(till).sell()
    books_of(till).sell(lines=(RICE,))
    books_of(till).papers()
    till.touch("rail-receipts")
    till.touch(f"choose-{old}")
    until_open(till, old)
    till.touch("receipt-copy")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    leave(till)
    assert books_of(till).papers() == []
    till.touch("receipt-copy")
    till.qtbot.waitUntil(lambda: till.dialog is not None)
    till.scan(BADGE_LI)
    settle(till, lambda: till.dialog is None)
    settle(till)
    assert books_of(till).papers() == [("sale", "A1-1122-000001", True)]


# Who may, and what goes wrong.


def test_a_manager_refunds_by_their_own_right(qtbot: QtBot, books: Books) -> None:
    sale = books.sell()
    with opened(qtbot, Shop(books=books, staff=[LI, ZHOU])) as till:
        till.sign_in()
        open_receipts(till, sale)
        till.pilot.press("Return")
        till.pilot.press("F12")
        until_counted(till, 30_700)
        assert tr("refund.own_right") in till.texts()
        till.pilot.press("Return")
        until_done(till)
        assert till.dialog is None


def test_an_answer_that_was_lost_does_not_pay_out_twice(till: Till) -> None:
    sale = books_of(till).sell()
    books_of(till).lost["refund"] = [Unavailable("ledger_busy")]
    open_receipts(till, sale)
    till.pilot.press("Return")
    till.pilot.press("F12")
    until_counted(till, 30_700)
    for _ in range(2):
        settle(till)
        ask_manager(till)
        till.pilot.type(PIN)
        till.pilot.press("Return")
        till.qtbot.waitUntil(lambda: till.dialog is None)
        settle(till, lambda: not till.window.counter.refund.busy)
    until_done(till)
    found = books_of(till).desk.open(sale, "")
    assert [row.amount for row in found.refunds] == [30_700]


def test_what_cannot_be_read_is_said_where_the_list_would_be(till: Till) -> None:
    desk = till.window.counter.receipts
    sale = books_of(till).sell()
    open_receipts(till, sale)
    strange = books_of(till).counter.next_id()
    desk.show(strange)
    till.qtbot.waitUntil(lambda: desk.problem is not None)
    assert tr("error.receipt_elsewhere") in till.texts()
    till.pilot.press("Esc")
    till.events.sync_changed.emit(SyncState(online=True))
    assert till.window.journeys.place == "sale"


def test_a_used_session_stands_among_the_receipts_and_is_found_by_its_code(till: Till) -> None:
    books = books_of(till)
    op_id = books.use_session()
    till.scan(books.code_of(op_id))
    until_open(till, op_id)
    shown = till.texts()
    for text in (tr("receipts.one_session"), tr("receipts.total_session_redeemed"), "剪发"):
        assert text in shown
    assert tr("receipts.no_sale") == till.window.journeys.receipts.receipts.detail.primary.reason
    assert books.papers()[-1][0] == "session"


@pytest.mark.parametrize(
    ("words", "size"),
    [(("en", "dark"), (1280, 720))],
    ids=str,
)
def test_no_state_of_receipts_and_refunds_cuts_a_text(
    qtbot: QtBot, look: Theme, books: Books, words: tuple[str, str], size: tuple[int, int]
) -> None:
    set_language(words[0])
    look.apply(words[1])
    books.fill()
    findings: list[str] = []

    def judge(name: str) -> None:
        settle(till)
        screen = till.dialog or till.window
        for gate in (gates.cut_texts, gates.overlaps, gates.small_targets, gates.foreign_fonts,
                     gates.unnamed):  # fmt: skip
            findings.extend(f"{name}: {found}" for found in gate(screen))
        findings.extend(f"{name}: {one}" for one in gates.too_large(screen, *size))

    with opened(qtbot, Shop(books=books), size=size) as till:
        till.events.sync_changed.emit(state(till, online=False))
        till.sign_in()
        till.pilot.press("Ctrl+R")
        till.qtbot.waitUntil(lambda: till.window.counter.receipts.detail is not None)
        judge("receipts")
        till.pilot.press("Return")
        judge("refund, nothing chosen")
        till.pilot.press("Right")
        until_counted(till, 8_900)
        judge("refund, one piece")
        ask_manager(till)
        judge("refund, approval")
        till.pilot.type(PIN)
        till.pilot.press("Return")
        until_done(till)
        judge("refund, done")
        till.pilot.press("Return")
        judge("receipts, part came back")
        till.pilot.type("zzz")
        till.qtbot.waitUntil(lambda: rows_of(till) == [])
        judge("receipts, nothing found")
    assert not findings, "\n".join(findings)
