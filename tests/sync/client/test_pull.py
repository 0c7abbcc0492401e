"""Pages into the replica, and when a whole new one is asked for."""

import pytest

from pos_member.domain import canonical
from sync.client.events import Started, SyncNow
from sync.protocol.limits import LONG_POLL_MS
from sync.protocol.pages import FigureRow
from sync.protocol.replica import SCHEMA_VERSION


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
    wrong = {"members": 1, "principal": 0, "bonus": 0, "points": 0, "coupons": 0}
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


OFFER = {
    "snapshot": "abc123",
    "packed_bytes": 100,
    "packed_sha256": "00" * 32,
    "file_bytes": 200,
    "file_sha256": "00" * 32,
    "server_epoch": "epoch-1",
    "schema_version": SCHEMA_VERSION,
    "included_seq": 0,
}


def offered(bench, **changes: object) -> None:
    """Start, and answer the question for a snapshot with an offer."""
    bench.step(Started())
    bench.reply("poll", canonical.dump(OFFER | changes))


def test_a_snapshot_is_asked_for_by_its_range_and_goes_on_where_it_stopped(bench):
    offered(bench)
    assert bench.sent["poll"].target == "/v1/sync/snapshot/abc123"
    assert bench.sent["poll"].headers["Range"] == "bytes=0-99"
    bench.reply("poll", bytes(40), status=206, kind="application/octet-stream")
    assert bench.sent["poll"].headers["Range"] == "bytes=40-99"


@pytest.mark.parametrize("size", [0, 101])
def test_a_piece_that_cannot_be_one_is_thrown_away_and_a_new_offer_asked_for(bench, size):
    offered(bench)
    bench.reply("poll", bytes(size), status=206, kind="application/octet-stream")
    bench.later()
    assert bench.sent["poll"].target == "/v1/sync/snapshot?included=0"


def test_a_whole_download_that_is_not_what_was_offered_changes_nothing(bench):
    offered(bench)
    bench.reply("poll", bytes(100), status=206, kind="application/octet-stream")
    assert bench.state["trouble"] == "busy"
    assert bench.messages("cache") == []
    bench.later()
    assert bench.sent["poll"].target == "/v1/sync/snapshot?included=0"


def test_a_download_that_was_whole_when_the_process_died_is_not_asked_for_again(bench):
    (bench.folder / "snapshot-abc123.part").write_bytes(bytes(100))
    offered(bench)
    assert bench.state["trouble"] == "busy", "it was looked at, and is no snapshot"
    assert not (bench.folder / "snapshot-abc123.part").exists()
    bench.later()
    assert bench.sent["poll"].target == "/v1/sync/snapshot?included=0"


def test_an_offer_that_is_gone_is_asked_for_anew(bench):
    offered(bench)
    bench.reply("poll", b'{"code":"snapshot_gone"}', status=404)
    bench.later()
    assert bench.sent["poll"].target == "/v1/sync/snapshot?included=0"


@pytest.mark.parametrize(
    "changes",
    [
        {"schema_version": SCHEMA_VERSION + 1},
        {"snapshot": "../../identity"},
        {"packed_bytes": 0},
        {"file_bytes": 2**40},
        {"packed_sha256": "zz"},
    ],
)
def test_an_offer_that_cannot_be_used_is_not_followed(bench, changes):
    offered(bench, **changes)
    assert "poll" not in bench.sent
    bench.later()
    assert bench.sent["poll"].target == "/v1/sync/snapshot?included=0"


def test_an_offer_that_does_not_parse_is_not_followed(bench):
    bench.step(Started())
    bench.reply("poll", b"{")
    assert bench.state["trouble"] == "busy"
