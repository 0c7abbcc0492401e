"""The footprint tells of a thread and a handle that are left behind."""

import threading

from devices.simulators.footprint import footprint


def test_a_thread_and_a_handle_that_are_left_are_counted(tmp_path):
    before, going = footprint(), threading.Event()
    thread = threading.Thread(target=going.wait)
    thread.start()
    with (tmp_path / "left").open("w"):
        more = footprint().since(before)
    going.set()
    thread.join()
    assert (more.threads, more.handles) == (1, 1)
    assert before.memory_kib > 1_000
