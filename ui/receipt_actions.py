"""What the screens can ask for about receipts: found again, printed again, taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pos_member.domain.operations import Approval
from pos_member.domain.receipt_views import ReceiptDetail, ReceiptPage, ReceiptWish
from pos_member.domain.refund_views import RefundDone, RefundPreview


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What is to come back. ``op_id`` is made before the first try and kept for every retry.

    Attributes:
        lines: line → thousandths; ``voids`` undoes the whole sale instead.
        at_risk: a manager takes the risk that it came back elsewhere.
    """

    op_id: str
    sale_id: str
    cashier_id: str
    lines: Mapping[str, int] = field(default_factory=dict)
    approval: Approval | None = None
    voids: bool = False
    at_risk: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptActions:
    """The callables; each raises as those of ``Actions`` do, and runs on the ledger's worker.

    ``open`` takes the operation and who asks, ``reprint`` an approval as well and returns the
    number of the receipt; ``preview`` writes nothing.
    """

    page: Callable[[ReceiptWish], ReceiptPage]
    open: Callable[[str, str], ReceiptDetail]
    reprint: Callable[[str, str, Approval | None], str]
    preview: Callable[[RefundWish], RefundPreview]
    refund: Callable[[RefundWish], RefundDone]
