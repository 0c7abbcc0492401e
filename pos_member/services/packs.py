"""Says what a pack is whose own label tells more than the article: its weight, price or last day.

The label on a pack is what the customer was promised: where its price differs from what the
catalogue makes of its weight, the label holds.
"""

import datetime as dt

from pos_member.domain.amounts import digits_of
from pos_member.domain.clock import ShopDays
from pos_member.domain.codes import Gs1Goods
from pos_member.domain.gs1 import Amount
from pos_member.domain.journal import Moment
from pos_member.domain.money import ONE, Milli
from pos_member.domain.scale_labels import ScaleLabel
from pos_member.domain.views import GoodsView, Scanned, ScanOutcome
from pos_member.services.till import Till
from pos_member.storage import goods

GOODS_UNKNOWN = "goods_unknown"
ROUNDING_MINOR = 1
"""Scales round a price in their own way; one minor unit is no other price."""
_ISO_NUMBERS = {
    "CNY": "156", "HKD": "344", "MOP": "446", "TWD": "901", "SGD": "702", "MYR": "458",
    "JPY": "392", "KRW": "410", "USD": "840", "EUR": "978", "GBP": "826",
}  # fmt: skip


def of_message(till: Till, found: Gs1Goods, moment: Moment) -> Scanned:
    """Return what a GS1 message is here; past its last day it is not sold."""
    sold = _find(till, found.code)
    if sold is None:
        return Scanned(ScanOutcome.UNKNOWN_GOODS, found.code, GOODS_UNKNOWN)
    days = ShopDays(till.identity.zone)
    today = dt.date.fromisoformat(days.calendar_day(moment.wall_ms))
    last = found.message.last_day(today)
    if last is not None and last < today:
        return Scanned(ScanOutcome.REFUSED, f"{sold.name} {last.isoformat()}", "goods_expired")
    amount = found.message.amount
    minor = None if amount is None else _minor(amount, till.identity.currency)
    if amount is not None and minor is None:
        return Scanned(ScanOutcome.REFUSED, sold.name, "label_price_unreadable")
    return _pack(found.code, sold, found.message.grams, minor)


def of_label(till: Till, label: ScaleLabel) -> Scanned:
    """Return what a label of the shop's own scales is here."""
    sold = _find(till, label.item) or _find(till, label.item.lstrip("0"))
    if sold is None:
        return Scanned(ScanOutcome.UNKNOWN_GOODS, label.code, GOODS_UNKNOWN)
    return _pack(label.code, sold, label.grams, label.amount_minor)


def _pack(code: str, sold: GoodsView, grams: int | None, minor: int | None) -> Scanned:
    if grams == 0 or minor == 0:
        return Scanned(ScanOutcome.REFUSED, sold.name, "label_empty")
    if grams is None or not sold.weighed:
        by_piece = grams is not None and minor is None
        code_of_refusal = "label_not_weighed" if by_piece else ""
        outcome = ScanOutcome.REFUSED if by_piece else ScanOutcome.GOODS
        return Scanned(outcome, code, code_of_refusal, goods=sold, pack_minor=minor)
    if minor is not None and abs(grams * sold.price_minor - minor * ONE) > ROUNDING_MINOR * ONE:
        return Scanned(ScanOutcome.GOODS, code, goods=sold, pack_minor=minor)
    return Scanned(ScanOutcome.GOODS, code, goods=sold, quantity=Milli(grams))


def _find(till: Till, code: str) -> GoodsView | None:
    with till.cache.reading() as connection:
        return goods.by_code(connection, code) or goods.by_sku(connection, code)


def _minor(amount: Amount, currency: str) -> int | None:
    """Return ``amount`` in minor units, ``None`` in another currency or finer than they are."""
    if amount.currency not in ("", _ISO_NUMBERS.get(currency)):
        return None
    places = digits_of(currency) - amount.decimals
    if places >= 0:
        return amount.digits * int(10**places)
    whole, rest = divmod(amount.digits, int(10**-places))
    return None if rest else whole
