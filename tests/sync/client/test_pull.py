"""Pages into the replica, and when a whole new one is asked for."""

import pytest

from sync.client.events import Started, SyncNow
from sync.protocol.limits import LONG_POLL_MS
from sync.protocol.pages import FigureRow


def test_a_page_is_written_and_told_and_the_next_one_asked_for(bench):
    bench.go_online()
    bench.now_ms += 5_000
    bench.page("0.2", figures=(FigureRow(1, 10_000, 0, 5, 0, 0),))
    assert bench.messages("cache")[-1] == {"type": "cache", "file": "cache-1.db", "cursor": "0.2"}
    assert "cursor=0.2&" in bench.sent["poll"].target
    assert bench.replica.sums()["principal"] == 10_000


def test_pages_that_are_not_the_last_are_followed_without_waiting(bench):
    bench.go_online()
    bench.page("0.2", more=True)
    assert "wait_ms=0" in bench.sent["poll"].target
    bench.page("0.3")
    assert f"wait_ms={LONG_POLL_MS}" in bench.sent["poll"].target


def test_a_restart_goes_on_from_the_written_cursor(bench):
    bench.go_online()
    bench.page("0.9")
    bench.restart()
    bench.step(Started())
    assert "cursor=0.9&" in bench.sent["poll"].target


def test_a_held_poll_that_ends_early_without_rows_announces_something_to_be_heard(bench):
    bench.go_online()
    bench.page("0.1")
    assert bench.pushed().entries == ()
    assert "poll" not in bench.sent, "it must not be asked in a circle"
    assert bench.wake_ms == bench.now_ms + 1_000
    bench.ack(0)
    bench.later(1_000)
    assert "poll" in bench.sent


def test_a_held_poll_that_ran_out_is_asked_again_at_once(bench):
    bench.go_online()
    bench.now_ms += LONG_POLL_MS
    bench.page("0.1")
    assert "poll" in bench.sent


def test_wrong_sums_once_are_looked_at_again_and_twice_cost_the_replica(bench):
    bench.go_online()
    bench.fail("poll")
    bench.step(SyncNow())
    wrong = {"members": 1, "principal": 0, "bonus": 0, "points": 0}
    bench.ack(0)
    assert "check=1" in bench.sent["poll"].target
    bench.page("0.1", check=wrong)
    assert "check=1" in bench.sent["poll"].target
    bench.page("0.1", check=wrong)
    assert bench.sent["poll"].target.startswith("/v1/sync/snapshot")


@pytest.mark.parametrize("why", [{"snapshot_needed": True}, {"server_epoch": "epoch-2"}])
def test_a_page_of_another_life_of_the_server_is_not_written(bench, why):
    bench.go_online()
    bench.page("0.2", figures=(FigureRow(1, 10_000, 0, 5, 0, 0),), **why)
    assert bench.replica.sums()["principal"] == 0
    assert bench.sent["poll"].target.startswith("/v1/sync/snapshot")


def test_a_page_that_does_not_fit_is_not_written(bench):
    bench.go_online()
    bench.reply("poll", b'{"cursor":1}')
    assert bench.state["trouble"] == "busy"
    assert bench.replica.place().cursor == "0.1"


def test_a_poll_whose_server_is_too_old_or_busy_waits(bench):
    bench.go_online()
    bench.reply("poll", b'{"code":"x"}', status=500)
    assert "poll" not in bench.sent
    assert bench.state["trouble"] == "busy"
