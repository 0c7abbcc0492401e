"""A push that was not answered goes again as it was; whoever asks otherwise is found."""

from dataclasses import replace

import pytest

from sync.client.events import Send
from sync.protocol import messages
from sync.protocol.messages import PushRequest
from sync.simulator.retries import PUSH, Retries

EMPTY = PushRequest("t", 1, 0, "00" * 32, 0, 0, ())


def push(number: int, **how: int) -> Send:
    body = messages.dump_push(replace(EMPTY, **how))  # type: ignore[arg-type]
    return Send(number, "push", "POST", PUSH, {}, body, 1_000)


@pytest.fixture
def retries() -> Retries:
    watched = Retries("1")
    watched.sent(push(1))
    return watched


def test_the_same_again_is_right(retries: Retries) -> None:
    retries.sent(push(2))
    assert retries.broken == []


def test_another_body_is_found(retries: Retries) -> None:
    retries.sent(push(2, head_seq=1))
    assert retries.broken == ["I10: till 1: an unanswered push went again with another body"]


def test_a_reply_to_another_request_is_no_answer(retries: Retries) -> None:
    retries.answered(9)
    retries.sent(push(2, head_seq=1))
    assert retries.broken


@pytest.mark.parametrize("ends", [lambda r: r.answered(1), lambda r: r.forgotten()])
def test_what_was_answered_or_forgotten_binds_nobody(retries, ends):
    ends(retries)
    retries.sent(push(2, head_seq=1))
    retries.sent(replace(push(3), target="/v1/sync/pull?cursor=1"))
    assert retries.broken == []


def test_a_new_incarnation_begins_anew(retries: Retries) -> None:
    retries.sent(push(2, incarnation=2))
    assert retries.broken == []


def test_the_judge_tells_of_it(scene) -> None:
    first, _ = scene.tills
    scene.wait()
    first.line.retries.sent(push(1))
    first.line.retries.sent(push(2, head_seq=1))
    assert [each.partition(":")[0] for each in scene.judge()] == ["I10"]
