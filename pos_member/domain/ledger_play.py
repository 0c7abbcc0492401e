"""Plays the steps of a ledger document: each becomes an operation, and that its transfers.

A step that is refused moves nothing, and the next one goes on from where things stood.
"""

from dataclasses import replace

from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind, Transfer, package_of
from pos_member.domain.ledger_sales import CODE, sell, take_back
from pos_member.domain.ledger_steps import (
    CouponAct,
    PointsAct,
    RefundAct,
    SaleAct,
    SessionAct,
    Step,
    TopUpAct,
)
from pos_member.domain.ledger_world import STORE_ID, Made, World, given_back, owed_paid
from pos_member.domain.member import Status
from pos_member.domain.operations import SessionRedeemed, Tendered, TopUp
from pos_member.domain.package import why_not
from pos_member.domain.points import last_day
from pos_member.domain.stored_value import TopUpHolder, plan_top_up
from pos_member.domain.transfers import coupon_issued, earned, transfers_of


def play(world: World, step: Step) -> tuple[Transfer, ...]:
    """Do ``step``, and return every transfer of it in order.

    Raises:
        Refused: a rule says no; nothing has changed.
    """
    made = _made(world, step)
    world.holdings.post(made.transfers)
    moved = made.transfers
    if made.member_id is not None:
        back = given_back(world, step.step_id, made.member_id)
        world.holdings.post(back)
        own = (made.returned.sale_id,) if made.returned else ()
        today = world.days.calendar_day(step.at_ms)
        paid = owed_paid(world, made.member_id, today, own)
        world.holdings.post(paid)
        moved += back + paid
    _note(world, step, made)
    return moved


def _note(world: World, step: Step, made: Made) -> None:
    if made.sold is not None:
        world.sales[step.step_id] = made.sold
    if made.returned is not None:
        world.sales[made.returned.sale_id].refunds.append(made.returned)
    if made.issued is not None:
        world.coupons[made.issued.coupon_id] = made.issued


def _made(world: World, step: Step) -> Made:
    """Decide ``step``; whatever is refused is refused here, before anything moves."""
    made = Made()
    match step.act:
        case SaleAct() as act:
            made = sell(world, step, act)
        case RefundAct() as act:
            made = take_back(world, step, act)
        case TopUpAct() as act:
            made = _top_up(world, step, act)
        case PointsAct() as act:
            made = _points(world, step, act)
        case CouponAct() as act:
            made = _coupon(world, act)
        case SessionAct() as act:
            made = _session(world, step, act)
    return made


def _top_up(world: World, step: Step, act: TopUpAct) -> Made:
    member, program = world.member(act.member_id).member_id, world.program
    book = world.free(member, Kind.PRINCIPAL) + world.free(member, Kind.BONUS)
    # One till that can always ask is lent all the headroom there is.
    cap = program.stored_value.balance_cap_minor or 0
    holder = TopUpHolder(Status.ACTIVE, book, cap)
    plan = plan_top_up(program, act.tender.amount_minor, member=holder)
    today = world.days.calendar_day(step.at_ms)
    body = TopUp(
        where=world.where(step.at_ms),
        member_id=member,
        identified_by=CODE,
        principal=plan.principal_minor,
        bonus=plan.bonus_minor,
        points=plan.points,
        points_expire_day=last_day(program.points, today) if plan.points else "",
        offer_id=plan.offer_id,
        program_version=program.version,
        tender=Tendered(act.tender.kind.value, act.tender.amount_minor),
    )
    lent: tuple[Transfer, ...] = ()
    if plan.headroom_minor:
        leg, lent = world.borrow(
            f"{step.step_id}.{Kind.HEADROOM}", member, Kind.HEADROOM, plan.headroom_minor
        )
        body = replace(body, headroom=(leg,))
    moved = transfers_of(step.step_id, body, currency=program.currency)
    return Made(lent + moved, member)


def _points(world: World, step: Step, act: PointsAct) -> Made:
    member = world.member(act.member_id).member_id
    today = world.days.calendar_day(step.at_ms)
    last = last_day(world.program.points, today)
    made = earned(step.step_id, member, act.points, last, world.where(step.at_ms))
    return Made((made,), member)


def _coupon(world: World, act: CouponAct) -> Made:
    member = world.member(act.member_id).member_id
    if act.template_id not in world.program.coupon_places:
        raise Refused("coupon_unknown", template=act.template_id)
    issued = CouponFacts(act.coupon_id, act.template_id, member, act.first_day, act.last_day)
    made = coupon_issued(STORE_ID, member, act.coupon_id, act.last_day)
    return Made((made,), member, issued=issued)


def _session(world: World, step: Step, act: SessionAct) -> Made:
    """Use one session: of the lot that ends first and has not ended yet."""
    member, today = world.member(act.member_id).member_id, world.days.calendar_day(step.at_ms)
    held = [
        lot for lot in world.lots(member, Kind.SESSION) if package_of(lot.lot) == act.package_id
    ]
    held.sort(key=lambda lot: (not lot.expires_day, lot.expires_day, lot.lot))
    last = held[-1].expires_day if held else ""
    package = world.program.package_by_id.get(act.package_id)
    refused = why_not(package, act.service, last_day=last, today=today)
    if refused is not None:
        raise refused
    if not held:
        raise Refused("session_not_here")
    lot = next(each for each in held if not each.expires_day or each.expires_day >= today)
    leg, lent = world.borrow(
        f"{step.step_id}.{Kind.SESSION}", member, Kind.SESSION, 1, (replace(lot, amount=1),)
    )
    body = SessionRedeemed(
        world.where(step.at_ms),
        member,
        CODE,
        act.package_id,
        act.service,
        act.performer_id,
        leg,
    )
    moved = transfers_of(step.step_id, body, currency=world.program.currency)
    return Made(lent + moved, member)
