"""What a simulated till wrote comes out of its printer, whoever still stands there."""

from pathlib import Path

from sync.simulator import images, visits
from sync.simulator.visits import Order
from tests.sync.simulator.conftest import Scene


def test_a_receipt_that_was_written_comes_out_after_the_restart_without_its_customer(
    scene: Scene, tmp_path: Path
) -> None:
    first = scene.tills[0]
    scene.buy(first, None, 99)
    (printed,) = first.receipts
    first.receipts.clear()
    first.printer.on_paper.clear()
    images.put_back(first, images.take(first, tmp_path / "image"))
    scene.wait()
    assert first.receipts == [printed]


def test_a_receipt_on_paper_does_not_come_out_again_after_a_restart(scene: Scene) -> None:
    first = scene.tills[0]
    scene.buy(first, None, 99)
    first.die()
    scene.wait()
    assert first.alive
    assert len(first.receipts) == 1


def test_a_copy_of_a_till_prints_what_waited_and_not_what_had_come_out(scene: Scene) -> None:
    first = scene.tills[0]
    scene.buy(first, None, 99)
    scene.play(first, visits.buy(first, None, Order((500,))))
    waited = first.receipts.pop()
    first.printer.on_paper.remove(waited.op_id)
    clone = scene.chain.clone(first)
    clone.boot()
    assert clone.receipts == [waited]
