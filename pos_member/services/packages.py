"""Uses a session of a package: one operation, with the service and who performed it."""

from dataclasses import dataclass

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
from pos_member.services.program import program_at
from pos_member.services.rights import Spender, check_spending
from pos_member.services.sessions import one_of
from pos_member.services.shop_time import check_clock
from pos_member.services.staff import staff_name
from pos_member.services.suspicion import catch_up
from pos_member.services.till import Till, require_trust
from pos_member.storage import entries, leases, staff


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
    days = ShopDays(program.zone, program.day_cut_hour)
    where = Where(
        till.identity.store_id, days.business_day(moment.wall_ms), "", till.identity.currency
    )
    with till.journal.writing() as connection:
        check_clock(connection, moment)
        body = SessionRedeemed(
            where,
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
        )
    return _done(till, order.op_id, body)


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
        left = sum(
            lot.amount
            for lease in leases.of_member(connection, body.member_id)
            for lot in lease.lots
            if lease.kind is Kind.SESSION and lot.lot == body.lot.lot
        )
    performer = staff_name(till, body.performer_id)
    return SessionDone(op_id, body.package_id, performer, left, body.lot.expires_day)
