"""The desk of the receipts takes the newest answer, keeps what is open, and asks who may copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Unavailable
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import RICE, Books
from tests.ui.screens.shop_sample import LIN, NOW_MS, ZHOU
from ui.screens.pay_values import Ask
from ui.screens.receipt_desk import ReceiptDesk
from ui.screens.said import Said
from ui.worker import Worker


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    folder: Path = tmp_path_factory.mktemp("receipts")
    made = Books(folder)
    made.sell()
    made.sell(lines=(RICE,))
    made.papers()
    assert made.counter.wall_ms > NOW_MS
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, books: Books) -> Iterator[ReceiptDesk]:
    ledger = Worker("ledger")
    made = ReceiptDesk(Shop(books=books).actions(), ledger)
    made.cashier = ZHOU
    made.refresh()
    qtbot.waitUntil(lambda: made.detail is not None)
    yield made
    ledger.stop()


def test_only_the_answer_to_the_last_question_counts(desk: ReceiptDesk, qtbot: QtBot) -> None:
    desk.type("000001")
    desk.type("000002")
    desk.type("10.00 ")
    qtbot.waitUntil(lambda: len(desk.rows) == 1)
    assert (desk.text, desk.rows[0].number) == ("10.00", "A1-1122-000002")
    desk.type("10.00")
    assert desk.settled is not None
    desk.look_for(LIN)
    assert desk.settled is None, "what is open is not what was asked for"
    qtbot.waitUntil(lambda: desk.rows == ())
    assert desk.detail is None and desk.text == ""
    desk.forget()
    qtbot.waitUntil(lambda: len(desk.rows) == 2)


def test_arrows_stay_within_the_list(desk: ReceiptDesk, qtbot: QtBot) -> None:
    newest, oldest = (row.op_id for row in desk.rows)
    desk.move(6)
    assert desk.marked == oldest
    desk.move(-1)
    desk.move(-1)
    assert desk.marked == newest
    qtbot.waitUntil(lambda: desk.detail is not None and desk.detail.row.op_id == newest)
    desk.marked = ""
    desk.move(1)
    assert desk.marked == newest


def test_an_old_copy_takes_a_manager_and_the_last_one_nobody(
    desk: ReceiptDesk, qtbot: QtBot
) -> None:
    asked: list[Ask] = []
    said: list[Said] = []
    desk.approval_wanted.connect(asked.append)
    desk.said.connect(said.append)
    desk.reprint()
    desk.reprint()
    qtbot.waitUntil(lambda: len(said) == 1)
    assert said[0].values == {"receipt": "A1-1122-000002"} and not asked
    desk.move(1)
    qtbot.waitUntil(lambda: desk.detail is not None and desk.detail.row.number[-1] == "1")
    desk.reprint()
    assert [(one.why.message, one.amount_minor) for one in asked] == [("approve.reprint", 30_700)]


def test_what_fails_is_said_and_the_desk_goes_on(
    desk: ReceiptDesk, qtbot: QtBot, books: Books
) -> None:
    said: list[Said] = []
    desk.said.connect(said.append)
    for name in ("reprint", "page"):
        books.troubles[name] = [Unavailable("ledger_busy")]
    desk.reprint()
    qtbot.waitUntil(lambda: len(said) == 1 and not desk.printing)
    desk.refresh()
    qtbot.waitUntil(lambda: desk.problem is not None)
    assert desk.rows == ()
    desk.refresh()
    qtbot.waitUntil(lambda: len(desk.rows) == 2)
    assert desk.problem is None


def test_older_receipts_come_behind_the_newer_ones(
    desk: ReceiptDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_member.services.receipt_journal.ROWS", 1)
    desk.refresh()
    qtbot.waitUntil(lambda: len(desk.rows) == 1)
    desk.look_further()
    qtbot.waitUntil(lambda: len(desk.rows) == 2)
    desk.look_further()
    qtbot.waitUntil(lambda: desk.older == 0)
    desk.look_further()
    assert [row.number[-1] for row in desk.rows] == ["2", "1"]
