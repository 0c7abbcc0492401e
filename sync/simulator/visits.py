"""What customers do at a simulated till: each visit is a script that pauses where people pause.

A script is a generator: it yields for how long it waits, or the wishes for leases it waits for.
When the till is killed under it the script ends, and the customer, still standing there, is asked
again with the same operation id: that is how a sale is found that was committed just before.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.errors import PosError
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Approval
from pos_member.domain.tender import TenderKind, TenderPlan
from pos_member.domain.views import MemberView
from pos_member.services import (
    checkout,
    coupons,
    enrolment,
    leases,
    lookup,
    open_tenders,
    refunds,
    topup,
)
from pos_member.services.checkout import Payment
from pos_member.services.enrolment import Joining
from pos_member.services.program import program_at
from pos_member.services.quoting import inputs_of, program_for
from pos_member.services.refunds import RefundOrder
from pos_member.services.rights import Spender
from pos_member.services.till import Till
from pos_member.services.topup import TopUpOrder
from sync.simulator.chain import MANAGER
from sync.simulator.counter import Counter, Wish
from sync.simulator.world import START_MS

CASHIER = "0190f000-0000-7000-8000-0000000000c1"
WALK_OUT_MS = 3_000
POINTS_STEP = 10
"""Points and minor units of one step of the simulated program."""

Script: TypeAlias = Generator[int | list[Wish], None, None]


class Part(StrEnum):
    """How much of what is left of a sale is brought back."""

    WHOLE = "whole"
    LINE = "line"
    HALF = "half"

    def of(self, left: dict[str, int]) -> dict[str, int]:
        """Return line → thousandths of ``left``; of a half, what is a half of the first line."""
        first = dict(list(left.items())[:1])
        if self is Part.WHOLE:
            return left
        return first if self is Part.LINE else {line: (n + 1) // 2 for line, n in first.items()}


@dataclass(frozen=True, slots=True)
class Order:
    """What a customer wants to buy and how much of it by what they hold.

    Attributes:
        prices: of the goods, minor units.
        by_value: most that stored value is to pay.
        by_points: whether points pay what they can.
        by_coupon: whether a coupon is used, if they have one.
        asks: whether the till asks the server for a lease first.
        lingers_ms: how long they stand at the till with rights reserved, 0 for not at all.
    """

    prices: tuple[int, ...]
    by_value: int = 0
    by_points: bool = False
    by_coupon: bool = False
    asks: bool = True
    lingers_ms: int = 0

    @property
    def due(self) -> int:
        """Return the bill in minor units before coupons, which alone take something off."""
        return sum(self.prices)


def enrol(counter: Counter, phone: str, then: Callable[[str], None]) -> Script:
    """Register a member and tell ``then`` its id; the same phone again is refused."""
    joining = Joining(
        counter.next_id(), CASHIER, phone=phone, name="王小美", consents=("service", "membership")
    )

    def work(till: Till) -> None:
        then(enrolment.enrol(till, joining, counter.moment()).member_id)

    yield from insist(counter, "enrol", work)


def top_up(counter: Counter, member_id: str, amount: int) -> Script:
    """Pay ``amount`` minor units in, in cash; below a cap, ask for the room that is short here."""
    wishes = _room_wishes(counter, member_id, amount)
    if wishes:
        yield wishes
    op_id = counter.next_id()

    def work(till: Till) -> None:
        member = lookup.open_member(till, member_id, "code", counter.moment())
        order = TopUpOrder(op_id, member, amount, _cash(amount), CASHIER)
        done = topup.top_up(till, order, counter.moment())
        counter.printed(done.receipt, done.op_id, op_id)

    yield from insist(counter, f"top up {amount}", work)


def buy(counter: Counter, member_id: str | None, order: Order) -> Script:
    """Buy what ``order`` says: what the member holds here pays first, cash the rest."""
    if member_id is not None and order.asks:
        yield from _ask(counter, member_id, order)
    op_id, basket_id = counter.next_id(), counter.next_id()
    basket = basket_of(basket_id, order.prices)
    if member_id is not None and order.by_coupon:
        yield from use_coupon(counter, member_id, basket)
    if member_id is not None and order.lingers_ms:
        yield from _reserve(counter, member_id, order, basket)

    def work(till: Till) -> None:
        member = _view(till, counter, member_id)
        held = open_tenders.tenders_of(till, basket_id)
        left = _due(till, counter, basket, member) - sum(line.amount for line in held)
        plans = _plans(member, order, left, {line.kind for line in held})
        payment = Payment(op_id, basket, CASHIER, plans, Spender(member))
        done = checkout.pay(till, payment, counter.moment())
        counter.printed(done.receipt, done.op_id, op_id)

    yield from insist(counter, f"sell {order.due}", work)


def bring_back(counter: Counter, sale_id: str, part: Part = Part.WHOLE) -> Script:
    """Bring ``part`` of what is left of a sale back to the till that made it."""
    op_id = counter.next_id()

    def work(till: Till) -> None:
        left = {
            line.line_id: line.left
            for line in refunds.refundable(till, sale_id, counter.moment()).lines
            if line.left
        }
        order = RefundOrder(
            op_id, sale_id, CASHIER, part.of(left), Approval(MANAGER, "does not fit")
        )
        done = refunds.refund(till, order, counter.moment())
        counter.printed(done.receipt, done.op_id, op_id)

    yield from insist(counter, f"refund {part}", work)


def walk_out(counter: Counter, price: int) -> Script:
    """Pay ``price`` by phone and leave without the goods; a manager takes the tender out again."""
    basket, reference = basket_of(counter.next_id(), (price,)), counter.next_id()
    plan = TenderPlan(TenderKind.QR, price, reference=reference)

    def pay(till: Till) -> None:
        if not open_tenders.tenders_of(till, basket.basket_id):
            open_tenders.add_tender(
                till, basket, plan, spender=Spender(None), moment=counter.moment()
            )

    def take_out(till: Till) -> None:
        for line in open_tenders.tenders_of(till, basket.basket_id):
            open_tenders.remove_tender(
                till,
                line.tender_id,
                approval=Approval(MANAGER, "left without the goods"),
                cashier_id=CASHIER,
                moment=counter.moment(),
            )

    yield from insist(counter, f"pay {price} outside", pay)
    yield WALK_OUT_MS
    yield from insist(counter, "take out", take_out)


def use_coupon(counter: Counter, member_id: str, basket: Basket, coupon_id: str = "") -> Script:
    """Put a coupon of the member on the counter, the first there is or ``coupon_id``.

    Where the right is elsewhere, it is asked for first; without it the till refuses.
    """
    found: list[str] = [coupon_id] if coupon_id else []
    wishes: list[Wish] = []

    def look(till: Till) -> None:
        shown = lookup.open_member(till, member_id, "code", counter.moment()).coupons
        named = [each for each in shown if each.coupon_id in found or not found]
        for each in named[:1]:
            found[:] = [each.coupon_id]
            if not each.is_here:
                wishes.append((member_id, Kind.COUPON, 1, each.coupon_id))

    counter.act("look for a coupon", look)
    if wishes:
        yield wishes

    def choose(till: Till) -> None:
        for chosen in found:
            member = _view(till, counter, member_id)
            online = bool(counter.state.get("online"))
            now = counter.moment()
            coupons.choose(till, basket, member, chosen, online=online, moment=now)

    counter.act("use a coupon", choose)


def _due(till: Till, counter: Counter, basket: Basket, member: MemberView | None) -> int:
    """Return the bill less what the coupons on the counter take off."""
    with till.journal.reading() as connection:
        chosen = coupons.on_counter(connection, basket.basket_id)
    now = counter.moment()
    inputs = inputs_of(basket, member, coupons=chosen, now_ms=now.wall_ms)
    return inputs.price(program_for(till, basket, now)).due_minor


def basket_of(basket_id: str, prices: Sequence[int]) -> Basket:
    """Return a basket with one line for each of ``prices``."""
    basket = Basket(basket_id)
    for place, price in enumerate(prices, start=1):
        line = BasketLine(str(place), f"G{price}", f"商品{price}", price, category="goods")
        basket = basket.add(line, program_version=1, at_ms=START_MS)
    return basket


def _room_wishes(counter: Counter, member_id: str, amount: int) -> list[Wish]:
    """Return what the screen asks for before the customer is told yes; it only reads."""
    till = counter.till
    if till is None:
        return []
    try:
        member = lookup.open_member(till, member_id, "code", counter.moment())
        topup.plan(program_at(till, counter.moment().wall_ms), member, amount)
    except PosError as why:
        if why.code != "headroom_short":
            return []
        asked = int(why.values["asked_minor"])
        wanted = leases.wants_for(member.standing, room_minor=asked)
        return [(member_id, kind, missing) for kind, missing in wanted]
    return []


def _ask(counter: Counter, member_id: str, order: Order) -> Script:
    """Ask the server for what is not sure here, at the moment of need."""
    wishes: list[Wish] = []

    def work(till: Till) -> None:
        member = _view(till, counter, member_id)
        if member is None:
            return
        value = min(order.by_value, order.due)
        wanted = leases.wants_for(member.standing, value_minor=value)
        wishes.extend((member_id, kind, amount) for kind, amount in wanted)

    if counter.act("open member", work) and wishes:
        yield wishes


def _reserve(counter: Counter, member_id: str, order: Order, basket: Basket) -> Script:
    """Take the stored value as a durable tender, and stand there for a while."""

    def work(till: Till) -> None:
        member = _view(till, counter, member_id)
        if member is None:
            return
        for plan in _plans(member, order, _due(till, counter, basket, member), set()):
            if plan.kind is TenderKind.STORED_VALUE:
                open_tenders.add_tender(
                    till, basket, plan, spender=Spender(member), moment=counter.moment()
                )

    counter.act("reserve", work)
    yield order.lingers_ms


def insist(counter: Counter, name: str, work: Callable[[Till], None]) -> Script:
    """Do ``work``, and again when the till was killed in it: it carries its operation id."""
    while not counter.act(name, work):
        yield 2_000


def _plans(
    member: MemberView | None, order: Order, left: int, held: set[str]
) -> tuple[TenderPlan, ...]:
    plans: list[TenderPlan] = []
    if member is not None:
        points = _points(member, order, left) if TenderKind.POINTS not in held else 0
        if points:
            plans.append(TenderPlan(TenderKind.POINTS, points, points=points))
            left -= points
        value = min(left, order.by_value, member.standing.sure)
        if value > 0 and TenderKind.STORED_VALUE not in held:
            plans.append(TenderPlan(TenderKind.STORED_VALUE, value))
            left -= value
    if left:
        plans.append(_cash(left))
    return tuple(plans)


def _points(member: MemberView, order: Order, left: int) -> int:
    if not order.by_points:
        return 0
    return min(member.standing.sure_points, left) // POINTS_STEP * POINTS_STEP


def _cash(amount: int) -> TenderPlan:
    return TenderPlan(TenderKind.CASH, amount, received_minor=amount)


def _view(till: Till, counter: Counter, member_id: str | None) -> MemberView | None:
    if member_id is None:
        return None
    return lookup.open_member(till, member_id, "code", counter.moment())
