"""Stored value: what a top-up gives, how a spend is split, and who may spend.

Stored value is a tender, never a discount. A spend is split into principal and bonus once, here,
and never split again: refunds go back by what was taken.
"""

from dataclasses import dataclass

from pos_member.domain.errors import Refused
from pos_member.domain.member import Status
from pos_member.domain.money import allocate
from pos_member.domain.program import Program, SpendOrder, StoredValueRules, TopUpOffer

WITH_CODE = ("code", "card", "enrolled")
"""Ways of being identified that show possession: a member just enrolled holds a fresh code."""


@dataclass(frozen=True, slots=True)
class TopUpPlan:
    """What a top-up books.

    Attributes:
        reason: why a manager must approve (``bonus_over_limit``); empty where none need to.
        bonus_limit_minor: what this cashier may give alone; ``None`` is any.
        headroom_minor: what it takes of the headroom on loan here; 0 where there is no cap.
    """

    principal_minor: int
    bonus_minor: int
    points: int
    offer_id: str | None
    needs_approval: bool
    reason: str = ""
    bonus_limit_minor: int | None = None
    headroom_minor: int = 0


@dataclass(frozen=True, slots=True)
class TopUpHolder:
    """What a top-up needs to know of whom it is for.

    Attributes:
        book_minor: the book balance, principal and bonus.
        headroom_minor: what may be paid in here without asking anybody; looked at below a cap only.
    """

    status: Status
    book_minor: int
    headroom_minor: int


@dataclass(frozen=True, slots=True)
class Split:
    """A spend in its two parts, minor units."""

    principal_minor: int
    bonus_minor: int


def plan_top_up(
    program: Program, pay_minor: int, *, member: TopUpHolder, bonus_limit_minor: int | None = None
) -> TopUpPlan:
    """Return what paying ``pay_minor`` in gives to ``member``.

    ``bonus_limit_minor`` is the cashier's own limit; without one the program's counts.

    Raises:
        Refused: ``member_frozen``, ``member_closed``; ``top_up_below_minimum`` with the
            ``minimum_minor``, ``top_up_above_maximum``, ``top_up_multiple``,
            ``top_up_only_offers``; ``balance_cap`` with the ``cap_minor`` and the ``room_minor``
            that is left below it; ``headroom_short`` with the ``room_minor`` that this till may
            fill without asking, and the ``asked_minor``.
    """
    if member.status is not Status.ACTIVE:
        raise Refused(f"member_{member.status}")
    rules = program.stored_value
    offer = _offer_for(rules, pay_minor)
    bonus = offer.bonus_minor if offer else 0
    _check_cap(rules, member, pay_minor + bonus)
    limit = (
        bonus_limit_minor if bonus_limit_minor is not None else program.approvals.bonus_minor_max
    )
    over = limit is not None and bonus > limit
    return TopUpPlan(
        principal_minor=pay_minor,
        bonus_minor=bonus,
        points=offer.points if offer else 0,
        offer_id=offer.offer_id if offer else None,
        needs_approval=over,
        reason="bonus_over_limit" if over else "",
        bonus_limit_minor=limit,
        headroom_minor=0 if rules.balance_cap_minor is None else pay_minor + bonus,
    )


def split_spend(
    amount_minor: int, principal_minor: int, bonus_minor: int, order: SpendOrder
) -> Split:
    """Return which part of ``amount_minor`` principal pays and which bonus, of what is held.

    In proportion means by largest remainder, ties to the principal.

    Raises:
        Refused: ``stored_value_short`` with what was ``asked_minor`` and is ``held_minor``.
    """
    assert min(amount_minor, principal_minor, bonus_minor) >= 0
    held = principal_minor + bonus_minor
    if amount_minor > held:
        raise Refused("stored_value_short", asked_minor=amount_minor, held_minor=held)
    if order is SpendOrder.PRINCIPAL_FIRST:
        principal = min(amount_minor, principal_minor)
    elif order is SpendOrder.BONUS_FIRST:
        principal = amount_minor - min(amount_minor, bonus_minor)
    else:
        principal = allocate(amount_minor, (principal_minor, bonus_minor))[0] if held else 0
    return Split(principal, amount_minor - principal)


def check_spender(
    program: Program, *, identified_by: str, online: bool, verified: bool, approved: bool
) -> None:
    """Check that whoever was ``identified_by`` this way may spend stored value.

    A scanned code or card suffices. Someone found by phone or name shows it by PIN or one-time
    code (``verified``), or offline by a manager's approval where the program allows that.

    Raises:
        Refused: ``code_needed``; ``approval_needed`` where a manager may allow it.
    """
    if identified_by in WITH_CODE or verified:
        return
    if online or not program.approvals.offline_spend_without_code:
        raise Refused("code_needed")
    if not approved:
        raise Refused("approval_needed")


def check_spend(program: Program, amount_minor: int, *, spent_today_minor: int) -> None:
    """Check a spend against the program's limits.

    Raises:
        Refused: ``spend_over_single`` or ``spend_over_day`` with the ``limit_minor`` and the
            ``room_minor`` left in it.
    """
    limits = program.spending
    single, day = limits.single_minor_max, limits.day_minor_max
    if single is not None and amount_minor > single:
        raise Refused("spend_over_single", limit_minor=single, room_minor=single)
    if day is not None and spent_today_minor + amount_minor > day:
        room = max(0, day - spent_today_minor)
        raise Refused("spend_over_day", limit_minor=day, room_minor=room)


def _offer_for(rules: StoredValueRules, pay_minor: int) -> TopUpOffer | None:
    """Return the offer that ``pay_minor`` gets; ``None`` for a free amount that gets nothing."""
    if pay_minor < rules.minimum_minor:
        raise Refused("top_up_below_minimum", minimum_minor=rules.minimum_minor)
    if rules.maximum_minor is not None and pay_minor > rules.maximum_minor:
        raise Refused("top_up_above_maximum", maximum_minor=rules.maximum_minor)
    below = [offer for offer in rules.offers if offer.pay_minor <= pay_minor]
    best = max(below, key=lambda offer: offer.pay_minor, default=None)
    if best is not None and best.pay_minor == pay_minor:
        return best
    if rules.free_multiple_minor == 0:
        raise Refused("top_up_only_offers")
    if pay_minor % rules.free_multiple_minor:
        raise Refused("top_up_multiple", multiple_minor=rules.free_multiple_minor)
    return best if rules.free_takes_lower_offer else None


def _check_cap(rules: StoredValueRules, member: TopUpHolder, added_minor: int) -> None:
    """Check the balance that the till knows, and then its rights: other tills may pay in, too."""
    cap, book = rules.balance_cap_minor, member.book_minor
    if cap is None:
        return
    if book + added_minor > cap:
        raise Refused("balance_cap", cap_minor=cap, room_minor=max(0, cap - book))
    if added_minor > member.headroom_minor:
        raise Refused("headroom_short", asked_minor=added_minor, room_minor=member.headroom_minor)
