"""An image is the till's folder as it was; putting it back leaves the mark, unless told to."""

from pathlib import Path

import pytest

from pos_member.storage import meta
from pos_member.storage.high_water import place_beside
from sync.simulator import images, visits
from sync.simulator.visits import Order
from tests.sync.simulator.conftest import Scene


def head(scene: Scene) -> int:
    till = scene.tills[0].till
    assert till is not None
    with till.journal.reading() as connection:
        return meta.head(connection).seq


@pytest.mark.parametrize("with_mark", [False, True])
def test_what_was_sold_since_is_gone_from_the_folder(
    scene: Scene, tmp_path: Path, *, with_mark: bool
) -> None:
    first = scene.tills[0]
    scene.cut()
    image = images.take(first, tmp_path / "image")
    scene.play(first, visits.buy(first, None, Order((99,))))
    assert head(scene) == 1
    mark = place_beside(first.folder).read_bytes()
    images.put_back(first, image, with_mark=with_mark)
    assert (place_beside(first.folder).read_bytes() == mark) is not with_mark
    assert not first.alive
    scene.wait()
    assert (first.alive, head(scene)) == (True, 0)


def test_whom_the_machine_served_is_gone_with_it(scene: Scene, tmp_path: Path) -> None:
    first = scene.tills[0]
    image = images.take(first, tmp_path / "image")
    first.run(iter([500, 500]))
    scene.wait(100)
    assert first.customers == 1
    images.put_back(first, image)
    scene.wait()
    assert first.customers == 0
