"""What the administration asks for over HTTP, with its token; the back office comes later."""

from collections.abc import Callable

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from pos_member.domain.shape import Shape
from sync.server import (
    auth,
    coupon_issue,
    fleet,
    headroom,
    lost,
    openapi,
    programs,
    reapply,
    recovery,
    reinstated,
    reports,
    terminals,
    tier_events,
)
from sync.server.bell import Bell
from sync.server.boundary import Answer, Boundary, in_json
from sync.server.shop import Shop
from sync.server.till_routes import read_json


class AdminRoutes:
    """What the administration asks for; the back office comes later."""

    def __init__(self, shop: Shop, boundary: Boundary, bell: Bell) -> None:
        self._shop = shop
        self._boundary = boundary
        self._bell = bell
        self.router = APIRouter(prefix="/v1/admin", tags=["administration"])
        for path, call, method in (
            ("/totals", self.totals, "GET"),
            ("/quarantine", self.quarantine, "GET"),
            ("/above-cap", self.above_cap, "GET"),
            ("/enrolment-codes", self.create_code, "POST"),
            ("/programs", self.publish, "POST"),
            ("/terminals", self.terminals, "GET"),
            ("/terminals/revoke", self.revoke, "POST"),
            ("/terminals/reinstate", self.reinstate, "POST"),
            ("/terminals/ended", self.declare_ended, "POST"),
            ("/quarantine/decide", self.decide, "POST"),
            ("/coupons", self.coupons, "GET"),
            ("/coupons", self.issue_coupon, "POST"),
            ("/coupons/end", self.end_coupon, "POST"),
            ("/terminals/lost", self.declare_lost, "POST"),
            ("/tier-events", self.tell_tier_event, "POST"),
            ("/recovery", self.recovery, "GET"),
            ("/recovery/end", self.end_recovery, "POST"),
        ):
            self.router.add_api_route(path, call, methods=[method], openapi_extra=openapi.ADMIN)

    async def totals(self, http: HttpRequest) -> Response:
        """Give the totals that prove the books."""
        return await self._reading(http, reports.totals)

    async def quarantine(self, http: HttpRequest) -> Response:
        """List the operations that wait for a manager."""
        return await self._reading(http, reports.quarantine)

    async def above_cap(self, http: HttpRequest) -> Response:
        """List who has more than the cap, and the top-ups that went beyond what their till had."""
        shop = self._shop

        def read(connection: Connection) -> object:
            rules = programs.current(connection, shop.house, shop.now_ms())
            return headroom.above_cap(connection, rules.cap)

        return await self._reading(http, read)

    async def create_code(self, http: HttpRequest) -> Response:
        """Make an enrolment code: for a new register, or for a new device of a till."""
        shop = self._shop

        def create(connection: Connection, shape: Shape) -> object:
            replaces = shape.text("replaces", longest=36) if shape.has("replaces") else ""
            return fleet.new_code(
                connection,
                shop.house,
                register="" if replaces else shape.text("register", longest=20),
                replaces=replaces,
                random_bytes=shop.random_bytes,
                now_ms=shop.now_ms(),
            )

        return await self._writing(http, create)

    async def publish(self, http: HttpRequest) -> Response:
        """Publish a program: the body is its document."""
        house = self._shop.house

        def publish(connection: Connection, shape: Shape) -> object:
            document = {name: shape.raw(name) for name in shape.names()}
            return {"version": programs.publish(connection, house, document)}

        return await self._writing(http, publish)

    async def revoke(self, http: HttpRequest) -> Response:
        """Stop trusting the terminal named in the body."""

        def revoke(connection: Connection, shape: Shape) -> object:
            till = fleet.named(connection, shape.text("terminal", longest=36))
            terminals.revoke(connection, till.terminal_id)
            return {"revoked": True}

        return await self._writing(http, revoke)

    async def reinstate(self, http: HttpRequest) -> Response:
        """Trust the terminal named in the body again."""

        def reinstate(connection: Connection, shape: Shape) -> object:
            till = fleet.named(connection, shape.text("terminal", longest=36))
            reinstated.reinstate(connection, till.terminal_id)
            return {"reinstated": True}

        return await self._writing(http, reinstate)

    async def declare_ended(self, http: HttpRequest) -> Response:
        """Declare that nothing more will come of the former devices of the terminal named."""
        shop = self._shop

        def declare(connection: Connection, shape: Shape) -> object:
            name = shape.text("terminal", longest=36)
            return fleet.declare_ended(connection, name, shop.house, now_ms=shop.now_ms())

        return await self._writing(http, declare)

    async def terminals(self, http: HttpRequest) -> Response:
        """List the tills and how they stand."""
        return await self._reading(http, fleet.report)

    async def decide(self, http: HttpRequest) -> Response:
        """Decide what becomes of an operation that waits."""
        shop = self._shop

        def decide(connection: Connection, shape: Shape) -> object:
            word = reapply.Word(
                shape.text("by", longest=100), shape.text("reason", longest=500), shop.now_ms()
            )
            decision = shape.choice("decision", reapply.DECISIONS)
            op_id = shape.text("operation", longest=36)
            return reapply.decide(connection, op_id, decision, shop.house, word)

        return await self._writing(http, decide)

    async def coupons(self, http: HttpRequest) -> Response:
        """List the newest coupons, and every second use of one, which is the shop's loss."""
        return await self._reading(http, coupon_issue.report)

    async def issue_coupon(self, http: HttpRequest) -> Response:
        """Give the member named in the body a coupon of a template."""
        shop = self._shop

        def issue(connection: Connection, shape: Shape) -> object:
            random_10 = shop.random_bytes(10)
            now_ms = shop.now_ms()
            return coupon_issue.issue(
                connection, shape, shop.house, random_10=random_10, now_ms=now_ms
            )

        return await self._writing(http, issue)

    async def end_coupon(self, http: HttpRequest) -> Response:
        """Take the coupon named in the body back."""

        def end(connection: Connection, shape: Shape) -> object:
            return coupon_issue.end(connection, shape.text("coupon", longest=64))

        return await self._writing(http, end)

    async def declare_lost(self, http: HttpRequest) -> Response:
        """Give members back at once what the terminal named in the body has on loan."""
        shop = self._shop

        def declare(connection: Connection, shape: Shape) -> object:
            till = fleet.named(connection, shape.text("terminal", longest=36))
            return lost.declare(connection, till.terminal_id, shop.house, now_ms=shop.now_ms())

        return await self._writing(http, declare)

    async def tell_tier_event(self, http: HttpRequest) -> Response:
        """Count what matters for a tier and is no sale: activity, a grant, a paid membership."""
        shop = self._shop

        def tell(connection: Connection, shape: Shape) -> object:
            return tier_events.tell(connection, shop.house, shape, now_ms=shop.now_ms())

        return await self._writing(http, tell)

    async def recovery(self, http: HttpRequest) -> Response:
        """Say whether the server recovers from a backup, and which tills it awaits."""
        return await self._reading(http, recovery.report)

    async def end_recovery(self, http: HttpRequest) -> Response:
        """End recovery without the tills that are absent; they are listed."""
        shop = self._shop

        def end(connection: Connection, _: Shape) -> object:
            return {"absent": recovery.end(connection, shop.house, now_ms=shop.now_ms())}

        return await self._writing(http, end)

    async def _reading(self, http: HttpRequest, read: Callable[[Connection], object]) -> Response:
        def work() -> object:
            with self._shop.database.snapshot_reading() as connection:
                return read(connection)

        async def answer(_: auth.Request) -> Answer:
            return in_json(await run_in_threadpool(work))

        return await self._boundary.for_admin(http, answer)

    async def _writing(
        self, http: HttpRequest, write: Callable[[Connection, Shape], object]
    ) -> Response:
        async def answer(request: auth.Request) -> Answer:
            shape = read_json(request.body)
            made = await run_in_threadpool(
                self._shop.database.write, lambda connection: write(connection, shape)
            )
            self._bell.ring()
            return in_json(made)

        return await self._boundary.for_admin(http, answer)
