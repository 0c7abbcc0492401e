"""Versions: what the older ones leave unsaid, who may speak what, and what two of them share."""

from typing import Any

import pytest

from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from sync.protocol import limits, messages, versions
from sync.protocol.messages import PushReply, PushRequest
from sync.protocol.versions import Tongue

REQUEST = {
    "terminal_id": "t",
    "base_seq": 0,
    "base_hash": "0" * 64,
    "head_seq": 3,
    "grant_ver": 7,
    "claim": "c",
    "copied": 2,
    "sealed": True,
    "epoch": "e",
}


def said(version: int, incarnation: int = 1) -> tuple[dict[str, Any], PushRequest]:
    """Return what a request says in ``version``, and what is read of that."""
    request = PushRequest(**REQUEST, incarnation=incarnation, protocol=version)  # type: ignore[arg-type]
    raw = messages.dump_push(request)
    fields: Any = canonical.load(raw)
    return fields, messages.load_push(raw)


def test_the_newest_and_the_two_before_it_are_spoken() -> None:
    assert limits.PROTOCOL - limits.PROTOCOL_OLDEST == 2


def test_an_older_request_leaves_out_what_came_later() -> None:
    fields, read = said(1)
    assert not set(fields) & {"claim", "copied", "sealed", "epoch"}
    assert (read.claim, read.copied, read.sealed, read.epoch) == ("", 0, False, "")
    fields, read = said(2, incarnation=2)
    assert "epoch" not in fields
    assert (read.claim, read.copied, read.sealed, read.epoch) == ("c", 2, True, "")
    assert said(3)[1].epoch == "e"


@pytest.mark.parametrize(
    ("version", "incarnation", "least"), [(0, 1, 1), (4, 1, 1), (1, 2, 2), (9, 2, 2)]
)
def test_a_version_that_cannot_say_it_is_refused_with_those_that_can(
    version: int, incarnation: int, least: int
) -> None:
    with pytest.raises(Refused) as refused:
        said(version, incarnation)
    assert refused.value.code == "protocol"
    assert refused.value.values == {"min": least, "max": limits.PROTOCOL}


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_reply_is_said_in_the_version_that_was_asked_in(version: int) -> None:
    reply = PushReply("superseded", 1, "0" * 64, "e", 5, incarnation=2, recovering=True)
    read = messages.load_push_reply(messages.dump_push_reply(reply, version), version)
    assert read.status == ("fork" if version == 1 else "superseded")
    assert (read.incarnation, read.recovering) == (2 if version > 1 else 1, version > 2)


def test_two_meet_at_the_newest_that_both_speak() -> None:
    assert Tongue().met(1, 2) == Tongue(now=2)
    assert Tongue().met(1, 9) == Tongue()
    assert Tongue(4, 6, 6).met(1, 3) is None
    assert Tongue(0, 0, 0).met(1, 3) is None
    assert Tongue(1, 3, 3).met(2, 1) is None
    assert Tongue(now=1).afresh() == Tongue()


def test_whoever_answers_checks_against_what_it_speaks_itself() -> None:
    versions.check(2, newest=2)
    with pytest.raises(Refused):
        versions.check(3, newest=2)
