"""A simulated drawer is counted in, opened and closed by the product's own services."""

from pos_member.domain.shift_operations import Purpose
from pos_member.services.shift import running
from sync.server import tables
from sync.simulator import drawers
from tests.sync.simulator.conftest import Scene


def test_a_drawer_is_counted_moved_and_closed_and_all_of_it_reaches_the_server(
    scene: Scene,
) -> None:
    first = scene.tills[0]
    scene.wait()
    scene.play(first, drawers.count_in(first, 50_000))
    scene.buy(first, None, 1_000)
    scene.play(first, drawers.move(first, Purpose.PAID_OUT, 500))
    scene.play(first, drawers.close(first, -130), drawers.COUNTING_MS + 5_000)
    assert first.till is not None
    shift = running(first.till)
    assert (shift.number, shift.totals.drawer.expected) == (2, (50_500 - 130) // 2)
    kinds = [row["kind"] for row in scene.rows(tables.operation)]
    assert kinds == ["shift_opened", "sale", "cash_moved", "shift_closed"]
    assert len(first.receipts) == 4
    assert scene.heal() == []


def test_what_was_sold_while_the_cash_was_counted_is_in_the_report(scene: Scene) -> None:
    first = scene.tills[0]
    scene.wait()
    first.run(drawers.close(first, 0))
    scene.buy(first, None, 1_000)
    scene.wait(drawers.COUNTING_MS)
    assert scene.heal() == []
    assert first.refusals == {}
