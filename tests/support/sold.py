"""Sales on record without a program behind them: lines with what was paid for each, and tenders."""

from collections.abc import Sequence

from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.money import Milli, format_minor
from pos_member.domain.operations import Approval, Refund, Sale, Tendered, Where
from pos_member.domain.refund import Inverse

WHERE = Where("s1", "2026-11-22", "A1-1122-000001")
APPROVAL = Approval("boss", "does not fit")


def sale_of(
    lines: Sequence[tuple[str, int, int]],
    tenders: Sequence[Tendered],
    *,
    rounding: int = 0,
    earned: int = 0,
    qualifying: int = 0,
    member_id: str | None = "m1",
) -> Sale:
    """Return a sale of ``lines``: id, quantity in thousandths, minor units paid for it."""
    basket = Basket(
        "b1",
        tuple(
            BasketLine(line_id, f"sku-{line_id}", line_id, paid, Milli(quantity), "goods")
            for line_id, quantity, paid in lines
        ),
    )
    return Sale(
        where=WHERE,
        member_id=member_id,
        identified_by="code" if member_id else None,
        due=sum(paid for _, _, paid in lines),
        rounding=rounding,
        tenders=tuple(tenders),
        points_earned=earned,
        points_expire_day="2027-11-22" if earned else "",
        qualifying=qualifying,
        quoted={
            "inputs": {"basket": basket.to_json()},
            "outcome": {"lines": [[line_id, format_minor(paid)] for line_id, _, paid in lines]},
        },
    )


def value(principal: int, bonus: int = 0) -> Tendered:
    """Return a tender of stored value, in its two parts."""
    parts = ((Kind.PRINCIPAL, principal), (Kind.BONUS, bonus))
    legs = tuple(Leg(f"lease-{kind}", kind, amount) for kind, amount in parts if amount)
    return Tendered("stored_value", principal + bonus, legs)


def refund_of(sale: Sale, made: Inverse, *, sale_id: str = "sale-1") -> Refund:
    """Return the operation that books ``made``."""
    return Refund(
        where=WHERE,
        sale_id=sale_id,
        member_id=sale.member_id,
        lines=made.lines,
        amount=made.amount,
        rounding=made.rounding,
        tenders=made.tenders,
        principal=made.principal,
        bonus=made.bonus,
        points=made.points,
        points_worth=made.points_worth,
        earned=made.earned,
        qualifying=made.qualifying,
        approval=APPROVAL,
    )
