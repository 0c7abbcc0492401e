"""The step machine over real files: what it asks, when, and what it says of the line."""

import pytest

from pos_member.domain import canonical
from pos_member.domain.journal import GENESIS
from sync.client.events import Failed, JournalGrew, Replied, Started, SyncNow
from sync.protocol import signing
from sync.protocol.signing import signed_by


def test_every_request_is_signed_by_the_till_over_its_very_target_and_body(bench):
    bench.sell()
    bench.step(Started())
    for request in bench.sent.values():
        nonce = request.headers[signing.NONCE_HEADER]
        written = signing.request_bytes(request.method, request.target, nonce, request.body)
        signature = bytes.fromhex(request.headers[signing.SIGNATURE_HEADER])
        assert signed_by(bench.device.public, written, signature)
    nonces = {request.headers[signing.NONCE_HEADER] for request in bench.sent.values()}
    assert len(nonces) == 2


def test_a_start_pushes_what_is_not_acknowledged_and_asks_for_a_replica(bench):
    bench.sell(3)
    bench.step(Started())
    request = bench.pushed()
    assert [pushed.entry.seq for pushed in request.entries] == [1, 2, 3]
    assert (request.base_seq, request.base_hash, request.head_seq) == (0, GENESIS, 3)
    assert bench.sent["poll"].target == "/v1/sync/snapshot?included=0"


def test_a_till_with_nothing_to_send_still_asks_once_what_there_is_to_hear(bench):
    bench.step(Started())
    assert bench.pushed().entries == ()
    bench.ack(0)
    assert "push" not in bench.sent


def test_an_operation_that_is_committed_goes_at_once(bench):
    bench.go_online()
    bench.sell()
    bench.step(JournalGrew(1))
    assert [pushed.entry.seq for pushed in bench.pushed().entries] == [1]


def test_a_long_queue_goes_in_batches(bench):
    bench.sell(450)
    bench.step(Started())
    sizes = []
    while "push" in bench.sent and len(sizes) < 10:
        sizes.append(len(bench.pushed().entries))
        bench.ack(bench.pushed().base_seq + sizes[-1])
    assert sizes == [200, 200, 50]
    assert bench.state["queued"] == 0


def test_an_answer_that_comes_twice_or_late_is_not_heard(bench):
    bench.step(Started())
    request = bench.sent["push"]
    bench.ack(0)
    told = len(bench.told)
    bench.step(Replied(request.request_id, 200, {}, b"{}"))
    bench.step(Failed(request.request_id, "timeout"))
    assert len(bench.told) == told


def test_a_busy_server_may_say_when_to_come_back(bench):
    bench.step(Started())
    request = bench.sent.pop("push")
    bench.step(Replied(request.request_id, 429, {"retry-after": "30"}, b""))
    bench.fail("poll")
    bench.later(29_999)
    assert "push" not in bench.sent
    bench.later(1)
    assert "push" in bench.sent


def test_an_outage_is_told_with_its_queue_and_its_next_try_and_ends_by_itself(bench):
    bench.go_online()
    bench.sell(2)
    bench.step(JournalGrew(2))
    bench.fail("push", "dns")
    assert not bench.state["online"]
    assert bench.state["queued"] == 2
    assert bench.state["oldest_ms"] == 1_700_000_000_001
    assert bench.state["retry_at_ms"] == bench.wake_ms > bench.now_ms
    bench.later()
    bench.ack(2)
    assert bench.state["online"] and bench.state["queued"] == 0


def test_a_request_lost_before_the_last_answer_says_nothing_of_the_line_now(bench):
    bench.go_online()
    bench.now_ms += 10_000
    bench.step(SyncNow())
    bench.ack(0)
    bench.fail("poll")
    assert bench.state["online"]


def test_sync_now_tries_at_once(bench):
    bench.go_online()
    bench.sell()
    bench.step(JournalGrew(1))
    bench.fail("push")
    assert "push" not in bench.sent
    bench.step(SyncNow())
    assert "push" in bench.sent


def test_a_till_that_is_too_old_queues_and_asks_again_each_minute(bench):
    bench.sell()
    bench.step(Started())
    bench.reply("push", b'{"code":"update"}', status=426)
    assert bench.state["trouble"] == "update"
    assert bench.state["queued"] == 1
    bench.later(60_000)
    bench.ack(1)
    assert bench.state["trouble"] == "" and bench.state["queued"] == 0


@pytest.mark.parametrize(("status", "code"), [(401, "terminal_unknown"), (403, "terminal_revoked")])
def test_a_till_that_is_not_known_says_so(bench, status, code):
    bench.step(Started())
    bench.reply("push", canonical.dump({"code": code}), status=status)
    assert bench.messages("trouble") == [{"type": "trouble", "code": "revoked"}]
    assert "push" not in bench.sent
    bench.later(60_000)
    assert "push" in bench.sent


@pytest.mark.parametrize("body", [b'{"code":"signature_wrong"}', b"{}", b"not json", b""])
def test_any_other_refusal_is_tried_again(bench, body):
    bench.step(Started())
    bench.reply("push", body, status=403)
    assert bench.messages("trouble") == []
    assert bench.state["trouble"] == "busy"
    assert bench.wake_ms <= bench.now_ms + 1_000


def test_a_snapshot_that_is_being_made_is_asked_for_again_when_the_server_says(bench):
    bench.step(Started())
    request = bench.sent["poll"]
    bench.ack(0)
    bench.sent["poll"] = request
    bench.reply("poll", b'{"code":"snapshot_making"}', status=503, retry_after="5")
    assert bench.wake_ms == bench.now_ms + 5_000
    bench.later(5_000)
    assert bench.sent["poll"].target == "/v1/sync/snapshot?included=0"
