"""The step machine over real files: what it asks, what it believes, and what it never loses."""

import pytest

from pos_member.domain import canonical
from pos_member.domain.journal import GENESIS
from pos_member.domain.lease import Grant
from pos_member.domain.ledger import Kind
from pos_member.storage import meta
from sync.client.events import Failed, JournalGrew, Replied, Started, SyncNow, Wanted, Woke
from sync.protocol import signing
from sync.protocol.limits import LONG_POLL_MS
from sync.protocol.messages import Recall, Result, Want
from sync.protocol.pages import FigureRow
from sync.protocol.signing import SigningKey, signed_by

FOREIGN = "ab" * 32
WANT = Want("0190c000-0000-7000-8000-000000000001", "member-1", Kind.PRINCIPAL, 0)
GRANT = Grant(WANT.lease_id, "till", "member-1", Kind.PRINCIPAL, 5_000, 99, 0, 1)


def fail(bench, lane, why="timeout"):
    """Let the request on ``lane`` come to nothing."""
    return bench.step(Failed(bench.sent.pop(lane).request_id, why))


def online(bench):
    """Bring the bench to where the server holds its poll."""
    bench.step(Started())
    bench.ack(0)
    bench.reply("poll", b'{"code":"no_snapshot"}', status=404)
    bench.now_ms = bench.wake_ms
    bench.step(Woke())
    bench.page("0.1", check={"members": 0, "principal": 0, "bonus": 0, "points": 0})
    assert f"wait_ms={LONG_POLL_MS}" in bench.sent["poll"].target


# -- requests ------------------------------------------------------------------------------------


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
    online(bench)
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


# -- acknowledgements ----------------------------------------------------------------------------


def test_an_acknowledgement_of_our_own_hash_is_told_with_its_results(bench):
    entries = bench.sell(2)
    bench.step(Started())
    bench.ack(2, results=(Result(1, "applied"), Result(2, "quarantined", "unknown_kind")))
    assert bench.messages("acked") == [
        {
            "type": "acked",
            "seq": 2,
            "hash": entries[1].hash,
            "results": [
                {"seq": 1, "outcome": "applied", "code": ""},
                {"seq": 2, "outcome": "quarantined", "code": "unknown_kind"},
            ],
        }
    ]
    assert bench.state["queued"] == 0


def test_an_acknowledgement_of_another_hash_is_a_fork_and_marks_nothing_sent(bench):
    bench.sell(2)
    bench.step(Started())
    bench.ack(2, ack_hash=FOREIGN)
    assert bench.messages("acked") == []
    assert bench.messages("trouble") == [{"type": "trouble", "code": "fork", "seq": 2}]
    assert bench.state["trouble"] == "fork"
    assert bench.state["queued"] == 2


def test_an_acknowledgement_beyond_our_own_journal_is_a_fork(bench):
    bench.sell(2)
    bench.step(Started())
    bench.ack(2, ack_seq=3, ack_hash=FOREIGN)
    assert bench.state["trouble"] == "fork"
    assert bench.messages("acked") == []


def test_a_forked_till_stops_pushing_and_pulling_but_looks_again_each_minute(bench):
    bench.sell(2)
    bench.step(Started())
    bench.ack(0, status="fork", ack_hash=GENESIS)
    fail(bench, "poll")
    bench.sell()
    bench.step(JournalGrew(3))
    assert bench.sent == {}
    bench.now_ms = bench.wake_ms
    bench.step(Woke())
    assert bench.now_ms >= 60_000
    assert list(bench.sent) == ["push"]
    assert bench.pushed().entries == ()


def test_what_was_made_while_a_push_was_on_its_way_is_not_taken_for_sent(bench):
    bench.sell()
    bench.step(Started())
    bench.sell()
    bench.ack(1)
    assert [pushed.entry.seq for pushed in bench.pushed().entries] == [2]
    assert bench.state["queued"] == 1


def test_a_server_that_knows_less_gets_the_rest_again(bench):
    bench.sell(3)
    bench.step(Started())
    bench.ack(3)
    bench.sell()
    bench.step(JournalGrew(4))
    bench.ack(1, status="rewind")
    assert [pushed.entry.seq for pushed in bench.pushed().entries] == [2, 3, 4]
    assert bench.pushed().base_hash == bench.hash_at(1)
    assert bench.state["queued"] == 3
    assert bench.messages("rewound") == [{"type": "rewound", "seq": 1, "hash": bench.hash_at(1)}]


