"""What is pushed, what an acknowledgement is believed, and how leases are asked for."""

from pos_member.domain.journal import GENESIS
from pos_member.domain.lease import Grant
from pos_member.domain.ledger import Kind
from pos_member.storage import meta
from sync.client.events import JournalGrew, Started, SyncNow, Wanted
from sync.protocol.messages import Recall, Result, Want
from tests.sync.client.conftest import NOW

FOREIGN = "ab" * 32
WANT = Want("0190c000-0000-7000-8000-000000000001", "member-1", Kind.PRINCIPAL, 0)
GRANT = Grant(WANT.lease_id, "till", "member-1", Kind.PRINCIPAL, 5_000, 99, 0, 1)


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
    bench.fail("poll")
    bench.sell()
    bench.step(JournalGrew(3))
    assert bench.sent == {}
    bench.later()
    assert bench.now_ms >= 60_000
    assert list(bench.sent) == ["push"]
    assert bench.pushed().entries == ()


def fork(bench, claim="claim-1"):
    """Let the server say that the journals parted, and the window claim a new incarnation."""
    bench.sell(3)
    bench.step(Started())
    bench.ack(1)
    bench.ack(1, status="fork", ack_hash=FOREIGN)
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.FORK: 1, meta.CLAIM: claim})
    bench.fail("poll")
    bench.step(JournalGrew(3))


def begin(bench, incarnation, copied):
    """Begin a new incarnation, as the window does it."""
    with bench.journal.writing() as connection:
        meta.put(
            connection,
            {
                meta.INCARNATION: incarnation,
                meta.HEAD_SEQ: 0,
                meta.HEAD_HASH: GENESIS,
                meta.ACKED_SEQ: 0,
                meta.ACKED_HASH: GENESIS,
                meta.COPIED.format(incarnation): copied,
            },
        )
        meta.remove(connection, meta.FORK, meta.CLAIM)


def test_a_claim_goes_alone_and_again_with_the_same_bytes(bench):
    fork(bench)
    asked = bench.pushed()
    assert (asked.claim, asked.base_seq, asked.entries) == ("claim-1", 1, ())
    assert asked.sealed
    body = bench.sent["push"].body
    bench.fail("push")
    bench.later()
    assert bench.sent["push"].body == body


def test_a_granted_claim_is_told_and_nothing_goes_until_the_window_has_begun(bench):
    fork(bench)
    bench.ack(1, status="raised", incarnation=4)
    assert bench.messages("raised") == [
        {
            "type": "raised",
            "claim": "claim-1",
            "incarnation": 4,
            "seq": 1,
            "hash": bench.hash_at(1),
            "whole": False,
        }
    ]
    assert bench.state["trouble"] == "fork"
    bench.step(Wanted(WANT))
    assert bench.sent == {}
    assert bench.messages("grants")[-1]["refused"] == [[WANT.lease_id, "offline"]]
    # The window's disk may have failed it: the claim goes again until it has begun.
    bench.later()
    assert bench.pushed().claim == "claim-1"
    bench.ack(1, status="raised", incarnation=4)
    assert len(bench.messages("raised")) == 2
    begin(bench, 4, copied=0)
    bench.step(JournalGrew(0))
    asked = bench.pushed()
    assert (asked.incarnation, asked.base_seq, asked.base_hash) == (4, 0, GENESIS)
    assert (asked.claim, asked.sealed) == ("", False)
    bench.ack(0)
    assert bench.state["trouble"] == ""
    assert "poll" in bench.sent


def test_a_till_that_lost_all_ground_is_told_to_say_everything_again(bench):
    fork(bench)
    bench.ack(0, status="refounded", incarnation=2)
    assert bench.messages("raised")[-1]["whole"] is True


def test_a_second_fork_in_a_row_is_not_claimed_in_a_circle(bench):
    fork(bench)
    bench.ack(1, status="raised", incarnation=2)
    begin(bench, 2, copied=0)
    bench.step(JournalGrew(0))
    bench.ack(0, status="fork", ack_hash=FOREIGN)
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.FORK: 1, meta.CLAIM: "claim-2"})
    bench.step(JournalGrew(0))
    assert "push" not in bench.sent
    bench.later()
    assert bench.pushed().claim == "claim-2"


def test_a_claim_found_at_the_start_goes_at_once(bench):
    bench.sell()
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.FORK: 1, meta.CLAIM: "claim-1"})
    bench.step(Started())
    assert (bench.pushed().claim, bench.pushed().entries) == ("claim-1", ())


def test_a_superseded_till_goes_on_pushing_and_gets_nothing(bench):
    bench.sell(2)
    bench.step(Started())
    bench.ack(2, status="superseded", incarnation=2)
    assert [message["seq"] for message in bench.messages("acked")] == [2]
    assert bench.messages("trouble") == [{"type": "trouble", "code": "superseded"}]
    assert bench.state["trouble"] == "superseded"
    bench.fail("poll")
    bench.step(JournalGrew(2))
    assert bench.sent == {}
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.SUPERSEDED: 1})
    bench.step(JournalGrew(2))
    assert bench.pushed().sealed
    bench.ack(2, status="superseded", incarnation=2)
    assert bench.sent == {}
    bench.later()
    assert bench.now_ms >= NOW + 60_000, "it asks again, seldom"
    bench.ack(2, status="superseded", incarnation=2)
    bench.sell()
    bench.later()
    assert [pushed.entry.seq for pushed in bench.pushed().entries] == [3]


