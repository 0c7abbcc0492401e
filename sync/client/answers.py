"""Tells an answer from what only looks like one: the server's signature over this very request.

A captive portal, a proxy, a body cut in half, a late reply and a repeated one all fail here, and
are the same to the till: no reply.
"""

from collections.abc import Mapping

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.shape import Shape
from sync.client.events import Replied
from sync.client.schedule import BUSY
from sync.protocol import signing

NO_REPLY = "no_reply"
LOGIN_PAGE = "login_page"
IDENTITY = "identity"
DOUBTS_MAX = 2
"""After so many failures in a row, JSON without our server's signature is somebody else."""

JSON_TYPE = "application/json"
HTML_TYPE = "text/html"

_BUSY = (429, 500, 502, 503, 504)
_REDIRECTS = range(300, 400)
_RETRY_AFTER_MAX_S = 60


def is_signed(reply: Replied, nonce: str, server_public: bytes) -> bool:
    """Tell whether the server signed ``reply`` for the request with ``nonce``."""
    written = reply.headers.get(signing.SIGNATURE_HEADER.lower(), "")
    try:
        signature = bytes.fromhex(written)
    except ValueError:
        return False
    signed = signing.reply_bytes(nonce, reply.status, reply.body)
    return signing.signed_by(server_public, signed, signature)


def why_not(reply: Replied, failures: int) -> str:
    """Return the code of what an unsigned ``reply`` looks like, after ``failures`` in a row."""
    kind = content_type(reply.headers)
    if reply.status in _REDIRECTS or (reply.status not in _BUSY and kind == HTML_TYPE):
        return LOGIN_PAGE
    if reply.status in _BUSY:
        return BUSY
    return IDENTITY if kind == JSON_TYPE and failures >= DOUBTS_MAX else NO_REPLY


def refusal_code(body: bytes) -> str:
    """Return the code that a signed refusal carries; empty when it carries none."""
    try:
        return Shape(canonical.load(body)).text("code", longest=60)
    except (ValueError, RecursionError, Damaged):
        return ""


def spoken_by(body: bytes) -> tuple[int, int]:
    """Return the oldest and newest version that a server speaks, out of its 426; else (0, 0)."""
    try:
        shape = Shape(canonical.load(body))
        return shape.integer("min"), shape.integer("max")
    except (ValueError, RecursionError, Damaged):
        return 0, 0


def content_type(headers: Mapping[str, str]) -> str:
    """Return the media type without its parameters, in lower case."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def retry_after_ms(headers: Mapping[str, str]) -> int:
    """Return the pause that a busy server asks for, at most a minute; 0 when it asks for none."""
    written = headers.get("retry-after", "")
    return min(int(written), _RETRY_AFTER_MAX_S) * 1_000 if written.isdecimal() else 0
