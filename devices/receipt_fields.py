"""What a layout may name: the fields of a receipt and of the entries of its lists, as texts.

A field that says nothing (no change, no member) is an empty text, so that its row is left out.
"""

from collections.abc import Callable, Mapping, Sequence

from devices.columns import columns_of, printable
from devices.receipt_labels import ReceiptLabels
from pos_member.domain.money import format_minor
from pos_member.domain.receipt import (
    Figure,
    Receipt,
    ReceiptAccount,
    ReceiptDeduction,
    ReceiptEntry,
    ReceiptLine,
    ReceiptTender,
)

FIELDS = frozenset(
    {
        "shop", "register", "number", "operation", "time", "cashier", "member", "reference",
        "total", "subtotal", "saved", "change", "code", "ruler",
    }
)  # fmt: skip
LISTS: Mapping[str, frozenset[str]] = {
    "lines": frozenset({"name", "quantity", "unit_price", "amount", "times", "note", "short"}),
    "deductions": frozenset({"reason", "amount"}),
    "tenders": frozenset({"name", "amount", "reference"}),
    "accounts": frozenset({"name", "before", "after", "pending"}),
    "entries": frozenset({"name", "figure", "note", "heading", "strong"}),
    "footer": frozenset({"text"}),
}
FLAGS = frozenset({"copy", "narrow"})
"""Conditions beside the fields and lists: a reprint, and paper of less than 42 columns."""

Fields = Mapping[str, str]

_YES = "yes"
_NARROW_BELOW = 42
_SYMBOLS = {"CNY": "￥", "JPY": "￥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$"}
_MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0}
_RULER = "1234567890"
_RATE_DIGITS = 2


def amount_text(minor: int, currency: str, *, symbol: bool = True) -> str:
    """Return an amount for paper: ``￥1,286.50``; a minus stands before the symbol."""
    plain = format_minor(abs(minor), _MINOR_DIGITS.get(currency, 2))
    whole, point, cents = plain.partition(".")
    sign = "-" if minor < 0 else ""
    shown = _SYMBOLS.get(currency, currency + " ") if symbol else ""
    return f"{sign}{shown}{int(whole):,}{point}{cents}"


class ReceiptFields:
    """The fields of one receipt on paper of ``columns``, worded by ``labels``."""

    def __init__(self, receipt: Receipt, columns: int, labels: ReceiptLabels) -> None:
        self._receipt = receipt
        self._columns = columns
        self._labels = labels

    def whole(self) -> Fields:
        """Return the fields of the receipt itself, and its lists and flags as conditions."""
        receipt = self._receipt
        saved = sum(each.amount_minor for each in receipt.deductions)
        return {
            "shop": receipt.shop,
            "register": receipt.register,
            "number": receipt.number,
            "operation": receipt.operation_code,
            "time": receipt.business_time,
            "cashier": receipt.cashier,
            "member": receipt.member,
            "reference": receipt.reference,
            "total": self._amount(receipt.total_minor),
            "subtotal": self._amount(receipt.subtotal_minor),
            "saved": self._amount(saved) if saved else "",
            "change": self._amount(receipt.change_minor) if receipt.change_minor else "",
            "code": receipt.seal or receipt.number,
            "ruler": (_RULER * self._columns)[: self._columns],
            "copy": _yes(receipt.copy),
            "narrow": _yes(self._columns < _NARROW_BELOW),
            **{name: _yes(getattr(receipt, name)) for name in LISTS},
        }

    def entries(self, name: str) -> Sequence[Fields]:
        """Return the fields of each entry of the list ``name``."""
        receipt = self._receipt
        if name == "footer":
            return [{"text": text} for text in receipt.footer]
        readers: dict[str, Callable[..., Fields]] = {
            "lines": self._line,
            "deductions": self._deduction,
            "tenders": self._tender,
            "accounts": self._account,
            "entries": self._entry,
        }
        return [readers[name](each) for each in getattr(receipt, name)]

    def word(self, key: str) -> str:
        """Return a fixed word; one that the labels lack is its key: odd words beat no receipt."""
        return self._labels.get(key, key)

    def _line(self, line: ReceiptLine) -> Fields:
        each = self._amount(line.unit_price_minor, symbol=False)
        few = line.quantity in ("", "1")
        return {
            "name": line.name,
            "quantity": line.quantity,
            "unit_price": each,
            "amount": self._amount(line.amount_minor, symbol=False),
            "times": f"{line.quantity} x {each}" if line.quantity else "",
            "note": line.note,
            "short": _yes(few and columns_of(printable(line.name)) < self._columns // 2),
        }

    def _deduction(self, deduction: ReceiptDeduction) -> Fields:
        return {"reason": deduction.reason, "amount": self._amount(-deduction.amount_minor)}

    def _tender(self, tender: ReceiptTender) -> Fields:
        return {
            "name": tender.name,
            "amount": self._amount(tender.amount_minor),
            "reference": tender.reference,
        }

    def _account(self, account: ReceiptAccount) -> Fields:
        def held(figure: int) -> str:
            return self._amount(figure) if account.money else f"{figure:,}"

        return {
            "name": self.word(account.account),
            "before": held(account.before),
            "after": held(account.after),
            "pending": held(account.pending) if account.pending else "",
        }

    def _entry(self, entry: ReceiptEntry) -> Fields:
        figures: dict[Figure, Callable[[int], str]] = {
            Figure.MONEY: self._amount,
            Figure.COUNT: lambda count: f"{count:,}",
            Figure.RATE: lambda rate: f"{format_minor(rate, _RATE_DIGITS)} %",
            Figure.HEADING: lambda _none: "",
        }
        return {
            "name": entry.name,
            "figure": figures[entry.counts](entry.figure),
            "note": entry.note,
            "heading": _yes(entry.counts is Figure.HEADING),
            "strong": _yes(entry.strong),
        }

    def _amount(self, minor: int, *, symbol: bool = True) -> str:
        return amount_text(minor, self._receipt.currency, symbol=symbol)


def _yes(value: object) -> str:
    return _YES if value else ""
