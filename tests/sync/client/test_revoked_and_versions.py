"""A till that is not trusted, and one that speaks another version: what it asks and says."""

import pytest

from pos_member.storage import meta
from sync.client.client import AFRESH_MS
from sync.client.events import Started, SyncNow
from sync.protocol import signing


def test_a_revoked_till_asks_again_each_minute_and_says_when_it_is_trusted(bench):
    bench.go_online()
    bench.step(SyncNow())
    bench.ack(0, status="revoked")
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.REVOKED: 1})
    assert "push" not in bench.sent
    bench.later(60_000)
    bench.ack(0, status="revoked")
    assert bench.messages("trusted") == []
    bench.later(60_000)
    bench.ack(0)
    assert bench.messages("trusted") == [{"type": "trusted"}]
    assert bench.state["trouble"] == ""


def test_a_revoked_till_whose_journal_parted_claims_nothing(bench):
    bench.sell(2)
    bench.step(Started())
    bench.ack(1, status="revoked", ack_hash="22" * 32)
    codes = [message["code"] for message in bench.messages("trouble")]
    assert codes == ["revoked"]
    assert (bench.state["trouble"], bench.state["queued"]) == ("revoked", 2)
    assert "push" not in bench.sent
    bench.later(60_000)
    assert bench.pushed().base_seq == 0


def test_a_revoked_till_throws_its_replica_away(bench):
    bench.go_online()
    assert bench.replica.place().server_epoch
    bench.step(SyncNow())
    bench.ack(0, status="revoked")
    assert bench.replica.place().server_epoch == ""


def test_a_server_of_an_older_version_is_answered_in_that_one(bench):
    bench.sell()
    bench.step(Started())
    first = bench.sent["push"].body
    bench.reply("push", b'{"code":"protocol","max":2,"min":1}', status=426)
    assert (bench.pushed().protocol, len(bench.pushed().entries)) == (2, 1)
    assert bench.sent["push"].body != first
    assert bench.sent["push"].headers[signing.PROTOCOL_HEADER] == "2"
    bench.reply("poll", b'{"code":"protocol","max":2,"min":1}', status=426)
    assert bench.sent["poll"].headers[signing.PROTOCOL_HEADER] == "2"
    assert bench.state["trouble"] == ""
    in_hand = bench.sent["push"].body
    bench.fail("push")
    bench.later(60_000)
    assert bench.sent["push"].body == in_hand, "what was not answered goes again unchanged"


def test_what_a_version_cannot_say_is_not_said_in_it(bench):
    bench.sell()
    bench.step(Started())
    bench.reply("push", b'{"code":"protocol","max":1,"min":1}', status=426)
    assert bench.pushed().protocol == 1
    bench.ack(1, ack_hash="22" * 32)
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.FORK: 1, meta.CLAIM: "claim-1"})
    bench.later(60_000)
    assert (bench.pushed().protocol, bench.pushed().claim) == (3, "claim-1")
    bench.reply("push", b'{"code":"protocol","max":1,"min":1}', status=426)
    assert bench.state["trouble"] == "update"
    assert "push" not in bench.sent


def test_once_another_life_of_the_server_is_written_down_the_newest_version_is_tried(bench):
    """A restored server may be a newer program, and waits for what only that one is told."""
    bench.sell()
    bench.step(Started())
    bench.reply("push", b'{"code":"protocol","max":2,"min":1}', status=426)
    bench.ack(1, server_epoch="epoch-2")
    assert bench.messages("epoch")[-1]["epoch"] == "epoch-2"
    bench.sell()
    bench.step(SyncNow())
    assert bench.pushed().protocol == 2, "not before: it would be refused in a circle"
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.SERVER_EPOCH: "epoch-2"})
    bench.ack(2, server_epoch="epoch-2")
    assert bench.pushed().protocol == 3


@pytest.mark.parametrize("body", [b"{}", b"not json", b'{"code":"protocol","max":9,"min":7}'])
def test_without_a_common_version_it_waits(bench, body):
    bench.sell()
    bench.step(Started())
    bench.reply("push", body, status=426)
    assert (bench.state["trouble"], bench.state["queued"]) == ("update", 1)
    assert "push" not in bench.sent


def test_the_newest_version_is_tried_again_a_minute_after_it_was_refused(bench):
    """A server that was updated meanwhile is told what only the newest version can say."""
    bench.sell()
    bench.step(Started())
    bench.reply("push", b'{"code":"protocol","max":2,"min":1}', status=426)
    bench.ack(1)
    bench.sell()
    bench.step(SyncNow())
    assert bench.pushed().protocol == 2
    bench.ack(2)
    bench.now_ms += AFRESH_MS
    bench.sell()
    bench.step(SyncNow())
    assert bench.pushed().protocol == 3
    bench.reply("push", b'{"code":"protocol","max":2,"min":1}', status=426)
    assert bench.pushed().protocol == 2, "still an older one: its versions are spoken again"
