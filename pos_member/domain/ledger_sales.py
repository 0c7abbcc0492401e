"""A sale and its refund in a ledger document, decided by the same rules as at the counter.

What needs a manager there counts as allowed here: the question is what the accounts do.
"""

from collections.abc import Sequence
from dataclasses import replace

from pos_member.domain.clock import BusinessDay
from pos_member.domain.coupon import CouponFacts, why_not
from pos_member.domain.errors import Refused
from pos_member.domain.lease import Leg, Lot, oldest_lots
from pos_member.domain.ledger import Kind, Transfer
from pos_member.domain.ledger_steps import RefundAct, SaleAct, Step
from pos_member.domain.ledger_world import Made, SoldSale, World
from pos_member.domain.operations import Approval, Redeemed, Refund, Sale, Tendered
from pos_member.domain.package import sold
from pos_member.domain.points import last_day, oldest_first
from pos_member.domain.pricing_values import MemberFacts, Quote
from pos_member.domain.quoted import QuoteInputs, check_once, check_points, record
from pos_member.domain.refund import inverse, left_of, sessions_back
from pos_member.domain.sold import SoldLine, sold_lines
from pos_member.domain.stored_value import check_spend, split_spend
from pos_member.domain.tender import MEMBER_FUNDED, Settlement, TenderKind, TenderPlan, settle
from pos_member.domain.transfers import transfers_of

CODE = "code"
APPROVED = Approval("manager", "refund")


def sell(world: World, step: Step, act: SaleAct) -> Made:
    """Return what the sale moves.

    Raises:
        Refused: as pricing and the counter do: ``basket_empty``, ``not_paid``, ``member_unknown``,
            ``member_needed``, ``tender_twice``, ``stored_value_short``, ``coupon_used`` …
    """
    program = world.program
    if step.at_ms < program.valid_from_ms:
        raise Refused("program_not_yet_valid", version=program.version)
    if not act.basket.lines:
        raise Refused("basket_empty")
    today = world.days.calendar_day(step.at_ms)
    member = _facts(world, act.member_id, today) if act.member_id else None
    check_once([each.kind for each in act.tenders])
    plans = tuple(_split(world, member, each) for each in act.tenders)
    coupons = tuple(_coupon(world, member, each, today) for each in act.coupons)
    _check_limits(world, member, plans, today)
    inputs = QuoteInputs(
        basket=act.basket,
        member=member,
        coupons=coupons,
        points_offered=sum(plan.points for plan in plans),
        tenders=plans,
        at_ms=step.at_ms,
    )
    priced = inputs.price(program)
    settled = _settled(world, priced, plans)
    paid, lent = _tendered(world, step.step_id, member, plans, today)
    used, lent_coupons = _used(world, step.step_id, member, coupons, priced)
    earned = priced.points_earned if member else 0
    sale = Sale(
        where=world.where(step.at_ms),
        member_id=member.member_id if member else None,
        identified_by=CODE if member else None,
        due=priced.due_minor,
        rounding=settled.rounding_minor,
        tenders=paid,
        points_earned=earned,
        points_expire_day=last_day(program.points, today) if earned else "",
        qualifying=priced.qualifying if member else 0,
        quoted=record(inputs, priced),
        coupons=used,
        packages=sold(program.packages, act.basket.lines, member_id=act.member_id, today=today),
    )
    moved = transfers_of(step.step_id, sale, currency=program.currency)
    tier = member.tier_id if member else ""
    return Made(lent + lent_coupons + moved, act.member_id, sold=SoldSale(sale, today, tier))


def take_back(world: World, step: Step, act: RefundAct) -> Made:
    """Return what the refund moves.

    Raises:
        Refused: ``sale_unknown``, ``refund_empty``, ``refund_over``, ``line_gone``,
            ``refund_sessions``, ``sessions_used``, ``return_excluded``, ``return_too_late``.
    """
    known = world.sales.get(act.sale_id)
    if known is None:
        raise Refused("sale_unknown")
    sale, program = known.sale, world.program
    wanted = dict(act.lines) or left_of(sale, known.refunds)
    for line in sold_lines(sale):
        if wanted.get(line.line_id):
            _check_window(world, known, line, step.at_ms)
    made = inverse(sale, known.refunds, wanted, cash=program.cash)
    refund = Refund(
        where=world.where(step.at_ms),
        sale_id=act.sale_id,
        member_id=sale.member_id,
        lines=made.lines,
        amount=made.amount,
        rounding=made.rounding,
        tenders=made.tenders,
        principal=made.principal,
        bonus=made.bonus,
        points=made.points,
        points_worth=made.points_worth,
        earned=made.earned,
        qualifying=made.qualifying,
        approval=APPROVED,
    )
    refund, lent = _with_sessions(world, step.step_id, sale, refund)
    moved = transfers_of(step.step_id, refund, currency=program.currency)
    return Made(lent + moved, sale.member_id, returned=refund)


def _facts(world: World, member_id: str, today: BusinessDay) -> MemberFacts:
    live = oldest_first(world.lots(member_id, Kind.POINTS), today)
    return replace(world.member(member_id), points_burnable=sum(lot.amount for lot in live))


def _split(world: World, member: MemberFacts | None, plan: TenderPlan) -> TenderPlan:
    """Say which part of a payment by stored value bonus pays; others stay as they are."""
    if plan.kind not in MEMBER_FUNDED:
        return plan
    if member is None:
        raise Refused("member_needed")
    if plan.kind is TenderKind.POINTS:
        return plan
    principal, bonus = (world.free(member.member_id, kind) for kind in (Kind.PRINCIPAL, Kind.BONUS))
    order = world.program.stored_value.order
    return replace(
        plan, bonus_minor=split_spend(plan.amount_minor, principal, bonus, order).bonus_minor
    )


