"""What a screen shows of refunds: what may come back, and what did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A line of a sale as it may come back; quantities in thousandths.

    ``why_not`` is the code of why it may not, empty where it may; ``last_day`` ends its window,
    empty for ever. ``sku`` and ``code`` find the line of goods that are scanned.
    """

    line_id: str
    name: str
    sold: int
    left: int
    paid: int
    weighed: bool
    why_not: str = ""
    last_day: str = ""
    sku: str = ""
    code: str = ""


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
class RefundPreview:
    """What a refund would give back, before anybody confirms it; minor units and points.

    Attributes:
        amount: what the lines come to; ``rounding`` of it stays, because cash has coins.
        tenders: what goes back outside, by kind.
        principal, bonus: what goes back to the stored value, each to its own part.
        points, points_worth: points that come back, and the minor units that they paid.
        earned: points that the sale earned and that are taken back.
        whole: nothing of the sale is left after it.
        sure: as in ``Refundable``.
        lines: line → what comes back for it.
    """

    amount: int
    rounding: int
    tenders: tuple[tuple[str, int], ...]
    principal: int
    bonus: int
    points: int
    points_worth: int
    earned: int
    whole: bool
    sure: bool
    lines: tuple[tuple[str, int], ...] = ()


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
