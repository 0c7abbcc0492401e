"""Where time and ids come from: ids are new, moments say how far local time is ahead."""

from pos_member.bootstrap import chance_and_time
from pos_member.bootstrap.chance_and_time import Clock, boot_id, mono_ms, new_id, now_ms


def test_ids_are_new_and_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(200)]
    assert len(set(made)) == 200
    assert [one[:13] for one in made] == sorted(one[:13] for one in made)


def test_a_moment_names_the_run_of_the_machine_and_the_shop_s_offset() -> None:
    before, moment = (now_ms(), mono_ms()), Clock("Asia/Shanghai").moment()
    assert moment.wall_ms >= before[0]
    assert moment.mono_ms >= before[1]
    assert (moment.boot_id, moment.tz_min) == (boot_id(), 480)


def test_a_machine_that_does_not_name_its_run_is_told_by_its_start(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(chance_and_time, "_BOOT_ID", tmp_path / "nothing")
    assert boot_id().startswith("start-")
