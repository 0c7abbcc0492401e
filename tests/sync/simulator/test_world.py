"""Virtual time and its trace: what the worlds stand on."""

import pytest

from sync.simulator.world import START_MS, World


def test_what_is_due_first_happens_first_and_what_is_due_together_in_its_order():
    world, seen = World(1), []
    world.after(20, lambda: seen.append(("c", world.now_ms - START_MS)))
    world.after(10, lambda: seen.append(("a", world.now_ms - START_MS)))
    world.after(10, lambda: seen.append(("b", world.now_ms - START_MS)))
    while world.step():
        pass
    assert seen == [("a", 10), ("b", 10), ("c", 20)]


def test_time_goes_on_where_nothing_happens():
    world, seen = World(1), []
    world.after(50, lambda: seen.append(1))
    world.run_until(START_MS + 40, steps_max=1)
    assert (seen, world.now_ms) == ([], START_MS + 40)
    world.run_until(START_MS + 60, steps_max=1)
    assert (seen, world.now_ms) == ([1], START_MS + 60)


def test_a_circle_is_noticed():
    world = World(1)

    def again() -> None:
        world.after(1, again)

    again()
    with pytest.raises(AssertionError, match="no rest after 100 steps"):
        world.run_until(START_MS + 10_000, steps_max=100)


def test_streams_of_chance_are_the_same_for_a_seed_and_do_not_disturb_each_other():
    first, again = World(5), World(5)
    first.chance("other").random()
    assert first.chance("line").random() == again.chance("line").random()
    assert first.chance("line").random() != World(6).chance("line").random()


def test_every_part_has_a_name_and_a_replay_leaves_out_those_it_does_not_name():
    def came(only: tuple[str, ...] | None) -> list[str]:
        world = World(1, only)
        for kind, who in (("late", "1"), ("late", "1"), ("cut", "1"), ("late", "2")):
            world.comes(kind, who)
        return world.parts

    assert came(None) == ["late/1/1", "late/1/2", "cut/1/1", "late/2/1"]
    assert came(("late/1/2", "late/2/1", "late/2/9")) == ["late/1/2", "late/2/1"]
    assert came(()) == []


def test_the_checksum_is_over_every_note_and_its_time():
    def crc(*notes: str, wait: int = 0) -> int:
        world = World(1)
        world.run_until(START_MS + wait, steps_max=1)
        for note in notes:
            world.note(note)
        return world.crc

    assert crc("a", "b") == crc("a", "b")
    assert len({crc("a", "b"), crc("b", "a"), crc("a"), crc("a", "b", wait=1)}) == 4
