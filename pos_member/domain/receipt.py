"""What stands on a receipt, as a value that is stored with the print job and laid out later.

Amounts are integers in the currency's minor unit and texts are ready to read: whoever makes the
receipt has masked the member and translated the reasons. The value is complete, so that a reprint
years later needs nothing but this row.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from pos_member.domain.errors import Damaged
from pos_member.domain.shape import INTEGER_MAX, Part, Shape, damaged

FORMAT = 1
PARTS_MAX = 10_000
"""A receipt of more lines is no receipt; the same bound for deductions, tenders and footers."""


class ReceiptKind(StrEnum):
    """What the receipt is about; chooses its layout."""

    SALE = "sale"
    REFUND = "refund"
    TOP_UP = "top_up"
    BALANCE = "balance"
    POINTS = "points"
    SHIFT = "shift"
    CASH = "cash"
    CARD_REFUND = "card_refund"
    SESSION = "session"
    TEST = "test"


BOOKED = (
    ReceiptKind.SALE,
    ReceiptKind.REFUND,
    ReceiptKind.TOP_UP,
    ReceiptKind.CARD_REFUND,
    ReceiptKind.SESSION,
)
"""Behind these stands what a customer did, so they have a number, printed as a code."""


class Figure(StrEnum):
    """What the figure of an entry counts; a heading has none."""

    MONEY = "money"
    COUNT = "count"
    RATE = "rate"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One thing sold or topped up; ``amount_minor`` is what the line comes to, deductions apart.

    ``quantity`` is ready to read (``2``, ``0.250 kg``); ``note`` stands small below the name.
    """

    name: str
    quantity: str
    unit_price_minor: int
    amount_minor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptDeduction:
    """What was taken off, as a positive amount, and why, in words."""

    reason: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptTender:
    """What was handed over: for cash, what the customer gave, change included."""

    name: str
    amount_minor: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptAccount:
    """What an account held before and after, in its own unit.

    ``account`` is a key of the labels (``stored_value``, ``bonus``, ``points``); ``money`` says
    whether its figures are minor units of the receipt's currency. ``pending`` is what was earned
    and is credited only after the next sync; it is not in ``after``.
    """

    account: str
    before: int
    after: int
    pending: int = 0
    money: bool = True


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """One line of a report or of a derivation: minor units, a count, or basis points of a rate.

    ``note`` says how the figure came about; a ``strong`` entry is what the others lead to.
    """

    name: str
    figure: int = 0
    counts: Figure = Figure.MONEY
    note: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt. ``number`` and ``operation_code`` are ASCII: machines look for them too.

    Both are empty where no operation stands behind it (a balance slip). ``reference`` is the number
    of the receipt that this one is about (a refund's sale), ``seal`` the signed text of its QR.
    """

    kind: ReceiptKind
    shop: str
    register: str
    number: str
    operation_code: str
    business_time: str
    cashier: str
    total_minor: int
    currency: str = "CNY"
    member: str = ""
    lines: tuple[ReceiptLine, ...] = ()
    deductions: tuple[ReceiptDeduction, ...] = ()
    tenders: tuple[ReceiptTender, ...] = ()
    change_minor: int = 0
    accounts: tuple[ReceiptAccount, ...] = ()
    entries: tuple[ReceiptEntry, ...] = ()
    reference: str = ""
    seal: str = ""
    footer: tuple[str, ...] = ()
    copy: bool = False

    def __post_init__(self) -> None:
        assert self.number.isascii()
        assert self.operation_code.isascii()
        assert self.seal.isascii()

    @property
    def subtotal_minor(self) -> int:
        """What the lines come to before anything was taken off."""
        return sum(line.amount_minor for line in self.lines)

    def as_copy(self) -> "Receipt":
        """Return this receipt marked as a reprint (补打)."""
        return replace(self, copy=True)


def to_json(receipt: Receipt) -> str:
    """Return ``receipt`` as the text of a print job row; what is empty is left out."""
    return json.dumps(
        {"format": FORMAT, **_filled(asdict(receipt))}, ensure_ascii=False, sort_keys=True
    )


def from_json(text: str) -> Receipt:
    """Read back what ``to_json`` wrote.

    Raises:
        Damaged: ``receipt_unreadable`` where it is no JSON, ``shape`` with the path and the reason
            where a field is not what it should be.
    """
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Damaged("receipt_unreadable") from error
    shape = Shape(fields)
    shape.only("format", *Receipt.__dataclass_fields__)
    shape.integer("format", least=FORMAT, most=FORMAT)
    kind = ReceiptKind(shape.choice("kind", tuple(ReceiptKind)))
    if kind in BOOKED:
        shape.text("number")
    return Receipt(
        kind=kind,
        shop=_text(shape, "shop"),
        register=_text(shape, "register"),
        number=_ascii(shape, "number"),
        operation_code=_ascii(shape, "operation_code"),
        business_time=_text(shape, "business_time"),
        cashier=_text(shape, "cashier"),
        total_minor=_amount(shape, "total_minor"),
        currency=shape.text("currency", longest=3),
        member=_text(shape, "member"),
        lines=_parts(shape, "lines", _line),
        deductions=_parts(shape, "deductions", _deduction),
        tenders=_parts(shape, "tenders", _tender),
        change_minor=_amount(shape, "change_minor"),
        accounts=_parts(shape, "accounts", _account),
        entries=_parts(shape, "entries", _entry),
        reference=_text(shape, "reference"),
        seal=_ascii(shape, "seal"),
        footer=shape.texts("footer", most=PARTS_MAX) if shape.has("footer") else (),
        copy=shape.has("copy") and shape.truth("copy"),
    )


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    """Drop empty texts and lists, which stand for themselves; zeros and truths stay."""
    return {
        key: [_filled(each) if isinstance(each, dict) else each for each in value]
        if isinstance(value, tuple)
        else value
        for key, value in fields.items()
        if value not in ("", ())
    }


def _line(shape: Shape) -> ReceiptLine:
    return ReceiptLine(
        name=_text(shape, "name"),
        quantity=_text(shape, "quantity"),
        unit_price_minor=_amount(shape, "unit_price_minor"),
        amount_minor=_amount(shape, "amount_minor"),
        note=_text(shape, "note"),
    )


def _deduction(shape: Shape) -> ReceiptDeduction:
    return ReceiptDeduction(_text(shape, "reason"), _amount(shape, "amount_minor"))


def _tender(shape: Shape) -> ReceiptTender:
    return ReceiptTender(
        _text(shape, "name"), _amount(shape, "amount_minor"), _text(shape, "reference")
    )


def _account(shape: Shape) -> ReceiptAccount:
    return ReceiptAccount(
        account=shape.text("account"),
        before=_amount(shape, "before"),
        after=_amount(shape, "after"),
        pending=_amount(shape, "pending"),
        money=shape.truth("money"),
    )


def _entry(shape: Shape) -> ReceiptEntry:
    return ReceiptEntry(
        name=_text(shape, "name"),
        figure=_amount(shape, "figure"),
        counts=Figure(shape.choice("counts", tuple(Figure))),
        note=_text(shape, "note"),
        strong=shape.truth("strong"),
    )


def _text(shape: Shape, key: str) -> str:
    return shape.text(key) if shape.raw(key) not in (None, "") else ""


def _ascii(shape: Shape, key: str) -> str:
    found = _text(shape, key)
    if not found.isascii():
        raise damaged(shape.at(key), "must be ASCII")
    return found


def _amount(shape: Shape, key: str) -> int:
    return shape.integer(key, least=-INTEGER_MAX) if shape.has(key) else 0


def _parts(shape: Shape, key: str, read: Callable[[Shape], Part]) -> tuple[Part, ...]:
    return shape.parts(key, read, most=PARTS_MAX) if shape.has(key) else ()
