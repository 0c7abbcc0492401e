"""Uses a session of a package: one operation, with the service and who performed it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import SessionRedeemed, Where
from pos_member.domain.program import Program
from pos_member.domain.views import SessionDone
from pos_member.services.booking import book
from pos_member.services.checkout import check_status
from pos_member.services.health import require_room, with_last_room
from pos_member.services.numbers import next_receipt
from pos_member.services.program import program_at
from pos_member.services.receipts import Printed
from pos_member.services.rights import Spender, check_spending
from pos_member.services.session_slip import session_slip
from pos_member.services.sessions import one_of
from pos_member.services.shop_time import check_clock
from pos_member.services.staff import staff_name
from pos_member.services.suspicion import catch_up
from pos_member.services.till import Till, require_trust
from pos_member.storage import entries, goods, leases, staff


@dataclass(frozen=True, slots=True)
class RedeemOrder:
    """A session that is to be used. ``op_id`` is made before the first try and kept for retries.

    Attributes:
        package_id: which package; of two of a kind the one that ends first is used.
        service: the goods that were done, by SKU.
        performer_id: who of the staff did it.
    """

    op_id: str
    spender: Spender
    package_id: str
    service: str
    performer_id: str
    cashier_id: str


def redeem(till: Till, order: RedeemOrder, moment: Moment) -> SessionDone:
    """Use one session; a second call with the same ``op_id`` returns the same use.

    Raises:
        Refused: ``package_unknown``, ``package_service``, ``package_expired`` with its
            ``last_day``, ``session_not_here``, ``performer_unknown``; ``member_needed``,
            ``code_needed``, ``approval_needed`` as for stored value; ``member_frozen``,
            ``member_closed``, ``clock_wrong``, ``op_id_used``.
        Unavailable: ``no_program``; the disk has no room.
    """
    done = _done_already(till, order.op_id)
    if done is not None:
        return done
    require_trust(till)
    require_room(till.folder)
    program = program_at(till, moment.wall_ms)
    member = check_spending(till, program, order.spender)
    check_status(till, member)
    with till.cache.reading() as replica:
        if staff.by_id(replica, order.performer_id) is None:
            raise Refused("performer_unknown")
    return with_last_room(till.folder, lambda: _book(till, order, program, moment))


def _book(till: Till, order: RedeemOrder, program: Program, moment: Moment) -> SessionDone:
    member = order.spender.member
    assert member is not None
    day = ShopDays(program.zone, program.day_cut_hour).business_day(moment.wall_ms)
    with till.journal.writing() as connection:
        check_clock(connection, moment)
        number = next_receipt(connection, till.identity.register, day)
        body = SessionRedeemed(
            Where(till.identity.store_id, day, number, till.identity.currency),
            member.member_id,
            member.identified_by,
            order.package_id,
            order.service,
            order.performer_id,
            one_of(
                connection,
                member.member_id,
                package_id=order.package_id,
                service=order.service,
                program=program,
                moment=moment,
            ),
        )
        book(
            connection,
            till,
            body,
            op_id=order.op_id,
            actor_id=order.cashier_id,
            moment=moment,
            printed=session_slip(
                till,
                body,
                package=program.package_by_id[order.package_id],
                service=_service(till, order.service),
                performer=staff_name(till, order.performer_id),
                left=_left(connection, body) - 1,
                printed=Printed(order.op_id, staff_name(till, order.cashier_id), moment, member),
            ),
        )
    return _done(till, order.op_id, body)


def _service(till: Till, sku: str) -> str:
    with till.cache.reading() as replica:
        found = goods.by_sku(replica, sku)
    return found.name if found else sku


def _left(connection: Connection, body: SessionRedeemed) -> int:
    """Return how many sessions of the lot of ``body`` lie here."""
    return sum(
        lot.amount
        for lease in leases.of_member(connection, body.member_id)
        for lot in lease.lots
        if lease.kind is Kind.SESSION and lot.lot == body.lot.lot
    )


def _done_already(till: Till, op_id: str) -> SessionDone | None:
    with till.journal.reading() as connection:
        entry = entries.by_op(connection, op_id)
    if entry is None:
        return None
    body = read_body(entry.draft.kind, canonical.load(entry.draft.body))
    if not isinstance(body, SessionRedeemed):
        raise Refused("op_id_used")
    catch_up(till)
    return _done(till, op_id, body)


def _done(till: Till, op_id: str, body: SessionRedeemed) -> SessionDone:
    with till.journal.reading() as connection:
        left = _left(connection, body)
    performer = staff_name(till, body.performer_id)
    last_day, receipt = body.lot.expires_day, body.where.receipt
    return SessionDone(op_id, body.package_id, performer, left, last_day, receipt)
