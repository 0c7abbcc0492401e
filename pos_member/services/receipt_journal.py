"""The receipts of this till, out of its own journal: listed, searched, one of them whole; offline.

A search looks at a bounded stretch of the journal and says where to go on, so that no journal is
too long for it. What the bytes of a body promise is looked at again in what it says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection

from pos_member.domain import receipt
from pos_member.domain.amounts import digits_of
from pos_member.domain.errors import PosError, Refused
from pos_member.domain.journal import Entry, Moment, incarnation_in, place_of, seq_in
from pos_member.domain.money import parse_minor
from pos_member.domain.operations import Refund, Sale, SessionRedeemed, TopUp
from pos_member.domain.receipt import Receipt
from pos_member.domain.receipt_views import ReceiptDetail, ReceiptPage, ReceiptRow, ReceiptWish
from pos_member.domain.refund import left_of
from pos_member.services.lookup import search
from pos_member.services.printing import RECEIPTED, last_with_receipt
from pos_member.services.refunds import refundable
from pos_member.services.sold_here import body_of
from pos_member.services.staff import is_manager, staff_name
from pos_member.services.till import Till
from pos_member.storage import entries, meta, print_jobs

PrintedBody: TypeAlias = Sale | Refund | TopUp | SessionRedeemed
ROWS = 40
"""Receipts a page."""
LOOKED_AT = 5_000
"""Entries of the journal that one call looks at."""
MEMBERS_MAX = 5
_SIGNS = "¥￥$€£ "


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is looked for; nothing of it stands for every receipt."""

    number: str = ""
    minor: int | None = None
    members: tuple[str, ...] = ()

    def holding(self) -> list[bytes]:
        """Return bytes of which one stands in every body that is meant."""
        found = [f'"member":"{member_id}"'.encode() for member_id in self.members]
        found += [text.encode() for text in {self.number, self.number.upper()} if text]
        return found if self.minor is None else [*found, f":{self.minor}".encode()]

    def means(self, body: PrintedBody, shown: ReceiptRow) -> bool:
        """Tell whether the receipt ``shown`` is one of those."""
        if not (self.number or self.members) and self.minor is None:
            return True
        numbered = bool(self.number) and self.number.upper() in shown.number.upper()
        return numbered or body.member_id in self.members or shown.amount == self.minor


def receipts(till: Till, wish: ReceiptWish, moment: Moment) -> ReceiptPage:
    """Return the receipts that ``wish`` means, newest first, and where to go on.

    A text is part of a number, an amount, or a member as ``lookup.search`` finds one.
    """
    meant = _meant(till, wish, moment)
    if meant is None:
        return ReceiptPage((), 0)
    with till.journal.reading() as connection:
        head = meta.head(connection)
        before = wish.before or place_of(head.incarnation, head.seq + 1)
        found, older = _look(connection, meant, before)
        current = [each for each in found if _is_newest(connection, each, head.incarnation)]
        rows = [(_body(each), _row(till, connection, each)) for each in current]
    return ReceiptPage(tuple(shown for body, shown in rows if meant.means(body, shown)), older)


def receipt_detail(till: Till, op_id: str, actor_id: str, moment: Moment) -> ReceiptDetail:
    """Return the receipt of ``op_id`` with what came back of it, as ``actor_id`` may treat it.

    Raises:
        Refused: ``receipt_elsewhere``: no receipt of this till.
        Unavailable: ``no_program``, for a sale.
    """
    with till.journal.reading() as connection:
        entry = entries.by_op(connection, op_id)
        if entry is None or entry.draft.kind not in RECEIPTED:
            raise Refused("receipt_elsewhere")
        shown = _row(till, connection, entry)
        back = [_row(till, connection, each) for each in entries.refunds_of(connection, op_id)]
        printed = _printed(connection, op_id)
        torn = bool(print_jobs.unfinished_of(connection, op_id))
    sold = refundable(till, op_id, moment) if shown.kind == Sale.kind else None
    free = copy_is_free(till, op_id) or is_manager(till, actor_id)
    return ReceiptDetail(shown, printed, tuple(back), sold, torn, free)


