"""Tenders of a basket that is not paid yet: durable before another machine is asked for money.

Rights are reserved by them, so that neither a recall nor another payment takes what was promised.
Money that another machine took is durable at once; taking it back needs a manager, and a basket
that never becomes a sale leaves it listed as taken without sale.
"""

from pos_member.domain.basket import Basket
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.operations import Approval, TenderAbandoned, Where
from pos_member.domain.quoted import check_points
from pos_member.domain.tender import EXTERNAL, MEMBER_FUNDED, TenderPlan, settle
from pos_member.domain.views import TenderLine
from pos_member.services.booking import book
from pos_member.services.checkout import check_status
from pos_member.services.coupons import on_counter
from pos_member.services.health import require_room
from pos_member.services.quoting import inputs_of, program_for
from pos_member.services.rights import Spender, check_owner, plan_of, tendered
from pos_member.services.staff import check_approval
from pos_member.services.till import Till, require_trust, shop_day
from pos_member.storage import tenders
from pos_member.storage.tenders import CONFIRMED, RESERVED, TenderRow


def add_tender(
    till: Till, basket: Basket, plan: TenderPlan, *, spender: Spender, moment: Moment
) -> TenderLine:
    """Make ``plan`` a durable tender of ``basket`` and reserve the rights it takes.

    Money taken outside is confirmed with it. Cash that completes the bill belongs to ``pay``.

    Raises:
        Refused: what ``rights.tendered`` and ``tender.settle`` refuse, ``terminal_revoked``,
            ``tender_twice``, ``reference_missing``, ``points_tender`` where points do not pay that
            amount.
        Unavailable: the disk has no room.
    """
    require_trust(till)
    require_room(till.folder)
    if plan.kind in EXTERNAL and not plan.reference.strip():
        raise Refused("reference_missing", kind=plan.kind.value)
    if plan.kind in MEMBER_FUNDED and spender.member is not None:
        check_status(till, spender.member)
    program = program_for(till, basket, moment)
    with till.journal.writing() as connection:
        before = [row.tendered for row in tenders.of_basket(connection, basket.basket_id)]
        if plan.kind in MEMBER_FUNDED and any(each.kind == plan.kind for each in before):
            raise Refused("tender_twice", kind=plan.kind.value)
        check_owner(connection, before, spender.member)
        plans = [*(plan_of(each) for each in before), plan]
        points = sum(each.points for each in plans)
        inputs = inputs_of(
            basket,
            spender.member,
            points_offered=points,
            tenders=plans,
            coupons=on_counter(connection, basket.basket_id),
            now_ms=moment.wall_ms,
        )
        priced = inputs.price(program)
        check_points(priced, plans)
        settle(priced.due_minor, plans, program.cash)
        row = TenderRow(
            tender_id=till.next_id(),
            basket_id=basket.basket_id,
            tendered=tendered(
                till, connection, plan, spender=spender, program=program, moment=moment
            ),
            state=CONFIRMED if plan.kind in EXTERNAL else RESERVED,
            approval=spender.approval,
            created_ms=moment.wall_ms,
        )
        tenders.add(connection, row)
    return line_of(row)


def remove_tender(
    till: Till, tender_id: str, *, approval: Approval | None, cashier_id: str, moment: Moment
) -> None:
    """Take a tender out of its basket; what it reserved is free again.

    Money that another machine took is then listed as taken without sale.

    Raises:
        Refused: ``tender_gone``; ``approval_needed`` or ``not_manager`` for money taken outside.
    """
    with till.journal.writing() as connection:
        row = tenders.by_id(connection, tender_id)
        if row is None:
            raise Refused("tender_gone")
        if row.state == CONFIRMED:
            allowed = check_approval(till, approval, "tender_abandoned")
            where = Where(till.identity.store_id, shop_day(moment), "", till.identity.currency)
            body = TenderAbandoned(where, row.basket_id, row.tendered, allowed.reason, allowed)
            book(
                connection,
                till,
                body,
                op_id=till.next_id(),
                actor_id=cashier_id,
                moment=moment,
            )
        tenders.remove(connection, tender_id)


def tenders_of(till: Till, basket_id: str) -> tuple[TenderLine, ...]:
    """Return the durable tenders of ``basket_id``, in the order they were added."""
    with till.journal.reading() as connection:
        return tuple(line_of(row) for row in tenders.of_basket(connection, basket_id))


def line_of(row: TenderRow) -> TenderLine:
    """Return ``row`` as the payment screen shows it."""
    return TenderLine(
        tender_id=row.tender_id,
        kind=row.tendered.kind,
        amount=row.tendered.amount,
        points=row.tendered.points,
        reference=row.tendered.reference,
        state=row.state,
    )
