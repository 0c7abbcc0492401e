"""What a member holds, as this till may say it: the replica's figures and what was done here since.

An operation of this till counts on top of the replica's figure exactly when the figure does not
include it yet: each row of figures says up to which of our operations it does.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.journal import Moment
from pos_member.domain.ledger import Kind
from pos_member.domain.member import Gender, addressed
from pos_member.domain.program import Program, Tier
from pos_member.domain.shape import Shape
from pos_member.domain.views import CouponView, MemberHit, MemberView, SessionsView, Standing
from pos_member.services.leases import sure_amounts
from pos_member.services.tiers import TierNow
from pos_member.services.till import Till
from pos_member.storage import effects, meta
from pos_member.storage.effects import Effect
from pos_member.storage.local_members import LocalMember
from pos_member.storage.members import MemberRow

_FIGURES = (Kind.PRINCIPAL, Kind.BONUS, Kind.POINTS, Kind.QUALIFYING)


def standing_of(
    till: Till,
    connection: Connection,
    member_id: str,
    row: MemberRow | None,
    moment: Moment,
    *,
    cap_minor: int | None = None,
) -> Standing:
    """Return what ``member_id`` holds; ``row`` is the replica's, ``None`` before it has one.

    ``cap_minor`` is the most that may be held after a top-up. ``connection`` reads the journal;
    only the ledger worker calls this, so no effect is dropped between reading the replica and
    reading the effects.
    """
    own = counted(till, row, effects.of_member(connection, member_id))
    sure = sure_amounts(connection, member_id, moment)
    # Rights may come before the figures that they are part of; the member has at least them.
    figures = {
        kind: max(_figure(row, kind) + _sum(own, kind), sure.get(kind, 0)) for kind in _FIGURES
    }
    book = figures[Kind.PRINCIPAL] + figures[Kind.BONUS]
    return Standing(
        principal=figures[Kind.PRINCIPAL],
        bonus=figures[Kind.BONUS],
        points=figures[Kind.POINTS],
        qualifying=figures[Kind.QUALIFYING],
        sure_principal=sure[Kind.PRINCIPAL],
        sure_bonus=sure[Kind.BONUS],
        sure_points=sure[Kind.POINTS],
        pending_points=max(0, sum(effect.earned for effect in own)),
        as_of_ms=row.as_of_ms if row else meta.number(connection, meta.SERVER_TIME),
        room=None if cap_minor is None else max(0, cap_minor - book),
        sure_room=sure[Kind.HEADROOM],
    )


def counted(till: Till, row: MemberRow | None, found: Sequence[Effect]) -> list[Effect]:
    """Return the effects that the figures of ``row`` do not include."""
    included = max(row.included_seq, till.cache.snapshot_seq) if row else 0
    return [effect for effect in found if effect.quarantined or effect.seq > included]


def view_of(
    till: Till,
    row: MemberRow | LocalMember,
    *,
    identified_by: str,
    standing: Standing,
    now: TierNow,
    coupons: tuple[CouponView, ...] = (),
    packages: tuple[SessionsView, ...] = (),
) -> MemberView:
    """Return ``row`` as the cashier sees it, with the tier that it has ``now``."""
    rest = Shape(canonical.load(row.rest))
    tier, above = now.tier, now.above
    return MemberView(
        member_id=row.member_id,
        name=row.name,
        salutation=_text(rest, "salutation") or addressed(row.name, Gender.UNSAID, till.language),
        phone_mask=row.phone_mask,
        card_number=row.card_number,
        tier_id=tier.tier_id if tier else "",
        tier_name=till.words(tier.name) if tier else "",
        tier_ramp=tier.ramp if tier else "plain",
        next_tier_name=till.words(above.name) if above else "",
        next_tier_at=now.goal,
        next_tier_spent=now.spent,
        next_tier_missing=now.missing,
        tier_until=now.until,
        tier_in_grace=now.in_grace,
        status=row.status,
        identified_by=identified_by,
        standing=standing,
        birthday=_text(rest, "birthday"),
        joined_day=_text(rest, "joined_day"),
        last_visit_day=max(row.last_visit_day, now.last_day),
        home_store=_text(rest, "home_store"),
        note=_text(rest, "note"),
        tags=rest.texts("tags", most=50) if rest.has("tags") else (),
        synced=isinstance(row, MemberRow),
        coupons=coupons,
        packages=packages,
    )


def hit_of(
    till: Till,
    row: MemberRow | LocalMember,
    program: Program | None,
    *,
    own: Sequence[Effect],
    matched: str,
) -> MemberHit:
    """Return ``row`` as one line of a search; ``own`` are the effects that count on top of it."""
    replica = row if isinstance(row, MemberRow) else None
    figures = {kind: _figure(replica, kind) + _sum(own, kind) for kind in _FIGURES}
    tier = _tier(program, row.tier_id)
    return MemberHit(
        member_id=row.member_id,
        name=row.name,
        phone_mask=row.phone_mask,
        card_number=row.card_number,
        tier_id=tier.tier_id if tier else "",
        tier_name=till.words(tier.name) if tier else "",
        tier_ramp=tier.ramp if tier else "plain",
        book=figures[Kind.PRINCIPAL] + figures[Kind.BONUS],
        points=figures[Kind.POINTS],
        last_visit_day=row.last_visit_day,
        matched=matched,
    )


def _figure(row: MemberRow | None, kind: Kind) -> int:
    if row is None:
        return 0
    figures = {
        Kind.PRINCIPAL: row.principal,
        Kind.BONUS: row.bonus,
        Kind.POINTS: row.points,
        Kind.QUALIFYING: row.qualifying,
    }
    return figures[kind]


def _sum(own: Sequence[Effect], kind: Kind) -> int:
    return sum(effect.delta for effect in own if effect.kind is kind)


def _tier(program: Program | None, tier_id: str) -> Tier | None:
    """A tier that the program no longer knows, or none yet, is the lowest."""
    if program is None or not program.tiers:
        return None
    return program.tier_by_id.get(tier_id, program.tiers[0])


def _text(rest: Shape, key: str) -> str:
    value = rest.raw(key)
    return value if isinstance(value, str) else ""
