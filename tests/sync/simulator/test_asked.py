"""A simulated manager is asked, by the product's own services."""

from sync.server import tables
from sync.simulator import asked
from tests.sync.simulator.conftest import Scene


def test_a_copy_of_the_last_receipt_takes_no_right_and_an_older_one_is_written_down(
    scene: Scene,
) -> None:
    first = scene.tills[0]
    scene.wait()
    scene.buy(first, None, 1_000)
    scene.buy(first, None, 2_000)
    older, last = (each.op_id for each in first.receipts)
    scene.play(first, asked.copy(first, last))
    scene.play(first, asked.copy(first, older))
    kinds = [row["kind"] for row in scene.rows(tables.operation)]
    assert kinds == ["sale", "sale", "counter_act"]
    assert scene.heal() == []


def test_a_copy_of_what_this_till_never_printed_is_refused(scene: Scene) -> None:
    first, second = scene.tills[:2]
    scene.wait()
    scene.buy(first, None, 1_000)
    scene.play(second, asked.copy(second, first.receipts[0].op_id))
    assert second.refusals == {"no_receipt": 1}
    assert scene.heal() == []


def test_the_figures_of_the_shift_are_seen_and_written_down_and_nothing_is_closed(
    scene: Scene,
) -> None:
    first = scene.tills[0]
    scene.wait()
    scene.play(first, asked.figures(first))
    assert [row["kind"] for row in scene.rows(tables.operation)] == ["counter_act"]
    assert scene.heal() == []