def test_a_poll_that_is_refused_to_an_ended_incarnation_asks_on_the_other_lane(bench):
    bench.go_online()
    assert "&incarnation=1&" in bench.sent["poll"].target
    bench.reply("poll", b'{"code":"terminal_superseded"}', status=403)
    assert list(bench.sent) == ["push"]
    assert bench.messages("trouble") == []
    bench.ack(0, status="superseded", incarnation=2)
    assert bench.messages("trouble") == [{"type": "trouble", "code": "superseded"}]


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


def test_a_revoked_till_goes_on_handing_in_its_journal_but_pulls_no_more(bench):
    bench.sell(300)
    bench.step(Started())
    bench.fail("poll")
    bench.ack(200, status="revoked")
    assert bench.state["trouble"] == "revoked"
    assert len(bench.pushed().entries) == 100
    bench.ack(300, status="revoked", grants=(GRANT,))
    assert bench.messages("grants") == []
    bench.later(50_000)
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
        bench.later(60_000)
    assert sizes == [8, 8, 8, 8, 8] or sizes[-1] < 8
    for _ in range(12):
        if "push" in bench.sent and len(bench.pushed().entries) == 1:
            break
        bench.reply("push", b'{"code":"error"}', status=500)
        bench.later(60_000)
    assert len(bench.pushed().entries) == 1
    bench.ack(1)
    assert len(bench.pushed().entries) == 2


def test_a_wish_rides_in_the_next_push_and_its_grant_is_told(bench):
    bench.go_online()
    bench.step(Wanted(WANT))
    assert bench.pushed().wants == (WANT,)
    bench.ack(0, grants=(GRANT,))
    assert bench.messages("grants") == [
        {"type": "grants", "grants": [GRANT.to_json()], "refused": []}
    ]


def test_a_wish_that_gets_nothing_is_told_with_its_reason(bench):
    bench.go_online()
    bench.step(Wanted(WANT))
    bench.ack(0, refused_wants=((WANT.lease_id, "nothing_available"),))
    assert bench.messages("grants")[0]["refused"] == [[WANT.lease_id, "nothing_available"]]


def test_a_wish_without_a_line_is_refused_at_once(bench):
    bench.go_online()
    bench.sell()
    bench.step(JournalGrew(1))
    bench.fail("push")
    bench.step(Wanted(WANT))
    assert bench.messages("grants")[0]["refused"] == [[WANT.lease_id, "offline"]]
    bench.later()
    assert bench.pushed().wants == ()


def test_a_wish_whose_request_is_lost_is_refused_once_and_its_grant_is_learnt_later(bench):
    bench.go_online()
    bench.step(Wanted(WANT))
    bench.fail("push")
    assert bench.messages("grants")[0]["refused"] == [[WANT.lease_id, "offline"]]
    bench.later()
    bench.fail("push")
    assert len(bench.messages("grants")) == 1
    bench.later()
    assert bench.pushed().grant_ver == 0
    bench.ack(0, grants=(GRANT,))
    assert bench.messages("grants")[1]["grants"] == [GRANT.to_json()]


def test_the_last_grant_written_down_is_said_in_every_push(bench):
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.GRANT_VER: 7})
    bench.step(Started())
    assert bench.pushed().grant_ver == 7


def test_a_recall_is_told(bench):
    bench.go_online()
    bench.step(SyncNow())
    bench.ack(0, recalls=(Recall(WANT.lease_id, 100),))
    assert bench.messages("recalls") == [
        {"type": "recalls", "recalls": [{"lease": WANT.lease_id, "keep": 100}]}
    ]


def test_another_life_of_the_server_is_told_after_all_else_and_heard_of_once_more(bench):
    bench.sell(1)
    bench.step(Started())
    bench.ack(1, server_epoch="another", recovering=True)
    assert [message["type"] for message in bench.told][-2:] == ["epoch", "state"]
    assert bench.state["trouble"] == "recovering"
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.SERVER_EPOCH: "another"})
    bench.step(JournalGrew(1))
    assert (bench.pushed().epoch, bench.pushed().entries) == ("another", ())
    bench.ack(1, server_epoch="another")
    assert bench.state["trouble"] == ""
    assert len(bench.messages("epoch")) == 1


def test_a_request_that_was_not_answered_goes_again_byte_for_byte(bench):
    bench.sell()
    bench.step(Started())
    first = bench.sent["push"].body
    bench.sell(2)
    bench.step(JournalGrew(3))
    bench.fail("push")
    bench.step(SyncNow())
    assert bench.sent["push"].body == first
    bench.ack(1)
    assert [each.entry.seq for each in bench.pushed().entries] == [2, 3]
