"""Figures that never were, or are older than a till states, are found while the world runs."""

import sqlite3

import pytest

from pos_member.storage.cache import current_name
from sync.protocol.replica import META_SERVER_TIME
from sync.simulator import watch
from sync.simulator.counter import Counter
from tests.sync.simulator.conftest import Scene


@pytest.fixture
def apart(scene: Scene) -> Scene:
    """Return a chain whose second till has not heard of the last top-up."""
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    scene.wait(20_000)
    second.line.cut = True
    scene.wait(60_000)
    scene.top_up(first, member, 5_000)
    scene.wait(20_000)
    return scene


def rewrite(counter: Counter, statement: str, *values: object) -> None:
    """Change a till's replica behind its back."""
    replica = sqlite3.connect(counter.folder / current_name(counter.folder))
    with replica:
        assert replica.execute(statement, values).rowcount == 1
    replica.close()


def test_old_figures_that_say_how_old_they_are_are_honest(apart: Scene) -> None:
    assert watch.look(apart.chain) == []


def test_old_figures_that_say_they_are_young_are_found(apart: Scene) -> None:
    young = "UPDATE meta SET value = ? WHERE key = ?"
    rewrite(apart.tills[1], young, str(apart.world.now_ms), META_SERVER_TIME)
    (found,) = watch.look(apart.chain)
    assert found.startswith("I12: till ")


def test_figures_that_never_were_are_found(apart: Scene) -> None:
    rewrite(apart.tills[1], "UPDATE figures SET principal = principal + 1")
    (found,) = watch.look(apart.chain)
    assert found.startswith("I12: till ")


def test_a_till_that_does_not_run_shows_nothing(apart: Scene) -> None:
    rewrite(apart.tills[1], "UPDATE figures SET principal = principal + 1")
    apart.tills[1].stop()
    assert watch.look(apart.chain) == []


def test_figures_of_a_servers_former_life_are_not_judged(apart: Scene) -> None:
    rewrite(apart.tills[1], "UPDATE figures SET principal = principal + 1")
    rewrite(apart.tills[1], "UPDATE meta SET value = 'former' WHERE key = 'server_epoch'")
    assert watch.look(apart.chain) == []
