"""Ways of paying, and the arithmetic of paying in parts.

What the tenders pay plus what rounding gives away is what is due: that is checked here and nowhere
else. Only the cash part of a bill is rounded, so there is at most one cash tender.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pos_member.domain.amounts import digits_of
from pos_member.domain.errors import Refused
from pos_member.domain.money import CashRounding, round_cash
from pos_member.domain.program import CashRules


class TenderKind(StrEnum):
    """A way of paying; ``qr``, ``bank_card``, ``transfer`` are taken outside, with a reference."""

    STORED_VALUE = "stored_value"
    POINTS = "points"
    CASH = "cash"
    QR = "qr"
    BANK_CARD = "bank_card"
    TRANSFER = "transfer"


EXTERNAL = (TenderKind.QR, TenderKind.BANK_CARD, TenderKind.TRANSFER)
MEMBER_FUNDED = (TenderKind.STORED_VALUE, TenderKind.POINTS)


@dataclass(frozen=True, slots=True)
class TenderPlan:
    """One tender of a bill.

    Attributes:
        amount_minor: what it pays of the bill; for cash without the change.
        received_minor: for cash, what was handed over; 0 where not yet known.
        points: for points, how many pay ``amount_minor``.
        bonus_minor: for stored value, the part of the amount that bonus pays.
        reference: for external tenders, what the other machine printed.
    """

    kind: TenderKind
    amount_minor: int
    received_minor: int = 0
    points: int = 0
    bonus_minor: int = 0
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Where a bill stands after its tenders, minor units.

    Attributes:
        paid_minor: what the tenders pay.
        rounding_minor: what rounding the cash part gives away (negative: takes); 0 until cash
            completes the bill.
        left_minor: what is still to be paid.
        cash_minor: what cash would have to pay to complete the bill.
        change_minor: what goes back over the counter.
    """

    paid_minor: int
    rounding_minor: int
    left_minor: int
    cash_minor: int
    change_minor: int

    @property
    def complete(self) -> bool:
        """Tell whether nothing is left to pay."""
        return self.left_minor == 0


def settle(due_minor: int, tenders: Iterable[TenderPlan], cash: CashRules) -> Settlement:
    """Return where a bill of ``due_minor`` stands after ``tenders``, in whatever order they come.

    Cash pays last: it is complete when it meets what the others leave, rounded to the coin.

    Raises:
        Refused: ``tender_amount`` (not above 0), ``tender_over`` with the ``kind`` and what was
            ``left_minor`` (only cash gives change), ``cash_twice``, ``cash_coin`` (finer than the
            smallest coin), ``cash_short`` with what is ``missing_minor``, ``bonus_over``.
    """
    assert due_minor >= 0
    in_cash: TenderPlan | None = None
    paid = 0
    for tender in tenders:
        _check(tender)
        if tender.kind is not TenderKind.CASH:
            if paid + tender.amount_minor > due_minor:
                raise Refused("tender_over", kind=tender.kind.value, left_minor=due_minor - paid)
            paid += tender.amount_minor
        elif in_cash is not None:
            raise Refused("cash_twice")
        else:
            in_cash = tender
    rest = due_minor - paid
    rounded = round_cash(rest, cash.coin_minor, cash.rounding)
    if in_cash is None:
        return Settlement(paid, 0, rest, rounded, 0)
    _check_cash(in_cash, rest, rounded, cash)
    change = max(0, in_cash.received_minor - in_cash.amount_minor)
    paid += in_cash.amount_minor
    if in_cash.amount_minor == rounded:
        return Settlement(paid, rest - rounded, 0, rounded, change)
    return Settlement(paid, 0, due_minor - paid, rounded, change)


def quick_cash(cash_minor: int, currency: str = "CNY", *, most: int = 4) -> tuple[int, ...]:
    """Return what a customer is likely to hand over for ``cash_minor``, the exact amount first.

    Up to the next ten, fifty, hundred and five hundred; for small amounts the single five and
    twenty too. 146.70 gives 146.70, 150, 200, 500.
    """
    assert cash_minor >= 0
    digits = digits_of(currency)
    major = 10**digits if digits else 100
    found = {
        -(-cash_minor // step) * step for step in (note * major for note in (10, 50, 100, 500))
    }
    found |= {note * major for note in (5, 20) if note * major > cash_minor}
    return (cash_minor, *sorted(found - {cash_minor}))[:most] if cash_minor else (0,)


def _check(tender: TenderPlan) -> None:
    least = 0 if tender.kind is TenderKind.CASH else 1
    if tender.amount_minor < least:
        raise Refused("tender_amount", kind=tender.kind.value)
    if not 0 <= tender.bonus_minor <= tender.amount_minor:
        raise Refused("bonus_over", kind=tender.kind.value)


def _check_cash(tender: TenderPlan, rest: int, rounded: int, cash: CashRules) -> None:
    amount = tender.amount_minor
    # Cash of nothing is only right where rounding down gives away all that is left.
    if amount == 0 and (rounded or not rest):
        raise Refused("tender_amount", kind=tender.kind.value)
    if amount > rounded:
        raise Refused("tender_over", kind=tender.kind.value, left_minor=rounded)
    if cash.rounding is not CashRounding.NONE and amount % cash.coin_minor:
        raise Refused("cash_coin", coin_minor=cash.coin_minor)
    if tender.received_minor and tender.received_minor < amount:
        raise Refused("cash_short", missing_minor=amount - tender.received_minor)
