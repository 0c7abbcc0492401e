"""The newest basket is saved last, nothing is saved behind a sale, a refusal is told."""

import threading

import pytest

from pos_member.domain.basket import Basket
from pos_member.domain.errors import PosError, Unavailable
from ui.screens.autosave import Autosave
from ui.worker import Worker


@pytest.fixture
def worker(qtbot):
    made = Worker("ledger")
    yield made
    made.stop()


def basket(number: int) -> Basket:
    return Basket(f"b-{number}", (), program_version=1, started_ms=number)


def test_while_one_is_written_only_the_newest_of_the_rest_follows(worker, qtbot) -> None:
    saved: list[str] = []
    gate = threading.Event()

    def save(each: Basket, _member: object) -> None:
        gate.wait(20)
        saved.append(each.basket_id)

    autosave = Autosave(save, worker, lambda _why: None)
    for number in range(4):
        autosave.save(basket(number), None)
    gate.set()
    qtbot.waitUntil(lambda: saved == ["b-0", "b-3"], timeout=20_000)


def test_nothing_is_written_while_a_sale_is_paid_nor_after_it_was_booked(worker, qtbot) -> None:
    saved: list[str] = []
    autosave = Autosave(lambda each, _: saved.append(each.basket_id), worker, lambda _why: None)
    autosave.hold(holding=True)
    autosave.save(basket(1), None)
    autosave.forget()
    autosave.hold(holding=False)
    autosave.save(basket(2), None)
    qtbot.waitUntil(lambda: saved == ["b-2"], timeout=20_000)


def test_a_basket_that_was_not_written_is_complained_of(worker, qtbot) -> None:
    heard: list[PosError] = []

    def save(_basket: Basket, _member: object) -> None:
        raise Unavailable("disk_full")

    Autosave(save, worker, heard.append).save(basket(1), None)
    qtbot.waitUntil(lambda: [why.code for why in heard] == ["disk_full"], timeout=20_000)