def test_a_rewind_to_another_history_is_a_fork(bench):
    bench.sell(3)
    bench.step(Started())
    bench.ack(1, status="rewind", ack_hash=FOREIGN)
    assert bench.state["trouble"] == "fork"


def test_a_server_that_rewinds_in_a_circle_is_not_asked_in_a_circle(bench):
    bench.sell(3)
    bench.step(Started())
    bench.ack(0, status="rewind")
    assert "push" not in bench.sent
    assert bench.wake_ms > bench.now_ms


def test_a_restart_goes_on_from_what_the_window_has_written_down(bench):
    entries = bench.sell(3)
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.ACKED_SEQ: 2, meta.ACKED_HASH: entries[1].hash})
    bench.restart()
    bench.step(Started())
    assert [pushed.entry.seq for pushed in bench.pushed().entries] == [3]


# -- no reply ------------------------------------------------------------------------------------


def spoil(bench, how):
    """Answer the push with something that is no reply."""
    request = bench.sent.pop("push")
    nonce = request.headers[signing.NONCE_HEADER]
    body = b'{"status":"ok"}'
    good = bench.server.sign(signing.reply_bytes(nonce, 200, body)).hex()
    kinds = {
        "unsigned": (200, {"content-type": "application/json"}, body),
        "not hex": (200, {"content-type": "application/json", "pm-signature": "zz"}, body),
        "cut": (200, {"content-type": "application/json", "pm-signature": good}, body[:-1]),
        "other status": (500, {"content-type": "application/json", "pm-signature": good}, body),
        "html": (200, {"content-type": "text/html; charset=utf-8"}, b"<html>login</html>"),
        "redirect": (302, {"location": "http://login/"}, b""),
        "busy": (503, {"content-type": "text/plain"}, b"busy"),
    }
    status, headers, body = kinds[how]
    return bench.step(Replied(request.request_id, status, headers, body))


@pytest.mark.parametrize(
    ("how", "trouble"),
    [
        ("unsigned", ""),
        ("not hex", ""),
        ("cut", ""),
        ("other status", "busy"),
        ("html", "login_page"),
        ("redirect", "login_page"),
        ("busy", "busy"),
    ],
)
def test_what_the_server_did_not_sign_is_no_reply(bench, how, trouble):
    bench.sell()
    bench.step(Started())
    body = bench.sent["push"].body
    nonce = bench.sent["push"].headers[signing.NONCE_HEADER]
    spoil(bench, how)
    assert bench.messages("acked") == []
    assert (bench.state["online"], bench.state["trouble"]) == (False, trouble)
    assert "push" not in bench.sent
    bench.sell()
    bench.now_ms = bench.wake_ms
    bench.step(Woke())
    assert bench.sent["push"].body == body, "a retry carries the same bytes"
    assert bench.sent["push"].headers[signing.NONCE_HEADER] != nonce


def test_a_reply_to_another_request_is_no_reply(bench):
    bench.sell()
    bench.step(Started())
    bench.reply("push", b"{}", nonce="00" * 16)
    assert not bench.state["online"]


def test_a_stranger_who_keeps_answering_is_named(bench):
    bench.step(Started())
    stranger = SigningKey(bytes([9] * 32))
    for _ in range(3):
        bench.reply("push", b"{}", signer=stranger)
        bench.now_ms = bench.now_ms + 60_000
        bench.step(Woke())
    assert bench.state["trouble"] == "identity"


def test_a_signed_answer_of_another_kind_or_shape_changes_nothing(bench):
    bench.sell()
    bench.step(Started())
    bench.reply("push", b"{}", kind="text/plain")
    assert bench.state["trouble"] == "busy"
    bench.now_ms = bench.wake_ms
    bench.step(Woke())
    bench.reply("push", b"{}")
    assert bench.messages("acked") == []
    assert bench.state["queued"] == 1


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
    fail(bench, "poll")
    bench.now_ms += 29_999
    bench.step(Woke())
    assert "push" not in bench.sent
    bench.now_ms += 1
    bench.step(Woke())
    assert "push" in bench.sent


