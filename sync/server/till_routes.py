"""What tills ask for over HTTP: a request becomes a call, its answer bytes; no rule stands here."""

import asyncio
from collections.abc import Callable

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, Refused, Unavailable
from pos_member.domain.shape import Shape
from sync.protocol import limits
from sync.protocol.messages import PushRequest, dump_push_reply, read_push
from sync.protocol.pages import Page, dump_page
from sync.protocol.signing import SEED_BYTES
from sync.server import auth, compact_json, exchange, feed, lending, openapi, terminals
from sync.server.bell import Bell
from sync.server.boundary import Answer, Asked, Boundary, in_json
from sync.server.shop import Shop

LOOK_AGAIN_S = 1.0
"""How often a waiting pull looks for what another worker has changed."""

SNAPSHOT_WAIT_S = 10.0
PIECE_BYTES_MAX = limits.REPLY_BYTES_MAX
BYTES_TYPE = "application/octet-stream"
_NUMBER_DIGITS = 15


class TillRoutes:
    """What tills ask for."""

    def __init__(
        self, shop: Shop, boundary: Boundary, bell: Bell, is_stopping: Callable[[], bool]
    ) -> None:
        self._shop = shop
        self._boundary = boundary
        self._bell = bell
        self._is_stopping = is_stopping
        self.router = APIRouter(prefix="/v1", tags=["tills"])
        add = self.router.add_api_route
        add("/health", self.health, methods=["GET"], openapi_extra=openapi.HEALTH)
        add("/enrol", self.enrol, methods=["POST"], openapi_extra=openapi.ENROL)
        add("/sync/push", self.push, methods=["POST"], openapi_extra=openapi.PUSH)
        add("/sync/pull", self.pull, methods=["GET"], openapi_extra=openapi.PULL)
        add("/sync/snapshot", self.offer, methods=["GET"], openapi_extra=openapi.OFFER)
        add(
            "/sync/snapshot/{snapshot_id}",
            self.piece,
            methods=["GET"],
            openapi_extra=openapi.PIECE,
        )

    async def health(self) -> dict[str, object]:
        """Say that the server is up and which protocols it speaks."""
        return {
            "status": "ok",
            "server_epoch": self._shop.house.epoch,
            "server_time_ms": self._shop.now_ms(),
            "protocol": {"min": limits.PROTOCOL_OLDEST, "max": limits.PROTOCOL},
        }

    async def enrol(self, http: HttpRequest) -> Response:
        """Turn a one-time code and a device's key into a till."""
        return await self._boundary.for_anybody(http, self._enrol, nonce_of=_nonce_in)

    async def push(self, http: HttpRequest) -> Response:
        """Take in a till's operations and answer its wishes for leases."""
        return await self._boundary.for_till(http, self._push)

    async def pull(self, http: HttpRequest) -> Response:
        """Give a page of changes, waiting for some when asked to."""
        return await self._boundary.for_till(http, self._pull)

    async def offer(self, http: HttpRequest) -> Response:
        """Offer a ready replica file."""
        return await self._boundary.for_till(http, self._offer)

    async def piece(self, http: HttpRequest, snapshot_id: str) -> Response:
        """Give a piece of a replica file, by its Range."""

        async def work(asked: Asked) -> Answer:
            return await self._piece(asked, snapshot_id)

        return await self._boundary.for_till(http, work)

    async def _enrol(self, request: auth.Request) -> Answer:
        shape = read_json(request.body)
        code = shape.text("code", longest=40)
        public_key = bytes.fromhex(shape.hex("public_key", SEED_BYTES))
        terminal_id = shape.text("terminal", longest=36) if shape.has("terminal") else ""

        def enrol(connection: Connection) -> dict[str, object] | Refused:
            try:
                return terminals.enrol(
                    connection,
                    self._shop.house,
                    code=code,
                    public_key=public_key,
                    now_ms=self._shop.now_ms(),
                    random_bytes=self._shop.random_bytes,
                    terminal_id=terminal_id,
                )
            except Refused as wrong:
                # Returned, not raised: a wrong guess has to be counted.
                return wrong

        found = await run_in_threadpool(self._shop.database.write, enrol)
        if isinstance(found, Refused):
            raise found
        return in_json(found)

    async def _push(self, asked: Asked) -> Answer:
        request = _read_push(asked)
        shop, now_ms = self._shop, self._shop.now_ms()
        reply = await run_in_threadpool(
            shop.database.write,
            lambda connection: exchange.push(
                connection, request, now_ms=now_ms, house=shop.house, key=asked.device.key
            ),
        )
        if request.entries or request.wants:
            self._bell.ring()
        return Answer(dump_push_reply(reply, request.protocol))

    async def _pull(self, asked: Asked) -> Answer:
        _check_active(asked)
        cursor = asked.query.get("cursor", "")
        wait_ms = min(_number(asked, "wait_ms"), limits.LONG_POLL_MS)
        check = asked.query.get("check") == "1"
        incarnation = _number(asked, "incarnation")
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_ms / 1_000
        while not await run_in_threadpool(self._has_news, asked.terminal.terminal_id, cursor):
            left = until - loop.time()
            if left <= 0 or self._is_stopping():
                break
            await self._bell.wait(min(left, LOOK_AGAIN_S))
        page = await run_in_threadpool(
            self._page, asked.terminal.terminal_id, cursor, check=check, incarnation=incarnation
        )
        return Answer(dump_page(page))

    def _has_news(self, terminal_id: str, cursor: str) -> bool:
        with self._shop.database.reading() as connection:
            return feed.has_news(connection, cursor) or lending.has_untold_recall(
                connection, terminal_id
            )

    def _page(self, terminal_id: str, cursor: str, *, check: bool, incarnation: int) -> Page:
        with self._shop.database.snapshot_reading() as connection:
            return feed.page(
                connection,
                terminal_id=terminal_id,
                cursor=cursor,
                now_ms=self._shop.now_ms(),
                house=self._shop.house,
                check=check,
                incarnation=incarnation,
            )

    async def _offer(self, asked: Asked) -> Answer:
        _check_active(asked)
        included = _number(asked, "included")
        making = asyncio.ensure_future(
            run_in_threadpool(
                self._shop.snapshots.offer,
                asked.terminal.terminal_id,
                included=included,
                now_ms=self._shop.now_ms(),
            )
        )
        try:
            return in_json(await asyncio.wait_for(asyncio.shield(making), SNAPSHOT_WAIT_S))
        except TimeoutError as late:
            # It goes on being made; the till asks again.
            raise Unavailable("snapshot_making") from late

    async def _piece(self, asked: Asked, snapshot_id: str) -> Answer:
        _check_active(asked)
        start, end = _range(asked.request.headers.get("range", ""))
        piece, size = await run_in_threadpool(self._shop.snapshots.read, snapshot_id, start, end)
        headers = {
            "Content-Range": f"bytes {start}-{start + len(piece) - 1}/{size}",
            "Accept-Ranges": "bytes",
            "ETag": f'"{snapshot_id}"',
        }
        return Answer(piece, 206, BYTES_TYPE, headers)


