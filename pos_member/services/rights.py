"""Which rights a payment takes, and who may take them.

Stored value and points come only out of leases held here, online and offline alike. What a lease
is short of is offered by another tender; nothing is authorised over the network.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.lease import Leg, draw, sure_here
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Approval, Sale, Tendered
from pos_member.domain.program import Program
from pos_member.domain.stored_value import check_spend, check_spender, split_spend
from pos_member.domain.tender import MEMBER_FUNDED, TenderKind, TenderPlan
from pos_member.domain.views import MemberView
from pos_member.services.leases import spendable
from pos_member.services.shop_time import check_clock, trusted_ms
from pos_member.services.staff import check_approval
from pos_member.services.till import Till
from pos_member.storage import entries, leases, meta

_MINUTE_MS = 60_000
_DAY_MS = 1_440 * _MINUTE_MS


@dataclass(frozen=True, slots=True)
class Spender:
    """Who pays with what a member holds.

    Attributes:
        online: the till has the server now, so a PIN or one-time code could be asked for.
        verified: such a code was right.
    """

    member: MemberView | None
    approval: Approval | None = None
    online: bool = False
    verified: bool = False


NOBODY = Spender(None)


def tendered(
    till: Till,
    connection: Connection,
    plan: TenderPlan,
    *,
    spender: Spender,
    program: Program,
    moment: Moment,
) -> Tendered:
    """Return ``plan`` with the legs that pay it, decided on what is held and free now.

    Raises:
        Refused: ``member_needed``, ``member_frozen``, ``member_closed``, ``code_needed``,
            ``approval_needed``, ``lease_short`` with what was ``asked`` and is ``sure``,
            ``spend_over_single``, ``spend_over_day``, ``clock_wrong``.
    """
    if plan.kind not in MEMBER_FUNDED:
        return Tendered(plan.kind.value, plan.amount_minor, (), plan.received_minor, plan.reference)
    member = check_spending(till, program, spender)
    check_clock(connection, moment)
    if plan.kind is TenderKind.POINTS:
        legs = _points(connection, member, plan.points, moment)
    else:
        _check_limits(connection, program, spender, plan.amount_minor, moment)
        legs = _stored_value(connection, program, member, plan.amount_minor, moment)
    return Tendered(plan.kind.value, plan.amount_minor, legs)


def check_owner(
    connection: Connection, durable: Iterable[Tendered], member: MemberView | None
) -> None:
    """Check that the rights of ``durable`` tenders are those of the member whose sale it is now.

    Raises:
        Refused: ``tender_of_another``: that tender goes before the member is changed.
    """
    for tender in durable:
        for leg in tender.legs:
            held = leases.by_id(connection, leg.lease_id)
            if held is None or member is None or held.member_id != member.member_id:
                raise Refused("tender_of_another", kind=tender.kind)


def plan_of(tender: Tendered) -> TenderPlan:
    """Return the plan that ``tender`` carries out."""
    bonus = sum(leg.amount for leg in tender.legs if leg.kind is Kind.BONUS)
    return TenderPlan(
        TenderKind(tender.kind),
        tender.amount,
        received_minor=tender.received,
        points=tender.points,
        bonus_minor=bonus,
        reference=tender.reference,
    )


def check_spending(till: Till, program: Program, spender: Spender) -> MemberView:
    """Return who spends, if they may.

    Raises:
        Refused: ``member_needed``, ``code_needed``, ``approval_needed``.
    """
    member = spender.member
    if member is None:
        raise Refused("member_needed")
    if spender.approval is not None:
        check_approval(till, spender.approval, "spend_without_code")
    check_spender(
        program,
        identified_by=member.identified_by,
        online=spender.online,
        verified=spender.verified,
        approved=spender.approval is not None,
    )
    return member


def _points(
    connection: Connection, member: MemberView, points: int, moment: Moment
) -> tuple[Leg, ...]:
    if points <= 0:
        raise Refused("tender_amount", kind=TenderKind.POINTS.value)
    held = spendable(connection, member.member_id, (Kind.POINTS,), moment)
    return draw(held, Kind.POINTS, points, trusted_ms(connection, moment))


def _stored_value(
    connection: Connection, program: Program, member: MemberView, amount: int, moment: Moment
) -> tuple[Leg, ...]:
    if amount <= 0:
        raise Refused("tender_amount", kind=TenderKind.STORED_VALUE.value)
    kinds = (Kind.PRINCIPAL, Kind.BONUS)
    held = spendable(connection, member.member_id, kinds, moment)
    now_ms = trusted_ms(connection, moment)
    principal, bonus = (sure_here(held, kind, now_ms) for kind in kinds)
    if amount > principal + bonus:
        raise Refused("lease_short", asked=amount, sure=principal + bonus, kind="stored_value")
    split = split_spend(amount, principal, bonus, program.stored_value.order)
    legs: tuple[Leg, ...] = ()
    for kind, part in zip(kinds, (split.principal_minor, split.bonus_minor), strict=True):
        legs += draw(held, kind, part, now_ms) if part else ()
    return legs


def _check_limits(
    connection: Connection, program: Program, spender: Spender, amount: int, moment: Moment
) -> None:
    """A printed code can be a photograph of one, so alone it opens only so much.

    What the server lent under an older limit keeps that one: it holds the sale to it.
    """
    assert spender.member is not None
    member_id = spender.member.member_id
    lent = (held.max_single for held in leases.of_member(connection, member_id))
    most = min(filter(None, (program.leases.max_single_minor, *lent)), default=0)
    spent = 0
    if program.spending.day_minor_max is not None:
        spent = _spent_today(connection, member_id, moment)
    if most and amount > most and spender.approval is None and not spender.verified:
        raise Refused("approval_needed", reason="over_static_code", limit_minor=most)
    check_spend(program, amount, spent_today_minor=spent)


def _spent_today(connection: Connection, member_id: str, moment: Moment) -> int:
    """Add up what the journal says of the member's stored value since the shop's midnight."""
    local_ms = moment.wall_ms + moment.tz_min * _MINUTE_MS
    spent: dict[str, int] = {}
    # A sale that was copied into a later incarnation is the same sale.
    for incarnation in range(1, meta.head(connection).incarnation + 1):
        for entry in entries.of_member(
            connection,
            incarnation,
            Sale.kind,
            member_id=member_id,
            local_ms=local_ms - local_ms % _DAY_MS,
        ):
            body = read_body(Sale.kind, canonical.load(entry.draft.body))
            if isinstance(body, Sale) and body.member_id == member_id:
                spent[entry.draft.op_id] = sum(
                    t.amount for t in body.tenders if t.kind == TenderKind.STORED_VALUE
                )
    return sum(spent.values())