def test_an_outage_is_told_with_its_queue_and_its_next_try_and_ends_by_itself(bench):
    online(bench)
    bench.sell(2)
    bench.step(JournalGrew(2))
    fail(bench, "push", "dns")
    assert not bench.state["online"]
    assert bench.state["queued"] == 2
    assert bench.state["oldest_ms"] == 1_700_000_000_001
    assert bench.state["retry_at_ms"] == bench.wake_ms > bench.now_ms
    bench.now_ms = bench.wake_ms
    bench.step(Woke())
    bench.ack(2)
    assert bench.state["online"] and bench.state["queued"] == 0


def test_a_request_lost_before_the_last_answer_says_nothing_of_the_line_now(bench):
    online(bench)
    bench.now_ms += 10_000
    bench.step(SyncNow())
    bench.ack(0)
    fail(bench, "poll")
    assert bench.state["online"]


def test_sync_now_tries_at_once(bench):
    online(bench)
    bench.sell()
    bench.step(JournalGrew(1))
    fail(bench, "push")
    assert "push" not in bench.sent
    bench.step(SyncNow())
    assert "push" in bench.sent


# -- refusals ------------------------------------------------------------------------------------


def test_a_till_that_is_too_old_queues_and_asks_again_each_minute(bench):
    bench.sell()
    bench.step(Started())
    bench.reply("push", b'{"code":"update"}', status=426)
    assert bench.state["trouble"] == "update"
    assert bench.state["queued"] == 1
    bench.now_ms += 60_000
    bench.step(Woke())
    bench.ack(1)
    assert bench.state["trouble"] == "" and bench.state["queued"] == 0


@pytest.mark.parametrize(("status", "code"), [(401, "terminal_unknown"), (403, "terminal_revoked")])
def test_a_till_that_is_not_known_says_so(bench, status, code):
    bench.step(Started())
    bench.reply("push", canonical.dump({"code": code}), status=status)
    assert bench.messages("trouble") == [{"type": "trouble", "code": "revoked"}]
    assert "push" not in bench.sent
    bench.now_ms += 60_000
    bench.step(Woke())
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
    bench.now_ms += 5_000
    bench.step(Woke())
    assert bench.sent["poll"].target == "/v1/sync/snapshot?included=0"


def test_a_revoked_till_goes_on_handing_in_its_journal_but_pulls_no_more(bench):
    bench.sell(300)
    bench.step(Started())
    fail(bench, "poll")
    bench.ack(200, status="revoked")
    assert bench.state["trouble"] == "revoked"
    assert len(bench.pushed().entries) == 100
    bench.ack(300, status="revoked", grants=(GRANT,))
    assert bench.messages("grants") == []
    bench.now_ms += 50_000
    bench.step(Woke())
    assert "poll" not in bench.sent


def test_a_batch_that_the_server_refuses_is_halved_until_the_rest_gets_through(bench):
    bench.sell(8)
    bench.step(Started())
    sizes = []
    for _ in range(5):
        sizes.append(len(bench.pushed().entries))
        if len(bench.pushed().entries) < 8:
            break
        bench.reply("push", b'{"code":"error"}', status=500)
        bench.now_ms += 60_000
        bench.step(Woke())
    assert sizes == [8, 8, 8, 8, 8] or sizes[-1] < 8
    for _ in range(12):
        if "push" in bench.sent and len(bench.pushed().entries) == 1:
            break
        bench.reply("push", b'{"code":"error"}', status=500)
        bench.now_ms += 60_000
        bench.step(Woke())
    assert len(bench.pushed().entries) == 1
    bench.ack(1)
    assert len(bench.pushed().entries) == 2


# -- leases --------------------------------------------------------------------------------------


def test_a_wish_rides_in_the_next_push_and_its_grant_is_told(bench):
    online(bench)
    bench.step(Wanted(WANT))
    assert bench.pushed().wants == (WANT,)
    bench.ack(0, grants=(GRANT,))
    assert bench.messages("grants") == [
        {"type": "grants", "grants": [GRANT.to_json()], "refused": []}
    ]


def test_a_wish_that_gets_nothing_is_told_with_its_reason(bench):
    online(bench)
    bench.step(Wanted(WANT))
    bench.ack(0, refused_wants=((WANT.lease_id, "nothing_available"),))
    assert bench.messages("grants")[0]["refused"] == [[WANT.lease_id, "nothing_available"]]


