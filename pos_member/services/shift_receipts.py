"""What a shift prints: a slip for each time the drawer was opened, and the report of the shift."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pos_member.domain.ids import short_code
from pos_member.domain.journal import Moment
from pos_member.domain.operations import CashMoved, ShiftClosed, ShiftOpened
from pos_member.domain.receipt import Figure, Receipt, ReceiptEntry, ReceiptKind
from pos_member.domain.shift import Tally, Totals
from pos_member.domain.words import Words
from pos_member.services.receipts import TENDER_WORDS, business_time
from pos_member.services.till import Till

_MOVED = {
    "paid_in": Words("现金存入", "Paid in"),
    "paid_out": Words("现金支出", "Paid out"),
    "safe_drop": Words("交存保险柜", "Safe drop"),
    "no_sale": Words("开钱箱", "No sale"),
}
_FLOAT = Words("备用金", "Float")
_ALLOWED = Words("已授权", "Approved")


@dataclass(frozen=True, slots=True)
class Slip:
    """Who did it and when; ``op_id`` is empty where nothing is booked."""

    op_id: str
    cashier: str
    moment: Moment


def cash_slip(till: Till, body: ShiftOpened | CashMoved, *, slip: Slip) -> Receipt:
    """Return the slip that goes into the drawer with the cash, or instead of it."""
    if isinstance(body, ShiftOpened):
        said = [ReceiptEntry(till.words(_FLOAT), body.amount, strong=True)]
    else:
        said = [ReceiptEntry(till.words(_MOVED[body.purpose.value]), body.amount, strong=True)]
        said.append(ReceiptEntry(body.reason, counts=Figure.HEADING))
        if body.approval is not None:
            said.append(_heading(till, _ALLOWED))
    receipt = _receipt(till, ReceiptKind.CASH, said, slip)
    return replace(receipt, number=body.where.receipt, total_minor=body.amount)


def shift_report(
    till: Till, totals: Totals, number: int, *, closed: ShiftClosed | None, slip: Slip
) -> Receipt:
    """Return the report of shift ``number``: Z where it was ``closed``, X where it runs on."""
    title = f"{'Z' if closed else 'X'} {number:04d}"
    said = [ReceiptEntry(title, counts=Figure.HEADING), *_trade(till, totals)]
    said += [_heading(till, Words("收款方式", "By tender"))]
    said += [
        _money(till, words, totals.tenders[kind])
        for kind, words in TENDER_WORDS.items()
        if kind in totals.tenders
    ]
    said += _drawer(till, totals)
    if closed is not None:
        said += _counted(till, closed)
    receipt = _receipt(till, ReceiptKind.SHIFT, said, slip)
    printed = closed.where.receipt if closed else ""
    return replace(receipt, number=printed, total_minor=totals.drawer.expected)


def _trade(till: Till, totals: Totals) -> Iterable[ReceiptEntry]:
    yield _heading(till, Words("销售", "Sales"))
    yield ReceiptEntry(till.words(Words("笔数", "Receipts")), totals.sales.count, Figure.COUNT)
    yield ReceiptEntry(till.words(Words("销售额", "Sold")), totals.sales.amount)
    for words, tally in (
        (Words("优惠", "Deductions"), totals.deductions),
        (Words("退货", "Refunds"), totals.refunds),
    ):
        if tally.count:
            yield _money(till, words, tally, sign=-1)
    if totals.coupons:
        used = till.words(Words("优惠券", "Coupons used"))
        yield ReceiptEntry(used, totals.coupons, Figure.COUNT)
    if totals.sessions:
        used = till.words(Words("次卡核销", "Package sessions used"))
        yield ReceiptEntry(used, totals.sessions, Figure.COUNT)
    yield _heading(till, Words("储值（不计销售）", "Stored value (no sale)"))
    yield _money(till, Words("充值本金", "Top-ups"), totals.top_ups)
    yield _money(till, Words("赠送金", "Bonus"), totals.bonus)
    yield ReceiptEntry(till.words(Words("储值负债变化", "Change of what is owed")), totals.owed)
    yield ReceiptEntry(till.words(Words("新会员", "New members")), totals.members, Figure.COUNT)


def _drawer(till: Till, totals: Totals) -> Iterable[ReceiptEntry]:
    drawer = totals.drawer
    yield _heading(till, Words("钱箱", "Cash drawer"))
    yield ReceiptEntry(till.words(_FLOAT), drawer.change_left)
    for words, tally, sign in (
        (Words("现金销售", "Cash sales"), drawer.sold, 1),
        (Words("现金充值", "Cash top-ups"), drawer.topped_up, 1),
        (Words("现金退款", "Cash refunds"), drawer.refunded, -1),
        (_MOVED["paid_in"], drawer.paid_in, 1),
        (_MOVED["paid_out"], drawer.paid_out, -1),
        (_MOVED["safe_drop"], drawer.dropped, -1),
    ):
        if tally.count:
            yield _money(till, words, tally, sign=sign)
    if totals.no_sales:
        yield ReceiptEntry(till.words(_MOVED["no_sale"]), totals.no_sales, Figure.COUNT)
    expected = till.words(Words("应有现金", "Expected"))
    yield ReceiptEntry(expected, drawer.expected, strong=True)


def _counted(till: Till, closed: ShiftClosed) -> Iterable[ReceiptEntry]:
    yield ReceiptEntry(till.words(Words("实点现金", "Counted")), closed.counted)
    difference = till.words(Words("差额", "Difference"))
    yield ReceiptEntry(difference, closed.difference, note=closed.reason, strong=True)
    if closed.recounts:
        again = till.words(Words("重新清点次数", "Counted again"))
        yield ReceiptEntry(again, closed.recounts, Figure.COUNT)
    yield ReceiptEntry(till.words(Words("留作备用金", "Left as float")), closed.left)


def _money(till: Till, words: Words, tally: Tally, *, sign: int = 1) -> ReceiptEntry:
    return ReceiptEntry(f"{till.words(words)} x{tally.count}", sign * tally.amount)


def _heading(till: Till, words: Words) -> ReceiptEntry:
    return ReceiptEntry(till.words(words), counts=Figure.HEADING)


def _receipt(till: Till, kind: ReceiptKind, entries: Iterable[ReceiptEntry], slip: Slip) -> Receipt:
    return Receipt(
        kind=kind,
        shop=till.identity.store_name,
        register=till.identity.register,
        number="",
        operation_code=short_code(slip.op_id) if slip.op_id else "",
        business_time=business_time(slip.moment),
        cashier=slip.cashier,
        total_minor=0,
        currency=till.identity.currency,
        entries=tuple(entries),
    )
