"""The worker: order, threads, and what becomes of refusals and bugs."""

import threading

import pytest

from pos_member.domain.errors import PosError, Refused
from ui.worker import Worker


@pytest.fixture
def worker(qtbot):
    made = Worker("test")
    yield made
    made.stop()


def test_a_job_runs_elsewhere_and_its_result_arrives_on_the_gui_thread(worker, qtbot):
    seen: list[object] = []
    worker.submit(
        threading.current_thread,
        lambda ran_on: seen.extend([ran_on, threading.current_thread()]),
    )
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=5_000)
    assert seen[0] is not threading.main_thread()
    assert seen[1] is threading.main_thread()


def test_jobs_run_one_after_the_other_in_their_order(worker, qtbot):
    order: list[int] = []
    done: list[int] = []
    for number in range(50):
        worker.submit(lambda n=number: order.append(n), lambda _none, n=number: done.append(n))
    qtbot.waitUntil(lambda: len(done) == 50, timeout=5_000)
    assert order == done == list(range(50))


def test_a_refusal_reaches_the_error_callback_with_its_values(worker, qtbot):
    heard: list[PosError] = []

    def refuse() -> None:
        raise Refused("too_much", amount=5)

    worker.submit(refuse, None, heard.append)
    qtbot.waitUntil(lambda: bool(heard), timeout=5_000)
    assert heard[0].code == "too_much"
    assert heard[0].values == {"amount": 5}


def test_a_bug_is_told_and_ends_neither_the_worker_nor_the_wait(worker, qtbot):
    heard: list[PosError] = []
    with qtbot.waitSignal(worker.failed_unexpectedly) as told:
        worker.submit(lambda: 1 // 0, None, heard.append)
    qtbot.waitUntil(lambda: bool(heard), timeout=5_000)
    assert heard[0].code == "bug"
    assert isinstance(told.args[0], ZeroDivisionError)
    again: list[int] = []
    worker.submit(lambda: 7, again.append)
    qtbot.waitUntil(lambda: again == [7], timeout=5_000)


def test_a_job_without_callbacks_is_allowed_to_fail(worker, qtbot):
    with qtbot.waitSignal(worker.failed_unexpectedly) as told:
        worker.submit(lambda: 1 // 0)
    assert isinstance(told.args[0], ZeroDivisionError)


def test_another_worker_thread_may_wait_for_a_result(worker, qtbot):
    other = Worker("other")
    answers: list[int] = []
    other.submit(lambda: worker.wait_for(lambda: 41) + 1, answers.append)
    qtbot.waitUntil(lambda: answers == [42], timeout=5_000)
    other.stop()


def test_what_was_submitted_is_finished_before_the_end_and_nothing_after_it(qtbot):
    worker = Worker("test")
    ran: list[int] = []
    for number in range(20):
        worker.submit(lambda n=number: ran.append(n))
    worker.stop()
    worker.submit(lambda: ran.append(99))
    assert ran == list(range(20))
