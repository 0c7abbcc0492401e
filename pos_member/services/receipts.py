"""Makes the receipt of an operation: complete, masked, and worded in the till's language."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from pos_member.domain.amounts import digits_of, format_quantity
from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.ids import short_code
from pos_member.domain.journal import Moment
from pos_member.domain.ledger import Kind
from pos_member.domain.member import masked_name
from pos_member.domain.money import Milli, format_minor
from pos_member.domain.operations import Refund, Sale, Tendered, TopUp
from pos_member.domain.pricing import Quote
from pos_member.domain.receipt import (
    Receipt,
    ReceiptAccount,
    ReceiptDeduction,
    ReceiptKind,
    ReceiptLine,
    ReceiptTender,
)
from pos_member.domain.views import MemberView
from pos_member.domain.words import Words
from pos_member.services.till import Till

TENDER_WORDS = {
    "stored_value": Words("储值", "Balance"),
    "points": Words("积分抵扣", "Points"),
    "cash": Words("现金", "Cash"),
    "qr": Words("扫码支付", "QR pay"),
    "bank_card": Words("银行卡", "Bank card"),
    "transfer": Words("转账", "Transfer"),
}
_ROUNDING = Words("抹零", "Rounding")
_PRINCIPAL = Words("充值本金", "Paid in")
_BONUS = Words("赠送金", "Bonus")
_VOID = Words("整单撤销", "Sale voided")
_KILOGRAM = " kg"


@dataclass(frozen=True, slots=True)
class Printed:
    """What every receipt says beside the operation itself."""

    op_id: str
    cashier: str
    moment: Moment
    member: MemberView | None


@dataclass(frozen=True, slots=True)
class SoldGoods:
    """What a refund's receipt says of its sale: the number it printed, and its lines by id."""

    receipt: str
    goods: Mapping[str, BasketLine]


def sale_receipt(
    till: Till, sale: Sale, *, basket: Basket, priced: Quote, printed: Printed
) -> Receipt:
    """Return the receipt of ``sale``, with every deduction in words and what the member holds."""
    change = sum(max(0, t.received - t.amount) for t in sale.tenders if t.kind == "cash")
    deductions = [
        ReceiptDeduction(till.words(each.words(priced.currency)), each.amount_minor)
        for each in priced.deductions
    ]
    if sale.rounding > 0:
        deductions.append(ReceiptDeduction(till.words(_ROUNDING), sale.rounding))
    return Receipt(
        kind=ReceiptKind.SALE,
        total_minor=sale.due - sale.rounding,
        lines=_lines(basket, priced),
        deductions=tuple(deductions),
        tenders=tuple(_tender(till, each) for each in sale.tenders),
        change_minor=change,
        accounts=_after_sale(printed.member, sale),
        **_head(till, sale.where.receipt, printed),
    )


def top_up_receipt(till: Till, top_up: TopUp, *, printed: Printed) -> Receipt:
    """Return the receipt of ``top_up``: what was paid, what was given, what the book says now."""
    note = (
        f"{till.words(_BONUS)} +{_amount(top_up.bonus, top_up.where.currency)}"
        if top_up.bonus
        else ""
    )
    paid = ReceiptLine(till.words(_PRINCIPAL), "", top_up.principal, top_up.principal, note)
    return Receipt(
        kind=ReceiptKind.TOP_UP,
        total_minor=top_up.principal,
        lines=(paid,),
        tenders=(_tender(till, top_up.tender),),
        change_minor=max(0, top_up.tender.received - top_up.tender.amount),
        accounts=_after_top_up(printed.member, top_up),
        **_head(till, top_up.where.receipt, printed),
    )


def refund_receipt(till: Till, refund: Refund, *, sold: SoldGoods, printed: Printed) -> Receipt:
    """Return the receipt of ``refund``: what came back, and by which way the money goes."""
    came = [(sold.goods[line.line_id], line) for line in refund.lines]
    lines = tuple(
        ReceiptLine(goods.name, _quantity(goods, line.quantity), goods.unit_minor, line.amount)
        for goods, line in came
    )
    held = (("stored_value", refund.principal + refund.bonus), ("points", refund.points_worth))
    back = [each for each in refund.tenders if each.amount]
    back += [Tendered(kind, amount) for kind, amount in held if amount]
    rounding = [ReceiptDeduction(till.words(_ROUNDING), refund.rounding)] if refund.rounding else []
    return Receipt(
        kind=ReceiptKind.REFUND,
        reference=sold.receipt,
        footer=(till.words(_VOID),) if refund.voids else (),
        total_minor=refund.amount - refund.rounding,
        lines=lines,
        deductions=tuple(rounding),
        tenders=tuple(_tender(till, each) for each in back),
        accounts=_after_refund(printed.member, refund),
        **_head(till, refund.where.receipt, printed),
    )


