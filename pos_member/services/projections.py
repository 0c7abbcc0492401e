"""What an operation does to the till's projections: pure, so that ``verify`` can do it again.

Booking writes these rows in the operation's transaction; ``verify`` makes them anew from the
journal alone and compares.
"""

from dataclasses import dataclass

from pos_member.domain.lease import Grant, LeasePolicy, Leg, Lot
from pos_member.domain.ledger import Figure, Kind, Reason, Transfer, figure_changes, figure_of
from pos_member.domain.operations import (
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Refund,
    Sale,
    SessionRedeemed,
    TopUp,
)
from pos_member.domain.package_operation import lots_sold
from pos_member.domain.transfers import transfers_of
from pos_member.storage.effects import Effect

TOP_UP_VALID_MS = LeasePolicy().valid_ms
"""How long a till may use what its own operation made a lease of: a top-up, a new member's room."""


@dataclass(frozen=True, slots=True)
class LeaseMoves:
    """The lease that an operation opens, if any, and what it takes out of others."""

    opened: Grant | None = None
    taken: tuple[Leg, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rights:
    """What an operation makes a lease of by itself."""

    member_id: str
    kind: Kind
    amount: int
    lots: tuple[Lot, ...] = ()


def effects_of(place: int, op_id: str, body: Body, *, currency: str) -> tuple[Effect, ...]:
    """Return by how much the entry at ``place`` changes the figures that people see."""
    transfers = transfers_of(op_id, body, currency=currency)
    changes = figure_changes(transfers)
    earned = _earned(transfers)
    if isinstance(body, Refund) and body.member_id and body.earned:
        # In the books it is owed until the server takes it; here it is gone at once.
        points = Figure(body.member_id, Kind.POINTS)
        changes[points] = changes.get(points, 0) - body.earned
        earned[points] = -body.earned
    for figure in earned:
        changes.setdefault(figure, 0)
    return tuple(
        Effect(
            figure.member_id,
            place,
            figure.kind,
            delta,
            earned.get(figure, 0),
            day=_day(body) if figure.kind is Kind.QUALIFYING else "",
        )
        for figure, delta in sorted(changes.items(), key=_by_name)
    )


def _day(body: Body) -> str:
    return body.where.day if isinstance(body, Sale | Refund) else ""


def _by_name(change: tuple[Figure, int]) -> tuple[str, str]:
    figure, _ = change
    return figure.member_id, figure.kind.value


def lease_moves(op_id: str, body: Body, *, terminal_id: str, wall_ms: int) -> LeaseMoves:
    """Return what an operation of this till, made at ``wall_ms``, does to its leases."""
    match body:
        case LeaseOpened(grant=grant):
            return LeaseMoves(opened=grant)
        case LeaseReturned():
            leg = Leg(body.lease_id, body.account_kind, body.amount, body.lots)
            return LeaseMoves(taken=(leg,))
    rights = _implied(op_id, body)
    opened = _own_rights(op_id, rights, terminal_id, wall_ms) if rights else None
    return LeaseMoves(opened, taken=_taken(body))


def _taken(body: Body) -> tuple[Leg, ...]:
    match body:
        case Sale() | SessionRedeemed():
            return body.legs
        case TopUp():
            return body.headroom
        case Refund():
            return body.sessions
    return ()


def _implied(op_id: str, body: Body) -> _Rights | None:
    """Return what ``body`` makes a lease of by itself, if anything."""
    match body:
        case TopUp(principal=amount):
            return _Rights(body.member_id, Kind.PRINCIPAL, amount)
        case Refund(member_id=str(member_id), principal=amount) if amount:
            return _Rights(member_id, Kind.PRINCIPAL, amount)
        case Sale(member_id=str(member_id), packages=packages) if packages:
            lots = lots_sold(op_id, packages)
            return _Rights(member_id, Kind.SESSION, sum(lot.amount for lot in lots), lots)
        case Enrolment(headroom=amount) if amount:
            return _Rights(body.member_id, Kind.HEADROOM, amount)
    return None


def _own_rights(op_id: str, rights: _Rights, terminal_id: str, wall_ms: int) -> Grant:
    return Grant(
        lease_id=op_id,
        terminal_id=terminal_id,
        member_id=rights.member_id,
        kind=rights.kind,
        amount=rights.amount,
        expires_ms=wall_ms + TOP_UP_VALID_MS,
        max_single=0,
        grant_ver=0,
        lots=rights.lots,
    )


def _earned(transfers: tuple[Transfer, ...]) -> dict[Figure, int]:
    found: dict[Figure, int] = {}
    for transfer in transfers:
        figure = figure_of(transfer.credit)
        if figure is not None and transfer.reason is Reason.EARN:
            found[figure] = found.get(figure, 0) + transfer.amount
    return found
