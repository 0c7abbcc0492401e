"""What a screen shows of the receipts of a till: the rows of its journal, and one of them whole."""

from dataclasses import dataclass

from pos_member.domain.receipt import Receipt
from pos_member.domain.refund_views import Refundable


@dataclass(frozen=True, slots=True)
class ReceiptWish:
    """Which receipts are asked for: what somebody typed, or a member's; none for all of them.

    ``before`` is the ``older`` of the page before, 0 for the newest.
    """

    text: str = ""
    member_id: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt of this till in a list; amounts in minor units.

    Attributes:
        kind: sale, refund, top_up or session_redeemed.
        amount: what was paid, or, of a refund, what went back; nothing of a session.
        member: as the receipt prints it, masked; empty for a guest.
        returned: what came back of a sale so far.
        whole: nothing of the sale is left to come back.
        about: the operation that a refund takes back.
    """

    op_id: str
    kind: str
    number: str
    at_ms: int
    amount: int
    member: str
    cashier: str
    returned: int = 0
    whole: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """Receipts, newest first; ``older`` is where to go on, 0 where there are no older ones."""

    rows: tuple[ReceiptRow, ...]
    older: int


@dataclass(frozen=True, slots=True)
class ReceiptDetail:
    """One receipt with all that is known of it.

    Attributes:
        printed: what stood on the paper; ``None`` where its print job is lost.
        refunds: what came back of it, oldest first.
        refundable: what may still come back; ``None`` for what is no sale.
        torn: it may not have come out of the printer.
        copy_is_free: a copy takes nobody's approval.
    """

    row: ReceiptRow
    printed: Receipt | None
    refunds: tuple[ReceiptRow, ...]
    refundable: Refundable | None
    torn: bool
    copy_is_free: bool
