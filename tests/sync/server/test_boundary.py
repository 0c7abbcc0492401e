"""What goes wrong inside is answered like anything else: signed, with a code, not a word more."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import OperationalError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from pos_member.domain.errors import Damaged, Refused, Unavailable
from sync.protocol import signing
from sync.server.boundary import Answer, Asked, Boundary, in_json
from sync.server.database import ServerDatabase
from sync.server.house import House
from tests.sync.server.far_end import Till
from tests.sync.server.serving import Caller


def ask(
    till: Till,
    house: House,
    work: Callable[[Asked], Awaitable[Answer]],
    *,
    parts: list[dict[str, Any]] | None = None,
) -> Response:
    """Let ``work`` answer a request of ``till`` inside the boundary."""
    caller = Caller("", till, house.key.public, random.Random(1))
    sent = caller.headers("GET", "/x", b"")
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/x",
        "raw_path": b"/x",
        "query_string": b"",
        "headers": [(k.lower().encode(), v.encode()) for k, v in sent.items()],
    }
    waiting = list(parts or [{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    boundary = Boundary(till.database, house, admin_token="")
    answer = asyncio.run(boundary.for_till(Request(scope, receive), work))
    signed = signing.reply_bytes(sent[signing.NONCE_HEADER], answer.status_code, bytes(answer.body))
    signature = bytes.fromhex(answer.headers[signing.SIGNATURE_HEADER])
    assert signing.signed_by(house.key.public, signed, signature)
    return answer


def failing(error: Exception) -> Callable[[Asked], Awaitable[Answer]]:
    async def work(_: Asked) -> Answer:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refused("no_such_thing"), 403, b'"no_such_thing"'),
        (Damaged("shape", path="a"), 400, b'"path":"a"'),
        (Unavailable("busy"), 503, b'"busy"'),
        (OperationalError("SELECT secret", {}, Exception()), 503, b'"server_unavailable"'),
        (OSError("disk"), 503, b'"server_unavailable"'),
        (ZeroDivisionError("secret"), 500, b'"server_fault"'),
    ],
)
def test_every_failure_is_answered_and_tells_no_secret(
    till: Till, house: House, error: Exception, status: int, code: bytes
) -> None:
    with structlog.testing.capture_logs():
        answer = ask(till, house, failing(error))
    assert answer.status_code == status
    assert code in bytes(answer.body) and b"secret" not in bytes(answer.body)
    assert ("retry-after" in answer.headers) == isinstance(error, Unavailable)


def test_who_hangs_up_is_not_answered_as_a_fault(till: Till, house: House) -> None:
    gone = [{"type": "http.disconnect"}]
    with structlog.testing.capture_logs() as logged:
        answer = ask(till, house, failing(ClientDisconnect()), parts=gone)
    assert (answer.status_code, logged) == (400, [])


def test_work_knows_who_asks(till: Till, house: House, database: ServerDatabase) -> None:
    async def work(asked: Asked) -> Answer:
        return in_json({"terminal": asked.terminal.terminal_id})

    assert till.terminal_id.encode() in bytes(ask(till, house, work).body)