def _read_push(asked: Asked) -> PushRequest:
    try:
        value = compact_json.load(asked.request.body)
    except (ValueError, RecursionError) as wrong:
        raise Damaged("not_json") from wrong
    request = read_push(value)
    if request.terminal_id != asked.terminal.terminal_id:
        raise Refused("terminal_foreign", terminal=request.terminal_id)
    return request


def read_json(raw: bytes) -> Shape:
    """Return the object that ``raw`` writes.

    Raises:
        Damaged: ``not_json``, or ``shape`` when it is no object.
    """
    try:
        return Shape(canonical.load(raw))
    except (ValueError, RecursionError) as wrong:
        raise Damaged("not_json") from wrong


def _nonce_in(body: bytes) -> str:
    nonce = read_json(body).text("nonce", longest=60)
    if not auth.is_nonce(nonce):
        raise Damaged("shape", path="nonce", why="must be 16 bytes in hex")
    return nonce


def _check_active(asked: Asked) -> None:
    """Check that whoever asks may have what the shop knows.

    Raises:
        Refused: ``terminal_superseded`` or ``terminal_revoked``.
    """
    if not asked.device.goes_on:
        raise Refused("terminal_superseded")
    if asked.terminal.status not in (terminals.ACTIVE, terminals.RETURNED):
        raise Refused("terminal_revoked")


def _number(asked: Asked, name: str) -> int:
    text = asked.query.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS):
        raise Damaged("query", name=name)
    return int(text)


def _range(header: str) -> tuple[int, int]:
    """Return start and end of ``bytes=a-b`` (RFC 9110 section 14.1.2), one range, cut to a piece.

    Raises:
        Refused: ``range``.
    """
    first, dash, last = header.removeprefix("bytes=").partition("-")
    fits = (
        header.startswith("bytes=")
        and dash
        and all(
            text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS
            for text in (first, last)
        )
    )
    if not fits:
        raise Refused("range")
    return int(first), min(int(last) + 1, int(first) + PIECE_BYTES_MAX)
