"""Fifty worlds on every change; the same seed is the same world; what is broken is found."""

import pytest

from pos_member.domain.lease import Grant
from pos_member.services import acknowledge, standing
from pos_member.storage import effects, leases
from sync.client.push import Pusher
from sync.protocol.messages import PushReply
from sync.server import lending, posting
from sync.simulator.run import Outcome, Report, play, run, simulate

SEEDS = 50
PARTS = 5


@pytest.mark.parametrize("part", range(PARTS))
def test_fifty_worlds_break_no_promise(part):
    each = SEEDS // PARTS
    report = simulate(1 + part * each, (1 + part) * each)
    assert report.worlds == each
    assert [(found.seed, *found.broken) for found in report.broken] == []
    assert report.receipts > each * 10


def test_the_same_seed_is_the_same_world(founder):
    first, again, other = play(7, founder), play(7, founder), play(8, founder)
    assert first == again
    assert first.crc != other.crc


def test_the_report_says_what_came_and_what_broke():
    told: list[Outcome] = []
    report = run([3], told.append)
    assert [each.seed for each in told] == [3]
    assert report.well
    shown = report.to_json()
    assert shown["worlds"] == 1 and shown["broken"] == []
    report.add(Outcome(9, 0xAB, 1, 1, 1, {"cut": 2}, ("a promise",)))
    assert not report.well
    assert report.to_json()["broken"] == [{"seed": 9, "crc": "000000ab", "promises": ["a promise"]}]


# -- worlds in which a rule was removed: the judge must notice -----------------------------------


def broken_by(seeds: range) -> Report:
    report = Report()
    for seed in seeds:
        report = run([seed])
        if not report.well:
            return report
    return report


def test_effects_that_are_never_dropped_are_noticed(monkeypatch):
    monkeypatch.setattr(effects, "forget", lambda *_: None)
    monkeypatch.setattr(standing, "counted", lambda *found: list(found[-1]))
    assert not broken_by(range(1, 4)).well


def test_an_acknowledgement_taken_on_trust_is_noticed(monkeypatch):
    def trusting(self: Pusher, reply: PushReply) -> list[dict[str, object]]:
        head = self._place.head_seq
        self._in_hand, self.stuck, self.status = None, False, reply.status
        self._base = (head, str(self._journal.hash_at(head)))
        return [{"type": "acked", "seq": head, "hash": self._base[1], "results": []}]

    monkeypatch.setattr(Pusher, "answered", trusting)
    assert not broken_by(range(1, 6)).well


def test_a_grant_that_is_said_only_once_is_noticed(monkeypatch):
    told: set[str] = set()
    every = lending.grants_after

    def once(connection, terminal_id, grant_ver) -> tuple[Grant, ...]:
        found = [
            each for each in every(connection, terminal_id, grant_ver) if each.lease_id not in told
        ]
        told.update(each.lease_id for each in found)
        return tuple(found)

    monkeypatch.setattr(lending, "grants_after", once)
    assert not broken_by(range(1, 11)).well


def test_a_till_that_spends_without_a_lease_is_noticed(monkeypatch):
    real = leases.take

    def free(connection, lease_id, amount, lots) -> None:
        if amount < 1_000:
            real(connection, lease_id, amount, lots)

    monkeypatch.setattr(leases, "take", free)
    assert not broken_by(range(1, 6)).well


def test_an_acknowledgement_that_is_not_written_down_is_noticed(monkeypatch):
    monkeypatch.setattr(acknowledge, "acknowledged", lambda *_: True)
    assert not broken_by(range(1, 3)).well


def test_money_that_is_booked_twice_is_noticed(monkeypatch):
    real = posting.post

    def twice(connection, cause_id, transfers, **how: object) -> None:
        real(connection, cause_id, [*transfers, *transfers[:1]], **how)

    monkeypatch.setattr(posting, "post", twice)
    assert not broken_by(range(1, 3)).well
