"""What a screen shows of refunds: what may come back, and what did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A line of a sale as it may come back; quantities in thousandths.

    ``why_not`` is the code of why it may not, empty where it may; ``last_day`` ends its window,
    empty for ever.
    """

    line_id: str
    name: str
    sold: int
    left: int
    paid: int
    weighed: bool
    why_not: str = ""
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class Refundable:
    """A sale as this till may take it back.

    Attributes:
        sure: whether this till alone refunds it; else a manager has to take the risk.
        voidable: whether all of it may be undone: it is of today, and nothing came back yet.
    """

    sale_id: str
    receipt: str
    day: str
    member_id: str | None
    due: int
    lines: tuple[RefundLine, ...]
    sure: bool
    voidable: bool


@dataclass(frozen=True, slots=True)
class RefundDone:
    """A refund that is in the journal; ``tenders`` are what goes back outside, by kind."""

    op_id: str
    receipt: str
    amount: int
    tenders: tuple[tuple[str, int], ...]
    stored_value: int
    points: int
    print_job: int
