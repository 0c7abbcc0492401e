"""Events and effects are plain values, and what they carry of a request is not shown in logs."""

import pytest

from sync.client.events import PUSH, Replied, Send, Tell, WakeAt


def send(body: bytes) -> Send:
    return Send(1, PUSH, "POST", "/v1/sync/push", {}, body, 20_000)


def test_a_request_compares_by_what_it_says() -> None:
    assert send(b"one") == send(b"one")
    assert send(b"one") != send(b"two")


def test_the_body_of_a_request_is_kept_out_of_what_a_log_would_show() -> None:
    assert "13800138000" not in repr(send(b"13800138000"))


def test_an_event_cannot_be_changed_on_its_way() -> None:
    reply = Replied(1, 200, {}, b"")
    with pytest.raises(AttributeError):
        reply.status = 500  # type: ignore[misc]


def test_effects_of_different_kinds_are_never_the_same() -> None:
    assert Tell({"type": "state"}) != WakeAt(0)
