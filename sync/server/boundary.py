"""The request boundary: limits, who is asking, and every answer signed, refusals too.

A till believes only what is signed over its nonce, so an error page that is not signed is no answer
to it. What we did not foresee is answered with 500, which makes a till wait and ask again.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, PosError, Refused, Unavailable
from sync.protocol import limits, versions
from sync.protocol.signing import NONCE_HEADER, PROTOCOL_HEADER, SIGNATURE_HEADER, reply_bytes
from sync.server import auth
from sync.server.database import ServerDatabase
from sync.server.house import House
from sync.server.terminals import TerminalRow

BODY_BYTES_MAX = 2 * limits.PUSH_BYTES_MAX
JSON_TYPE = "application/json"
_RETRY_AFTER_S = "5"
_VERSION_DIGITS = 4
_LOG = structlog.get_logger(__name__)

_STATUS = {
    "terminal_unknown": 401,
    "signature_wrong": 401,
    "nonce_missing": 401,
    "admin_only": 401,
    "nonce_repeated": 409,
    "body_too_large": 413,
    "range": 416,
    "snapshot_gone": 404,
    "protocol": 426,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; ``body`` is bytes already."""

    body: bytes
    status: int = 200
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose till is known, and which of its devices asks."""

    device: auth.Device
    request: auth.Request
    query: Mapping[str, str]

    @property
    def terminal(self) -> TerminalRow:
        """Return the till."""
        return self.device.terminal


Work = Callable[[Asked], Awaitable[Answer]]
OpenWork = Callable[[auth.Request], Awaitable[Answer]]


class Boundary:
    """Answers requests of tills, of machines to be, and of the administration."""

    def __init__(self, database: ServerDatabase, house: House, *, admin_token: str) -> None:
        self._database = database
        self._house = house
        self._admin_token = admin_token
        self._window = auth.NonceWindow()

    async def for_till(self, http: HttpRequest, work: Work) -> Response:
        """Let ``work`` answer a till that signed its request; sign the answer."""
        request = _headed(http)

        async def answer() -> Answer:
            whole = await _read(http, request)
            device = await run_in_threadpool(self._authenticate, whole)
            _check_version(whole)
            return await work(Asked(device, whole, http.query_params))

        return self._signed(request.nonce, await _guarded(answer))

    async def for_anybody(
        self, http: HttpRequest, work: OpenWork, *, nonce_of: Callable[[bytes], str]
    ) -> Response:
        """Let ``work`` answer a machine that is no till yet; the nonce stands in the body."""
        request = _headed(http)
        nonce = ""

        async def answer() -> Answer:
            nonlocal nonce
            whole = await _read(http, request)
            nonce = nonce_of(whole.body)
            return await work(whole)

        found = await _guarded(answer)
        return self._signed(nonce, found)

    async def for_admin(self, http: HttpRequest, work: OpenWork) -> Response:
        """Let ``work`` answer the administration, which shows its token."""
        request = _headed(http)

        async def answer() -> Answer:
            auth.check_admin(request, self._admin_token)
            return await work(await _read(http, request))

        return _plain(await _guarded(answer))

    def _authenticate(self, request: auth.Request) -> auth.Device:
        with self._database.reading() as connection:
            return auth.authenticate(connection, request, self._window)

    def _signed(self, nonce: str, answer: Answer) -> Response:
        response = _plain(answer)
        if nonce:
            signature = self._house.key.sign(reply_bytes(nonce, answer.status, answer.body))
            response.headers[NONCE_HEADER] = nonce
            response.headers[SIGNATURE_HEADER] = signature.hex()
        return response


def in_json(value: object, status: int = 200) -> Answer:
    """Return ``value`` as canonical JSON."""
    return Answer(canonical.dump(value), status)


async def _guarded(answer: Callable[[], Awaitable[Answer]]) -> Answer:
    try:
        return await answer()
    except PosError as refused:
        return _refusal(refused)
    except ClientDisconnect:
        return Answer(b"", 400)
    except (SQLAlchemyError, OSError):
        _LOG.exception("surroundings_failed")
        return in_json({"code": "server_unavailable"}, 503)
    except Exception:  # noqa: BLE001 - the request boundary: a fault of ours is no answer
        _LOG.exception("request_failed")
        return in_json({"code": "server_fault"}, 500)


def _refusal(refused: PosError) -> Answer:
    usual = {Damaged: 400, Refused: 403, Unavailable: 503}
    status = _STATUS.get(refused.code) or usual.get(type(refused), 400)
    said = in_json({"code": refused.code, **refused.values}, status)
    if isinstance(refused, Unavailable):
        return Answer(said.body, status, headers={"Retry-After": _RETRY_AFTER_S})
    return said


def _plain(answer: Answer) -> Response:
    headers = dict(answer.headers) | {"Cache-Control": "no-store"}
    return Response(answer.body, answer.status, headers, media_type=answer.content_type)


def _check_version(request: auth.Request) -> None:
    """Check the version that a till speaks; one that names none is of the first."""
    written = request.headers.get(PROTOCOL_HEADER.lower(), str(limits.PROTOCOL_OLDEST))
    known = written.isascii() and written.isdigit() and len(written) <= _VERSION_DIGITS
    version = int(written) if known else 0
    versions.check(version)


def _headed(http: HttpRequest) -> auth.Request:
    target = http.scope.get("raw_path", http.url.path.encode()).decode("ascii", "replace")
    if http.url.query:
        target += "?" + http.url.query
    return auth.Request(http.method, target, http.headers)


async def _read(http: HttpRequest, request: auth.Request) -> auth.Request:
    """Read the body, never more of it than a request may have."""
    body = bytearray()
    async for part in http.stream():
        body += part
        if len(body) > BODY_BYTES_MAX:
            raise Refused("body_too_large", most=BODY_BYTES_MAX)
    return auth.Request(request.method, request.target, request.headers, bytes(body))