def test_a_wish_without_a_line_is_refused_at_once(bench):
    online(bench)
    bench.sell()
    bench.step(JournalGrew(1))
    fail(bench, "push")
    bench.step(Wanted(WANT))
    assert bench.messages("grants")[0]["refused"] == [[WANT.lease_id, "offline"]]
    bench.now_ms = bench.wake_ms
    bench.step(Woke())
    assert bench.pushed().wants == ()


def test_a_wish_whose_request_is_lost_is_refused_once_and_its_grant_is_learnt_later(bench):
    online(bench)
    bench.step(Wanted(WANT))
    fail(bench, "push")
    assert bench.messages("grants")[0]["refused"] == [[WANT.lease_id, "offline"]]
    bench.now_ms = bench.wake_ms
    bench.step(Woke())
    fail(bench, "push")
    assert len(bench.messages("grants")) == 1
    bench.now_ms = bench.wake_ms
    bench.step(Woke())
    assert bench.pushed().grant_ver == 0
    bench.ack(0, grants=(GRANT,))
    assert bench.messages("grants")[1]["grants"] == [GRANT.to_json()]


def test_the_last_grant_written_down_is_said_in_every_push(bench):
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.GRANT_VER: 7})
    bench.step(Started())
    assert bench.pushed().grant_ver == 7


def test_a_recall_is_told(bench):
    online(bench)
    bench.step(SyncNow())
    bench.ack(0, recalls=(Recall(WANT.lease_id, 100),))
    assert bench.messages("recalls") == [
        {"type": "recalls", "recalls": [{"lease": WANT.lease_id, "keep": 100}]}
    ]


# -- pages ---------------------------------------------------------------------------------------


def test_a_page_is_written_and_told_and_the_next_one_asked_for(bench):
    online(bench)
    bench.now_ms += 5_000
    bench.page("0.2", figures=(FigureRow(1, 10_000, 0, 5, 0, 0),))
    assert bench.messages("cache")[-1] == {"type": "cache", "file": "cache-1.db", "cursor": "0.2"}
    assert "cursor=0.2&" in bench.sent["poll"].target
    assert bench.replica.sums()["principal"] == 10_000


def test_pages_that_are_not_the_last_are_followed_without_waiting(bench):
    online(bench)
    bench.page("0.2", more=True)
    assert "wait_ms=0" in bench.sent["poll"].target
    bench.page("0.3")
    assert f"wait_ms={LONG_POLL_MS}" in bench.sent["poll"].target


def test_a_restart_goes_on_from_the_written_cursor(bench):
    online(bench)
    bench.page("0.9")
    bench.restart()
    bench.step(Started())
    assert "cursor=0.9&" in bench.sent["poll"].target


def test_a_held_poll_that_ends_early_without_rows_announces_something_to_be_heard(bench):
    online(bench)
    bench.page("0.1")
    assert bench.pushed().entries == ()
    assert "poll" not in bench.sent, "it must not be asked in a circle"
    assert bench.wake_ms == bench.now_ms + 1_000
    bench.ack(0)
    bench.now_ms += 1_000
    bench.step(Woke())
    assert "poll" in bench.sent


def test_a_held_poll_that_ran_out_is_asked_again_at_once(bench):
    online(bench)
    bench.now_ms += LONG_POLL_MS
    bench.page("0.1")
    assert "poll" in bench.sent


def test_wrong_sums_once_are_looked_at_again_and_twice_cost_the_replica(bench):
    online(bench)
    fail(bench, "poll")
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
    online(bench)
    bench.page("0.2", figures=(FigureRow(1, 10_000, 0, 5, 0, 0),), **why)
    assert bench.replica.sums()["principal"] == 0
    assert bench.sent["poll"].target.startswith("/v1/sync/snapshot")


def test_a_page_that_does_not_fit_is_not_written(bench):
    online(bench)
    bench.reply("poll", b'{"cursor":1}')
    assert bench.state["trouble"] == "busy"
    assert bench.replica.place().cursor == "0.1"


def test_a_poll_whose_server_is_too_old_or_busy_waits(bench):
    online(bench)
    bench.reply("poll", b'{"code":"x"}', status=500)
    assert "poll" not in bench.sent
    assert bench.state["trouble"] == "busy"
