"""The central server of a simulated chain: the real functions on a real database.

Only the sockets are missing: what a request boundary does (whose signature, which function, what is
signed) stands here in a few lines; a request that is held waits in a list.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from pos_member.domain import canonical
from pos_member.domain.errors import PosError, Refused, Unavailable
from pos_member.domain.ids import uuid7
from pos_member.domain.shape import Shape
from sync.client.events import Send
from sync.protocol import limits, messages, pages, signing, versions
from sync.protocol.signing import SigningKey
from sync.server import (
    auth,
    coupon_issue,
    exchange,
    feed,
    fleet,
    lending,
    lost,
    reapply,
    reinstated,
    tables,
    terminals,
)
from sync.server.database import ServerDatabase
from sync.server.house import House
from sync.server.snapshots import SnapshotShelf
from sync.simulator import backups
from sync.simulator.backups import Backup
from sync.simulator.crash import POSTGRESQL, Crash, CrashPoints
from sync.simulator.fates import fate_of
from sync.simulator.network import Reply, Respond
from sync.simulator.weather import FAIR, Weather
from sync.simulator.world import World

_Made = TypeVar("_Made")
JSON_TYPE = "application/json"
BYTES_TYPE = "application/octet-stream"
DOWN_MS = 2_000
REPAIR_MS = 20_000
_PARTIAL = 206
_REFUSED = 400
_UPDATE = 426
_NOT_FOUND = 404
_UNAVAILABLE = 503


@dataclass(slots=True)
class _Held:
    """A poll that waits for news."""

    request: Send
    respond: Respond
    cursor: str
    until_ms: int


class Centre:
    """The server; one for all tills of a world.

    ``protocol`` is the newest version that its program speaks.
    """

    def __init__(
        self,
        world: World,
        database: ServerDatabase,
        house: House,
        *,
        folder: Path,
        crashes: CrashPoints,
    ) -> None:
        self.database = database
        self.house = house
        self._machine = POSTGRESQL if database.is_postgresql else folder.parent
        self._repair = False
        self._folder = folder
        self._shelf = SnapshotShelf(database, house, folder)
        self.weather: Weather = FAIR
        self.protocol = limits.PROTOCOL
        self.crashed = 0
        self._world = world
        self._crashes = crashes
        self._chance = world.chance("centre")
        self._held: list[_Held] = []
        self._down_until_ms = 0

    def serve(self, request: Send, respond: Respond) -> None:
        """Answer ``request``, or hold it; a server that is down hangs up."""
        if self._world.now_ms < self._down_until_ms:
            respond(None)
            return
        try:
            fate = fate_of(self._world, "server", self._chance, self.weather, "crash_server")
            with self._crashes.watching(fate):
                answer = self._answer(request, respond)
        except Crash:
            self._crash()
            respond(None)
            return
        except (SQLAlchemyError, sqlite3.Error, OSError) as failed:
            # As the request boundary does: nothing is said but that it did not work.
            self._world.note("centre", "unavailable", type(failed).__name__)
            answer = self._unavailable(request)
        if answer is not None:
            respond(answer)
        self._look_at_held()

    @property
    def is_well(self) -> bool:
        """Tell whether its disk can be written."""
        return not self._crashes.is_broken(self._machine)

    def _unavailable(self, request: Send) -> Reply:
        if self._crashes.is_broken(self._machine) and not self._repair:
            self._repair = True
            self._world.after(REPAIR_MS, self._repaired)
        body = canonical.dump({"code": "server_unavailable"})
        return self._signed(request, body, status=_UNAVAILABLE)

    def _repaired(self) -> None:
        self._repair = False
        self._crashes.mend(self._machine)

    def backup(self) -> Backup:
        """Return all that the server knows now."""
        return backups.take(self.database)

    def restore(self, kept: Backup) -> None:
        """Be what ``kept`` says, in another life; what came since is forgotten."""
        self._world.note("restore centre")
        # On another disk, as one does.
        self._crashes.mend(self._machine)
        epoch = uuid7(self._world.now_ms, self._chance.randbytes(10))
        backups.put_back(self.database, kept, epoch)
        self.house = replace(self.house, epoch=epoch)
        self._shelf = SnapshotShelf(self.database, self.house, self._folder)
        self._hang_up()

    def issue_coupon(self, member_id: str, template_id: str, *, last_day: str = "") -> str:
        """Do what a manager does who gives a member a coupon; return its id."""
        self._world.note("coupon", template_id, member_id)
        asked = Shape({"member": member_id, "template": template_id, "last_day": last_day})
        now_ms, code = self._world.now_ms, self._chance.randbytes(10)
        made = self.database.write(
            lambda c: coupon_issue.issue(c, asked, self.house, random_10=code, now_ms=now_ms)
        )
        self._look_at_held()
        return str(made["coupon"])

    def coupons(self) -> set[str]:
        """Return the ids of all coupons that the books know."""
        with self.database.reading() as connection:
            return set(connection.execute(sa.select(tables.coupon.c.coupon_id)).scalars())

    def declare_lost(self, terminal_id: str) -> dict[str, object]:
        """Do what a manager does about a till that is gone."""
        self._world.note("lost", terminal_id)

        def work(connection: Connection) -> dict[str, object]:
            return lost.declare(connection, terminal_id, self.house, now_ms=self._world.now_ms)

        return self._decided(work)

    def revoke(self, terminal_id: str) -> None:
        """Do what a manager does about a till that is not to be trusted."""
        self._world.note("revoke", terminal_id)
        self._decided(lambda connection: terminals.revoke(connection, terminal_id))

    def reinstate(self, terminal_id: str) -> None:
        """Do what a manager does about a till that is to be trusted after all."""
        self._world.note("reinstate", terminal_id)
        self._decided(lambda connection: reinstated.reinstate(connection, terminal_id))

    def status(self, terminal_id: str) -> str:
        """Return how a till stands."""
        with self.database.reading() as connection:
            return fleet.named(connection, terminal_id).status

    def enrol(self, replaces: str, key: SigningKey, *, terminal_id: str = "") -> dict[str, object]:
        """Make a code for a new device of till ``replaces``, and give that device its identity.

        ``terminal_id``: the till whose files the machine has.
        """

        def work(connection: Connection) -> dict[str, object]:
            made = fleet.new_code(
                connection,
                self.house,
                register="",
                replaces=replaces,
                random_bytes=self._chance.randbytes,
                now_ms=self._world.now_ms,
            )
            return terminals.enrol(
                connection,
                self.house,
                code=str(made["code"]),
                public_key=key.public,
                now_ms=self._world.now_ms,
                random_bytes=self._chance.randbytes,
                terminal_id=terminal_id,
            )

        self._world.note("replace", replaces)
        return self._decided(work)

    def declare_ended(self, terminal_id: str) -> None:
        """Do what a manager does about a replaced machine that will send nothing more."""
        self._world.note("ended", terminal_id)
        self._decided(
            lambda connection: fleet.declare_ended(
                connection, terminal_id, self.house, now_ms=self._world.now_ms
            )
        )

    def decide(self, op_id: str, decision: str) -> str:
        """Do what a manager decides about an operation that waits; return why it does not work."""
        word = reapply.Word("manager", "simulated", self._world.now_ms)
        try:
            self._decided(
                lambda connection: reapply.decide(connection, op_id, decision, self.house, word)
            )
        except Refused as refused:
            return refused.code
        self._look_at_held()
        return ""

    def _decided(self, work: Callable[[Connection], _Made]) -> _Made:
        """Do what a manager asks for, on a disk that is well: else it is looked after first."""
        self._repaired()
        return self.database.write(work)

    def _crash(self) -> None:
        self.crashed += 1
        self._world.note("crash centre")
        self._hang_up()

    def _hang_up(self) -> None:
        for held in self._held:
            held.respond(None)
        self._held.clear()
        self._down_until_ms = self._world.now_ms + DOWN_MS

    def _answer(self, request: Send, respond: Respond) -> Reply | None:
        parts = urlsplit(request.target)
        values = {name: found[0] for name, found in parse_qs(parts.query).items()}
        try:
            device = self._device(request)
            versions.check(int(request.headers[signing.PROTOCOL_HEADER]), newest=self.protocol)
            if parts.path == "/v1/sync/push":
                return self._signed(request, self._push(request, device.key))
            _check_active(device)
            if parts.path == "/v1/sync/pull":
                return self._pull(request, values, respond)
            if parts.path == "/v1/sync/snapshot":
                return self._signed(request, self._offer(request, values))
            if parts.path.startswith("/v1/sync/snapshot/"):
                return self._piece(request, parts.path.rpartition("/")[2])
        except PosError as refused:
            self._world.note("refused", refused.code)
            status = _UNAVAILABLE if isinstance(refused, Unavailable) else _REFUSED
            status = _UPDATE if refused.code == "protocol" else status
            body = canonical.dump({"code": refused.code, **refused.values})
            return self._signed(request, body, status=status)
        body = canonical.dump({"code": "not_found"})
        return self._signed(request, body, status=_NOT_FOUND)

    def _device(self, request: Send) -> auth.Device:
        headers = {name.lower(): value for name, value in request.headers.items()}
        written = auth.Request(request.method, request.target, headers, request.body)
        signature = bytes.fromhex(request.headers[signing.SIGNATURE_HEADER])
        terminal_id = request.headers[signing.TERMINAL_HEADER]
        with self.database.reading() as connection:
            return auth.signer(connection, terminal_id, written, signature)

    def _push(self, request: Send, key: bytes) -> bytes:
        asked = messages.load_push(request.body)

        def work(connection: Connection) -> messages.PushReply:
            return exchange.push(
                connection, asked, now_ms=self._world.now_ms, house=self.house, key=key
            )

        reply = self.database.write(work)
        self._world.note(
            "push",
            asked.base_seq,
            len(asked.entries),
            reply.status,
            reply.ack_seq,
            len(reply.grants),
            len(reply.recalls),
            reply.quarantined,
        )
        return messages.dump_push_reply(reply, asked.protocol)

    def _pull(self, request: Send, values: dict[str, str], respond: Respond) -> Reply | None:
        cursor, wait_ms = values["cursor"], int(values["wait_ms"])
        page = self._page(request, cursor, check=values.get("check") == "1")
        if wait_ms and page.cursor == cursor and not self._has_recall(request):
            held = _Held(request, respond, cursor, self._world.now_ms + wait_ms)
            self._held.append(held)
            self._world.after(wait_ms, lambda: self._release(held))
            return None
        self._world.note("pull", cursor, page.cursor, len(page.figures), len(page.profiles))
        return self._signed(request, pages.dump_page(page))

    def _offer(self, request: Send, values: dict[str, str]) -> bytes:
        terminal_id = request.headers[signing.TERMINAL_HEADER]
        offer = self._shelf.offer(
            terminal_id, included=int(values["included"]), now_ms=self._world.now_ms
        )
        self._world.note("snapshot", offer["included_seq"])
        return canonical.dump(offer)

    def _piece(self, request: Send, snapshot_id: str) -> Reply:
        first, last = request.headers["Range"].removeprefix("bytes=").split("-")
        piece, _ = self._shelf.read(snapshot_id, int(first), int(last) + 1)
        return self._signed(request, piece, status=_PARTIAL, kind=BYTES_TYPE)

    def _page(self, request: Send, cursor: str, *, check: bool = False) -> pages.Page:
        with self.database.snapshot_reading() as connection:
            return feed.page(
                connection,
                terminal_id=request.headers[signing.TERMINAL_HEADER],
                cursor=cursor,
                now_ms=self._world.now_ms,
                house=self.house,
                check=check,
                incarnation=int(parse_qs(urlsplit(request.target).query)["incarnation"][0]),
            )

    def _has_recall(self, request: Send) -> bool:
        with self.database.reading() as connection:
            return self._untold(connection, request)

    def _untold(self, connection: Connection, request: Send) -> bool:
        return lending.has_untold_recall(connection, request.headers[signing.TERMINAL_HEADER])

    def _look_at_held(self) -> None:
        if not self._held:
            return
        with self.database.reading() as connection:
            told = [
                held
                for held in self._held
                if feed.has_news(connection, held.cursor) or self._untold(connection, held.request)
            ]
        for held in told:
            self._release(held)

    def _release(self, held: _Held) -> None:
        if held not in self._held:
            return
        self._held.remove(held)
        try:
            page = self._page(held.request, held.cursor)
        except PosError as refused:
            body = canonical.dump({"code": refused.code})
            held.respond(self._signed(held.request, body, status=_REFUSED))
            return
        self._world.note("held", held.cursor, page.cursor, len(page.figures), len(page.profiles))
        held.respond(self._signed(held.request, pages.dump_page(page)))

    def _signed(
        self, request: Send, body: bytes, *, status: int = 200, kind: str = JSON_TYPE
    ) -> Reply:
        nonce = request.headers[signing.NONCE_HEADER]
        signature = self.house.key.sign(signing.reply_bytes(nonce, status, body))
        headers = {
            "content-type": kind,
            signing.NONCE_HEADER.lower(): nonce,
            signing.SIGNATURE_HEADER.lower(): signature.hex(),
        }
        return Reply(status, headers, body)


def _check_active(device: auth.Device) -> None:
    """Give nothing to a machine that was replaced, or a till that is not trusted."""
    if not device.goes_on:
        raise Refused("terminal_superseded")
    if device.terminal.status not in (terminals.ACTIVE, terminals.RETURNED):
        raise Refused("terminal_revoked")
