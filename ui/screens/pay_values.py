"""What a payment is made of: its phase, the planned tender, what the button says, whom to ask."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from pos_member.domain.operations import Approval
from pos_member.domain.tender import EXTERNAL, TenderKind
from pos_member.domain.views import TenderLine
from ui.actions import PlannedTender
from ui.screens.said import Said
from ui.screens.tender_offers import PayFacts, TenderOffer, points_here

USUAL = (TenderKind.STORED_VALUE, TenderKind.CASH, TenderKind.BANK_CARD)
"""What is proposed where nothing was chosen: the first of these that can pay."""


class Phase(Enum):
    """Where a payment is."""

    OPEN = auto()
    WAITING = auto()
    BOOKING = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Ask:
    """A manager is needed: why, what for, and what to do with the approval.

    ``member`` names whom it is about where that is not the member of the open sale.
    """

    why: Said
    amount_minor: int
    go_on: Callable[[Approval], None]
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Primary:
    """What the one button says and whether it may be pressed."""

    message: str
    amount_minor: int
    blocked: Said | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What the cashier typed: minor units (0 for nothing) and a reference."""

    minor: int = 0
    reference: str = ""


def plan(facts: PayFacts, offer: TenderOffer, typed: Typed) -> PlannedTender:
    """Return the tender that a press would take: what was typed, else all that it can pay."""
    amount = min(typed.minor, offer.most_minor) if typed.minor else offer.most_minor
    if offer.kind is TenderKind.CASH:
        return PlannedTender(offer.kind, amount, received=typed.minor or amount)
    if offer.kind is TenderKind.POINTS:
        limit = facts.points_limit
        steps = min(amount // limit.step_minor, points_here(facts) // limit.step_points)
        points = steps * limit.step_points
        return PlannedTender(offer.kind, steps * limit.step_minor, points=points)
    reference = typed.reference.strip() if offer.kind in EXTERNAL else ""
    return PlannedTender(offer.kind, amount, reference=reference)


def left_after(facts: PayFacts, planned: PlannedTender) -> int:
    """Return the minor units that are still to be paid after ``planned``."""
    if planned.kind == TenderKind.CASH and planned.amount >= facts.cash_minor:
        return 0
    return max(0, facts.left_minor - planned.amount)


def button_of(facts: PayFacts, planned: PlannedTender, blocked: Said | None) -> Primary:
    """Return what the one button says: the verb and the amount that it takes."""
    if facts.due_minor == 0:
        return Primary("pay.start" if blocked else "pay.nothing_due", 0, blocked)
    if facts.left_minor == 0:
        return Primary("pay.complete", facts.due_minor, blocked)
    part = "_part" if left_after(facts, planned) else ""
    return Primary(f"pay.{planned.kind}{part}", planned.amount, blocked)


def is_taken_outside(line: TenderLine) -> bool:
    """Tell whether another machine took this money, so that taking it back needs a manager."""
    return line.state == "confirmed" and line.kind in EXTERNAL
