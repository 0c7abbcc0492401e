"""The sessions of packages that lie at this till: shown, taken one by one, given back for a refund.

A session is used only from a lease that this till holds, online too. What was sold here lies here
until another till needs it.
"""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection

from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.lease import Lease, Leg, Lot
from pos_member.domain.ledger import Kind, package_of
from pos_member.domain.package import why_not
from pos_member.domain.program import Program
from pos_member.domain.views import SessionsView
from pos_member.services.shop_time import trusted_ms
from pos_member.services.till import Till, may_spend
from pos_member.storage import leases

ALL = 1_000
"""What a till asks for where a session is needed: all that there is, for its owner stands here."""
NOT_HERE = "session_not_here"
"""The right is not at this till: ask for it where there is a network, and try again."""


def of_member(
    till: Till, member_id: str, program: Program | None, moment: Moment
) -> tuple[SessionsView, ...]:
    """Return the sessions of a member that lie here, the first to end first; ended ones too."""
    if program is None or not program.packages:
        return ()
    today = _today(program, moment)
    with till.journal.reading() as connection:
        held = _held(connection, member_id, moment)
    days = {lot.lot: lot.expires_day for lease in held for lot in lease.lots}
    counts: Counter[str] = Counter()
    for lease in held:
        counts.update({lot.lot: lot.amount for lot in lease.lots})
    found = []
    for lot, count in counts.items():
        package = program.package_by_id.get(package_of(lot))
        if package is not None:
            ended = bool(days[lot]) and today > days[lot]
            found.append(
                SessionsView(
                    lot,
                    package.package_id,
                    till.words(package.name),
                    package.services,
                    count,
                    days[lot],
                    ended,
                )
            )
    return tuple(sorted(found, key=lambda each: (not each.last_day, each.last_day, each.lot)))


def legs_back(
    connection: Connection, member_id: str, wanted: Mapping[str, int], moment: Moment
) -> tuple[Leg, ...]:
    """Return the legs that give back ``wanted`` (lot → sessions) for a refund, ended ones too.

    Raises:
        Refused: ``sessions_used`` with how many are ``left`` here: what was used is not paid back,
            and what another till holds is not here to be given back.
    """
    made = []
    held = _held(connection, member_id, moment) if wanted else []
    for lot, count in wanted.items():
        left = count
        for lease in held:
            part = next((each for each in lease.lots if each.lot == lot), None)
            taken = min(left, part.amount) if part else 0
            if part and taken:
                parts = (Lot(lot, taken, part.expires_day),)
                made.append(Leg(lease.lease_id, Kind.SESSION, taken, parts))
                left -= taken
        if left:
            raise Refused("sessions_used", left=count - left)
    return tuple(made)


def one_of(
    connection: Connection,
    member_id: str,
    *,
    package_id: str,
    service: str,
    program: Program,
    moment: Moment,
) -> Leg:
    """Return one session of a package for ``service``: of the lot that ends first and has not yet.

    Raises:
        Refused: ``package_unknown``, ``package_service``, ``package_expired``,
            ``session_not_here``.
    """
    package, today = program.package_by_id.get(package_id), _today(program, moment)
    held = [
        (lot.expires_day, lot, lease)
        for lease in _held(connection, member_id, moment)
        for lot in lease.lots
        if package_of(lot.lot) == package_id
    ]
    held.sort(key=lambda each: (not each[0], each[0], each[1].lot, each[2].lease_id))
    last = held[-1][0] if held else ""
    refused = why_not(package, service, last_day=last, today=today)
    if refused is not None:
        raise refused
    if not held:
        raise Refused(NOT_HERE)
    _, lot, lease = next(each for each in held if not each[0] or each[0] >= today)
    return Leg(lease.lease_id, Kind.SESSION, 1, (Lot(lot.lot, 1, lot.expires_day),))


def _held(connection: Connection, member_id: str, moment: Moment) -> list[Lease]:
    """Return the leases of sessions that may be used here now."""
    if not may_spend(connection):
        return []
    now_ms = trusted_ms(connection, moment)
    return [
        held
        for held in leases.of_member(connection, member_id)
        if held.kind is Kind.SESSION and held.expires_ms > now_ms
    ]


def _today(program: Program, moment: Moment) -> str:
    return ShopDays(program.zone, program.day_cut_hour).calendar_day(moment.wall_ms)