def business_time(moment: Moment) -> str:
    """Return the shop's local time as a receipt prints it."""
    local_s = moment.wall_ms // 1000 + moment.tz_min * 60
    return dt.datetime.fromtimestamp(local_s, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")


class _Head(TypedDict):
    shop: str
    register: str
    number: str
    operation_code: str
    business_time: str
    cashier: str
    currency: str
    member: str


def _head(till: Till, number: str, printed: Printed) -> _Head:
    return _Head(
        shop=till.identity.store_name,
        register=till.identity.register,
        number=number,
        operation_code=short_code(printed.op_id),
        business_time=business_time(printed.moment),
        cashier=printed.cashier,
        currency=till.identity.currency,
        member=shown_member(printed.member),
    )


def shown_member(member: MemberView | None) -> str:
    """Return the member as a receipt prints one, masked; empty for a guest."""
    if member is None:
        return ""
    known_by = member.card_number or member.phone_mask
    return f"{masked_name(member.name)} {known_by}".strip()


def _lines(basket: Basket, priced: Quote) -> tuple[ReceiptLine, ...]:
    lines = []
    for line in basket.lines:
        quantity = _quantity(line, line.quantity)
        listed = priced.line(line.line_id).list_minor
        lines.append(ReceiptLine(line.name, quantity, line.unit_minor, listed))
    return tuple(lines)


def _quantity(line: BasketLine, quantity: int) -> str:
    return format_quantity(Milli(quantity)) + (_KILOGRAM if line.weighed else "")


def _tender(till: Till, tender: Tendered) -> ReceiptTender:
    handed_over = max(tender.received, tender.amount) if tender.kind == "cash" else tender.amount
    words = TENDER_WORDS[tender.kind]
    return ReceiptTender(till.words(words), handed_over, tender.reference)


def _after_sale(member: MemberView | None, sale: Sale) -> tuple[ReceiptAccount, ...]:
    if member is None:
        return ()
    spent = dict.fromkeys(Kind, 0)
    for tender in sale.tenders:
        for leg in tender.legs:
            spent[leg.kind] += leg.amount
    return _accounts(member, {kind: -amount for kind, amount in spent.items()}, sale.points_earned)


def _after_refund(member: MemberView | None, refund: Refund) -> tuple[ReceiptAccount, ...]:
    if member is None:
        return ()
    changes = {
        Kind.PRINCIPAL: refund.principal,
        Kind.BONUS: refund.bonus,
        Kind.POINTS: max(refund.points_back - refund.earned, -member.standing.points),
    }
    return _accounts(member, changes, 0)


def _after_top_up(member: MemberView | None, top_up: TopUp) -> tuple[ReceiptAccount, ...]:
    if member is None:
        return ()
    added = {Kind.PRINCIPAL: top_up.principal, Kind.BONUS: top_up.bonus}
    return _accounts(member, added, top_up.points)


def _accounts(
    member: MemberView, changes: Mapping[Kind, int], earned: int
) -> tuple[ReceiptAccount, ...]:
    """Principal and bonus apart, because only the one is ever paid out again."""
    held = member.standing
    burnable = held.points - held.pending_points
    figures = (
        ("principal", held.principal, changes.get(Kind.PRINCIPAL, 0), 0, True),
        ("bonus", held.bonus, changes.get(Kind.BONUS, 0), 0, True),
        ("points", burnable, changes.get(Kind.POINTS, 0), held.pending_points + earned, False),
    )
    return tuple(
        ReceiptAccount(name, before, before + change, pending, money)
        for name, before, change, pending, money in figures
        if before or change or pending
    )


def _amount(minor: int, currency: str) -> str:
    return format_minor(minor, digits_of(currency))
