"""A receipt as styled lines at 32, 42 or 48 columns: pure, and the same for every printer.

Its number and the operation's short code stand in lines of plain ASCII (``NO: …``, ``OP: …``) that
are never wrapped, so that a machine finds them in the bytes and in the picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from devices.columns import columns_of, pair, printable, wrapped
from devices.receipt_labels import ReceiptLabels
from pos_member.domain.money import format_minor
from pos_member.domain.receipt import Receipt, ReceiptAccount, ReceiptKind, ReceiptLine

COLUMNS_58_MM = 32
COLUMNS_80_MM = 48
DOTS_PER_COLUMN = 12
CODE128_DOTS_PER_MODULE = 2

_SYMBOLS = {"CNY": "￥", "JPY": "￥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$"}
_MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0}
_RULER = "1234567890"


class Align(IntEnum):
    """Where a line stands; the numbers are those of ``ESC a``."""

    LEFT = 0
    CENTRE = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line; ``wide`` and ``tall`` double it, and a wide one holds half the columns."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    wide: bool = False
    tall: bool = False


class CodeKind(StrEnum):
    """The two kinds of code on a receipt."""

    QR = "qr"
    CODE128 = "code128"


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code on a line of its own, centred."""

    kind: CodeKind
    text: str


StyledLine = TextLine | CodeLine


def lay_out(receipt: Receipt, columns: int, labels: ReceiptLabels) -> list[StyledLine]:
    """Return the lines of ``receipt`` on paper of ``columns``, worded by ``labels``.

    A key that ``labels`` lacks is printed as itself: a receipt in odd words beats none.
    """
    return list(_Sheet(receipt, columns, labels).lines())


def amount_text(minor: int, currency: str, *, symbol: bool = True) -> str:
    """Return an amount for paper: ``￥1,286.50``; a minus stands before the symbol."""
    plain = format_minor(abs(minor), _MINOR_DIGITS.get(currency, 2))
    whole, point, cents = plain.partition(".")
    sign = "-" if minor < 0 else ""
    shown = _SYMBOLS.get(currency, currency + " ") if symbol else ""
    return f"{sign}{shown}{int(whole):,}{point}{cents}"


class _Sheet:
    """The parts of one receipt, from top to bottom."""

    def __init__(self, receipt: Receipt, columns: int, labels: ReceiptLabels) -> None:
        self._receipt = receipt
        self._columns = columns
        self._labels = labels

    def lines(self) -> Iterator[StyledLine]:
        yield from self._head()
        yield self._rule()
        for line in self._receipt.lines:
            yield from self._sold(line)
        if self._receipt.kind is ReceiptKind.TEST:
            yield TextLine((_RULER * self._columns)[: self._columns])
        yield from self._totals()
        yield from self._accounts()
        yield from self._foot()

    def _head(self) -> Iterator[StyledLine]:
        receipt = self._receipt
        yield from self._centred(receipt.shop, big=True, bold=True)
        yield from self._centred(self._label(f"title_{receipt.kind}"))
        if receipt.copy:
            yield from self._centred(f"*** {self._label('copy')} ***", bold=True)
        yield self._rule()
        yield TextLine(f"NO: {receipt.number}")
        yield TextLine(f"OP: {receipt.operation_code}")
        for key in ("register", "time", "cashier", "member"):
            value = receipt.business_time if key == "time" else str(getattr(receipt, key))
            if value:
                yield from self._pair(self._label(key), value)

    def _sold(self, line: ReceiptLine) -> Iterator[StyledLine]:
        amount = self._amount(line.amount_minor, symbol=False)
        each = self._amount(line.unit_price_minor, symbol=False)
        if line.quantity in ("", "1") and columns_of(printable(line.name)) < self._columns // 2:
            yield from self._pair(line.name, amount)
        else:
            yield from self._left(line.name)
            times = f"{line.quantity} x {each}" if line.quantity else ""
            yield from self._pair(f"  {times}", amount)
        if line.note:
            yield from self._left(f"  {line.note}")

    def _totals(self) -> Iterator[StyledLine]:
        receipt = self._receipt
        yield self._rule()
        if receipt.deductions:
            yield from self._pair(self._label("subtotal"), self._amount(receipt.subtotal_minor))
        for deduction in receipt.deductions:
            yield from self._pair(deduction.reason, self._amount(-deduction.amount_minor))
        total = self._amount(receipt.total_minor)
        yield from self._pair(self._label(f"total_{receipt.kind}"), total, strong=True)
        for tender in receipt.tenders:
            yield from self._pair(tender.name, self._amount(tender.amount_minor))
            if tender.reference:
                yield from self._left(f"  {tender.reference}")
        if receipt.change_minor:
            yield from self._pair(self._label("change"), self._amount(receipt.change_minor))
        saved = sum(deduction.amount_minor for deduction in receipt.deductions)
        if saved:
            yield from self._pair(self._label("deductions"), self._amount(saved))

    def _accounts(self) -> Iterator[StyledLine]:
        if self._receipt.accounts:
            yield self._rule()
        for account in self._receipt.accounts:
            before, after = self._held(account, account.before), self._held(account, account.after)
            named = f"{self._label(account.account)} "
            yield from self._pair(named + self._label("before"), before)
            yield from self._pair(named + self._label("after"), after)
            if account.pending:
                pending = f"+{self._held(account, account.pending)}"
                yield from self._pair(named + self._label("pending"), pending)

    def _foot(self) -> Iterator[StyledLine]:
        yield self._rule()
        for text in self._receipt.footer:
            yield from self._centred(text)
        yield CodeLine(CodeKind.QR, self._receipt.number)
        if code128_dots(self._receipt.number) <= self._columns * DOTS_PER_COLUMN:
            yield CodeLine(CodeKind.CODE128, self._receipt.number)

    def _held(self, account: ReceiptAccount, figure: int) -> str:
        return self._amount(figure) if account.money else f"{figure:,}"

    def _amount(self, minor: int, *, symbol: bool = True) -> str:
        return amount_text(minor, self._receipt.currency, symbol=symbol)

    def _label(self, key: str) -> str:
        return self._labels.get(key, key)

    def _rule(self) -> TextLine:
        return TextLine("-" * self._columns)

    def _left(self, text: str) -> Iterator[TextLine]:
        for line in wrapped(printable(text), self._columns):
            yield TextLine(line)

    def _pair(self, left: str, right: str, *, strong: bool = False) -> Iterator[TextLine]:
        for line in pair(printable(left), printable(right), self._columns):
            yield TextLine(line, bold=strong, tall=strong)

    def _centred(self, text: str, *, big: bool = False, bold: bool = False) -> Iterator[TextLine]:
        for line in wrapped(printable(text), self._columns // 2 if big else self._columns):
            yield TextLine(line, Align.CENTRE, bold=bold, wide=big, tall=big)


def code128_dots(text: str) -> int:
    """Return the width of ``text`` as Code128 set B with its two quiet zones of ten modules."""
    modules = 11 * (len(text) + 3) + 2 + 20
    return modules * CODE128_DOTS_PER_MODULE
