"""What the server did not sign for this very request is no reply, whatever it looks like."""

import pytest

from sync.client.events import Replied, Started, Woke
from sync.protocol import signing
from sync.protocol.signing import SigningKey


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
    bench.later()
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
    bench.later()
    bench.reply("push", b"{}")
    assert bench.messages("acked") == []
    assert bench.state["queued"] == 1