def _coupon(
    world: World, member: MemberFacts | None, coupon_id: str, today: BusinessDay
) -> CouponFacts:
    """Return the coupon, which its member holds and may use today."""
    coupon = world.coupons.get(coupon_id)
    if coupon is None:
        raise Refused("coupon_unknown", coupon=coupon_id)
    if member is None:
        raise Refused("coupon_needs_member")
    why = why_not(coupon, world.program, member_id=member.member_id, today=today)
    if why is not None:
        raise Refused(why[0], **why[1])
    if all(lot.lot != coupon_id for lot in world.lots(member.member_id, Kind.COUPON)):
        raise Refused("coupon_used")
    return coupon


def _check_limits(
    world: World, member: MemberFacts | None, plans: Sequence[TenderPlan], today: BusinessDay
) -> None:
    paid = sum(plan.amount_minor for plan in plans if plan.kind is TenderKind.STORED_VALUE)
    if member is None or not paid:
        return
    spent = sum(
        tender.amount
        for known in world.sales.values()
        if known.day == today and known.sale.member_id == member.member_id
        for tender in known.sale.tenders
        if tender.kind == TenderKind.STORED_VALUE
    )
    check_spend(world.program, paid, spent_today_minor=spent)


def _settled(world: World, priced: Quote, plans: Sequence[TenderPlan]) -> Settlement:
    if priced.blocked is not None:
        raise Refused(priced.blocked, **priced.blocked_values)
    over = next((each for each in priced.refused if each.code == "coupon_limit"), None)
    if over is not None:
        raise Refused(over.code, **over.values)
    check_points(priced, plans)
    settled = settle(priced.due_minor, plans, world.program.cash)
    if not settled.complete:
        raise Refused("not_paid", left_minor=settled.left_minor)
    return settled


def _tendered(
    world: World,
    op_id: str,
    member: MemberFacts | None,
    plans: Sequence[TenderPlan],
    today: BusinessDay,
) -> tuple[tuple[Tendered, ...], tuple[Transfer, ...]]:
    """Return the tenders with what each takes from which lease, and what lends it."""
    paid: list[Tendered] = []
    lent: tuple[Transfer, ...] = ()
    for plan in plans:
        legs: tuple[Leg, ...] = ()
        for kind, amount in _parts(plan):
            assert member is not None
            lots: Sequence[Lot] = ()
            if kind is Kind.POINTS:
                held = world.lots(member.member_id, kind)
                lots = oldest_lots(oldest_first(held, today), amount)
            leg, made = world.borrow(f"{op_id}.{kind}", member.member_id, kind, amount, lots)
            legs, lent = (*legs, leg), lent + made
        paid.append(
            Tendered(plan.kind.value, plan.amount_minor, legs, plan.received_minor, plan.reference)
        )
    return tuple(paid), lent


def _parts(plan: TenderPlan) -> list[tuple[Kind, int]]:
    """Return what a tender takes of which account of the member; nothing for outside money."""
    if plan.kind is TenderKind.POINTS:
        return [(Kind.POINTS, plan.points)]
    if plan.kind is not TenderKind.STORED_VALUE:
        return []
    parts = (Kind.PRINCIPAL, plan.amount_minor - plan.bonus_minor), (Kind.BONUS, plan.bonus_minor)
    return [(kind, amount) for kind, amount in parts if amount]


def _used(
    world: World,
    op_id: str,
    member: MemberFacts | None,
    coupons: Sequence[CouponFacts],
    priced: Quote,
) -> tuple[tuple[Redeemed, ...], tuple[Transfer, ...]]:
    """Return the coupons that took something off, and what lends them; the others stay."""
    took = {off.values.get("coupon") for line in priced.lines for off in line.deductions}
    used: list[Redeemed] = []
    lent: tuple[Transfer, ...] = ()
    for each in coupons:
        if each.coupon_id in took:
            assert member is not None
            lease_id = f"{op_id}.{each.coupon_id}"
            lots = (Lot(each.coupon_id, 1, each.last_day),)
            _, made = world.borrow(lease_id, member.member_id, Kind.COUPON, 1, lots)
            used.append(Redeemed(each.coupon_id, each.template_id, each.last_day, lease_id))
            lent += made
    return tuple(used), lent


def _check_window(world: World, known: SoldSale, line: SoldLine, at_ms: int) -> None:
    last = world.program.returns.last_day(
        known.day, category=line.goods.category, tier_id=known.tier_id
    )
    if last is None:
        raise Refused("return_excluded")
    if last and world.days.calendar_day(at_ms) > last:
        raise Refused("return_too_late", last_day=last)


def _with_sessions(
    world: World, op_id: str, sale: Sale, refund: Refund
) -> tuple[Refund, tuple[Transfer, ...]]:
    """Return ``refund`` with the sessions that come back unused, and what lends them."""
    back = sessions_back(sale, refund.sale_id, refund.lines)
    if sale.member_id is None or not back.total():
        return refund, ()
    held = {lot.lot: lot for lot in world.lots(sale.member_id, Kind.SESSION)}
    lots = []
    for name, count in back.items():
        left = held[name].amount if name in held else 0
        if left < count:
            raise Refused("sessions_used", left=left)
        lots.append(replace(held[name], amount=count))
    leg, lent = world.borrow(
        f"{op_id}.{Kind.SESSION}", sale.member_id, Kind.SESSION, back.total(), lots
    )
    return replace(refund, sessions=(leg,)), lent