def copy_is_free(till: Till, op_id: str) -> bool:
    """Tell whether a copy takes no right: it is the last receipt, or it may not have come out."""
    with till.journal.reading() as connection:
        torn = bool(print_jobs.unfinished_of(connection, op_id))
        return torn or last_with_receipt(connection) == op_id


def _meant(till: Till, wish: ReceiptWish, moment: Moment) -> _Wish | None:
    """Return what ``wish`` looks for; None where its words name nobody and nothing."""
    if wish.member_id:
        return _Wish(members=(wish.member_id,))
    text = wish.text.strip()
    if not text:
        return _Wish()
    minor = _minor(text, till.identity.currency)
    if minor is not None and not text.isdigit():
        return _Wish(minor=minor)
    hits = search(till, text, moment)[:MEMBERS_MAX]
    is_number = text.isascii() and any(letter.isdigit() for letter in text)
    if not hits and not is_number:
        return None
    return _Wish(text if is_number else "", minor, tuple(hit.member_id for hit in hits))


def _minor(text: str, currency: str) -> int | None:
    try:
        return parse_minor(text.strip(_SIGNS).replace(",", ""), digits_of(currency))
    except (PosError, ValueError):
        return None


def _look(connection: Connection, meant: _Wish, before: int) -> tuple[list[Entry], int]:
    """Return entries below the place ``before`` that may be meant, and the place to go on from."""
    incarnation, seq, looked = incarnation_in(before), seq_in(before), LOOKED_AT
    found: list[Entry] = []
    while incarnation:
        least = max(1, seq - looked)
        found += entries.newest(
            connection,
            incarnation,
            *RECEIPTED,
            seqs=range(least, seq),
            holding=meant.holding(),
            most=ROWS - len(found),
        )
        if len(found) == ROWS:
            return found, place_of(found[-1].incarnation, found[-1].seq)
        if least > 1:
            return found, place_of(incarnation, least)
        looked -= seq - least
        incarnation -= 1
        last = entries.last_of(connection, incarnation, *RECEIPTED)
        seq = last.seq + 1 if last else 1
    return found, 0


def _is_newest(connection: Connection, entry: Entry, incarnation: int) -> bool:
    """Tell whether no later incarnation has a copy of ``entry``, which is the same operation."""
    if entry.incarnation == incarnation:
        return True
    newest = entries.by_op(connection, entry.draft.op_id)
    return newest is not None and newest.incarnation == entry.incarnation


def _body(entry: Entry) -> PrintedBody:
    body = body_of(entry)
    assert isinstance(body, PrintedBody)
    return body


def _row(till: Till, connection: Connection, entry: Entry) -> ReceiptRow:
    body, op_id = _body(entry), entry.draft.op_id
    printed = _printed(connection, op_id)
    came = _refunds(connection, op_id) if isinstance(body, Sale) else []
    return ReceiptRow(
        op_id=op_id,
        kind=body.kind,
        number=body.where.receipt,
        at_ms=entry.draft.moment.wall_ms,
        amount=_amount(body),
        member=printed.member if printed else "",
        cashier=printed.cashier if printed else staff_name(till, entry.draft.actor_id),
        returned=sum(each.amount - each.rounding for each in came),
        whole=isinstance(body, Sale) and not any(left_of(body, came).values()),
        about=body.sale_id if isinstance(body, Refund) else "",
    )


def _refunds(connection: Connection, sale_id: str) -> list[Refund]:
    bodies: Iterable[object] = map(body_of, entries.refunds_of(connection, sale_id))
    return [body for body in bodies if isinstance(body, Refund)]


def _amount(body: PrintedBody) -> int:
    if isinstance(body, SessionRedeemed):
        return 0
    if isinstance(body, TopUp):
        return body.principal
    return (body.due if isinstance(body, Sale) else body.amount) - body.rounding


def _printed(connection: Connection, op_id: str) -> Receipt | None:
    job = print_jobs.of_op(connection, op_id)
    return receipt.from_json(job.receipt) if job else None
