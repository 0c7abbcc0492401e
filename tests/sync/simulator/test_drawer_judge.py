"""A report that says anything but what its operations come to is found."""

from dataclasses import replace

import pytest

from pos_member.domain.operations import ShiftClosed, Where
from pos_member.services.booking import book
from pos_member.services.numbers import next_receipt
from pos_member.services.shift import running_in
from pos_member.services.till import Till
from sync.simulator import drawer_judge, drawers
from sync.simulator.visits import CASHIER
from tests.sync.simulator.conftest import Scene


@pytest.fixture
def closed(scene: Scene) -> Scene:
    first = scene.tills[0]
    scene.wait()
    scene.buy(first, None, 1_000)
    scene.play(first, drawers.close(first, 0), drawers.COUNTING_MS + 5_000)
    scene.buy(first, None, 2_000)
    assert drawer_judge.judge(scene.chain) == []
    return scene


def close_wrongly(scene: Scene, **wrong: object) -> None:
    first = scene.tills[0]

    def work(till: Till) -> None:
        with till.journal.writing() as connection:
            totals = running_in(connection).totals
            number = next_receipt(connection, till.identity.register, "2026-09-21")
            where = Where(till.identity.store_id, "2026-09-21", number)
            held = totals.drawer.expected
            right = ShiftClosed(where, 2, held, held, 0, 0, "", totals.to_json())
            book(
                connection,
                till,
                replace(right, **wrong),  # type: ignore[arg-type]
                op_id=first.next_id(),
                actor_id=CASHIER,
                moment=first.moment(),
            )

    assert first.act("close wrongly", work)
    scene.wait()


def test_a_report_that_is_right_is_not_found(closed: Scene) -> None:
    close_wrongly(closed)
    assert drawer_judge.judge(closed.chain) == []


@pytest.mark.parametrize("wrong", [{"number": 3}, {"expected": 999}, {"totals": {}}])
def test_another_number_another_expectation_or_other_figures_are_found(
    closed: Scene, wrong: dict[str, object]
) -> None:
    close_wrongly(closed, **wrong)
    (found,) = drawer_judge.judge(closed.chain)
    assert found.startswith(f"I15: report {wrong.get('number', 2)} of till")


def test_a_till_that_was_copied_is_not_judged(closed: Scene) -> None:
    closed.chain.excuses.copied.add(closed.tills[0].identity.terminal_id)
    close_wrongly(closed, expected=999)
    assert drawer_judge.judge(closed.chain) == []
