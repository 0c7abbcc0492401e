"""The basket: what the customer wants, and nothing of what it costs in the end.

Nothing is ever applied to a basket; a quote is worked out from it anew at every change. It keeps
the program version and the moment of its first line. Every change returns a new basket.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pos_member.domain.amounts import (
    QUANTITY_MAX,
    digits_of,
    format_quantity,
    integer_or,
    read_amount,
    read_currency,
    read_optional_amount,
    read_quantity,
    text_or,
    truth_or,
)
from pos_member.domain.canonical import JsonValue
from pos_member.domain.errors import Refused
from pos_member.domain.money import (
    ONE,
    WHOLE_BP,
    BasisPoints,
    Milli,
    format_minor,
)
from pos_member.domain.shape import Shape, damaged

LINES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line: goods or a service, or a code that nobody knows yet.

    Attributes:
        unit_minor: list price of one piece, or of one kilogram where ``weighed``.
        member_price_minor: unit price for members; ``None`` where there is none.
        floor_minor: unit price that no rule goes below; a price set by hand may.
        manual_price_minor: unit price that staff set, with its ``manual_reason``.
        code: what was scanned.
        known: false for an unknown code: it costs nothing yet and blocks payment.
        staff_id: who performed a service.
        tax_bp: rate of the tax that the price includes.
    """

    line_id: str
    sku: str
    name: str
    unit_minor: int
    quantity: Milli = ONE
    category: str = ""
    member_price_minor: int | None = None
    manual_price_minor: int | None = None
    manual_reason: str = ""
    code: str = ""
    known: bool = True
    service: bool = False
    weighed: bool = False
    staff_id: str = ""
    tax_bp: int = 0
    floor_minor: int = 0

    @property
    def pieces(self) -> int:
        """Return how many pieces it is; what is weighed counts as one."""
        return 1 if self.weighed else self.quantity // ONE or 1

    def is_like(self, other: "BasketLine") -> bool:
        """Tell whether it is of the same goods at the same price and by the same staff.

        Its quantity does not matter, nor by which of the article's codes it was scanned.
        """
        if self.sku != other.sku:
            return False
        code = self.code if self.sku else other.code
        return replace(other, line_id=self.line_id, quantity=self.quantity, code=code) == self

    def merges_with(self, other: "BasketLine") -> bool:
        """Tell whether scanning ``other`` only raises this line's quantity."""
        plain = self.known and not self.weighed and self.manual_price_minor is None
        return plain and self.is_like(other)


@dataclass(frozen=True, slots=True)
class Basket:
    """The lines of one sale in the order of their scanning.

    Attributes:
        program_version: version under which it is priced; 0 while it is empty.
        started_ms: UTC milliseconds of its first line; 0 while it is empty.
    """

    basket_id: str
    lines: tuple[BasketLine, ...] = ()
    program_version: int = 0
    started_ms: int = 0
    currency: str = "CNY"

    @property
    def pieces(self) -> int:
        """Return how many pieces it holds; what is weighed counts as one."""
        return sum(line.pieces for line in self.lines)

    @property
    def unknown_lines(self) -> int:
        """Return how many lines nobody knows yet: payment waits for them."""
        return sum(1 for line in self.lines if not line.known)

    def line(self, line_id: str) -> BasketLine:
        """Return the line ``line_id``.

        Raises:
            Refused: ``line_gone``.
        """
        for line in self.lines:
            if line.line_id == line_id:
                return line
        raise Refused("line_gone")

    def add(self, line: BasketLine, *, program_version: int, at_ms: int) -> "Basket":
        """Return the basket with ``line``: its own line, or more of one just like it.

        The first line fixes version and moment.

        Raises:
            Refused: ``quantity_range``, ``basket_full``.
        """
        for held in self.lines:
            if held.merges_with(line):
                return self.with_quantity(held.line_id, Milli(held.quantity + line.quantity))
        _check_quantity(line.quantity)
        if len(self.lines) >= LINES_MAX:
            raise Refused("basket_full", lines_max=LINES_MAX)
        assert all(held.line_id != line.line_id for held in self.lines)
        started = (
            self if self.lines else replace(self, program_version=program_version, started_ms=at_ms)
        )
        return replace(started, lines=(*self.lines, line))

    def with_quantity(self, line_id: str, quantity: Milli) -> "Basket":
        """Return the basket with another quantity on one line.

        Raises:
            Refused: ``line_gone``, ``quantity_range``.
        """
        _check_quantity(quantity)
        return self._changed(line_id, lambda line: replace(line, quantity=quantity))

    def with_price(self, line_id: str, unit_minor: int | None, reason: str = "") -> "Basket":
        """Return the basket with a price set by hand, or with ``None`` without it.

        Raises:
            Refused: ``line_gone``, ``price_negative``, ``price_reason_missing``,
                ``price_of_unknown``.
        """
        if unit_minor is not None and unit_minor < 0:
            raise Refused("price_negative")
        if unit_minor is not None and not reason.strip():
            raise Refused("price_reason_missing")
        if not self.line(line_id).known:
            raise Refused("price_of_unknown")
        return self._changed(
            line_id,
            lambda line: replace(
                line,
                manual_price_minor=unit_minor,
                manual_reason="" if unit_minor is None else reason.strip(),
            ),
        )

    def with_staff(self, line_id: str, staff_id: str) -> "Basket":
        """Return the basket with who performed the service of one line.

        Raises:
            Refused: ``line_gone``.
        """
        return self._changed(line_id, lambda line: replace(line, staff_id=staff_id))

    def resolved(self, line_id: str, known: BasketLine) -> "Basket":
        """Return the basket with what an unknown line turned out to be, in its place.

        Raises:
            Refused: ``line_gone``.
        """
        return self._changed(
            line_id, lambda line: replace(known, line_id=line_id, quantity=line.quantity)
        )

    def without(self, line_id: str) -> "Basket":
        """Return the basket without one line.

        Raises:
            Refused: ``line_gone``.
        """
        gone = self.line(line_id)
        return replace(self, lines=tuple(line for line in self.lines if line is not gone))

    def to_json(self) -> dict[str, JsonValue]:
        """Return the basket as the document that ``read_basket`` reads."""
        digits = digits_of(self.currency)
        return {
            "id": self.basket_id,
            "currency": self.currency,
            "program_version": self.program_version,
            "started_ms": self.started_ms,
            "lines": [_line_to_json(line, digits) for line in self.lines],
        }

    def _changed(self, line_id: str, change: Callable[[BasketLine], BasketLine]) -> "Basket":
        found = self.line(line_id)
        lines = tuple(change(line) if line is found else line for line in self.lines)
        return replace(self, lines=lines)


def price_needs_approval(line: BasketLine, override_bp_max: BasisPoints) -> bool:
    """Tell whether the manual price of ``line`` takes off more than staff may alone."""
    if line.manual_price_minor is None or line.manual_price_minor >= line.unit_minor:
        return False
    off_minor = line.unit_minor - line.manual_price_minor
    return off_minor * WHOLE_BP > line.unit_minor * override_bp_max


def read_basket(value: object) -> Basket:
    """Return the basket that ``value`` writes. A line without an id is called by its place: ``1``.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
    """
    shape = value if isinstance(value, Shape) else Shape(value)
    shape.only("id", "currency", "program_version", "started_ms", "lines")
    currency = read_currency(shape)
    digits = digits_of(currency)
    lines = shape.parts("lines", lambda part: _read_line(part, digits), most=LINES_MAX)
    named = tuple(
        line if line.line_id else replace(line, line_id=str(place))
        for place, line in enumerate(lines, start=1)
    )
    seen: set[str] = set()
    for i, line in enumerate(named):
        if line.line_id in seen:
            raise damaged(f"{shape.at('lines')}[{i}].id", "stands twice")
        seen.add(line.line_id)
    return Basket(
        basket_id=text_or(shape, "id", longest=64),
        lines=named,
        program_version=integer_or(shape, "program_version", 0),
        started_ms=integer_or(shape, "started_ms", 0),
        currency=currency,
    )


def _check_quantity(quantity: Milli) -> None:
    if not 0 < quantity <= QUANTITY_MAX:
        raise Refused("quantity_range")


def _line_to_json(line: BasketLine, digits: int) -> dict[str, JsonValue]:
    fields: dict[str, JsonValue] = {
        "id": line.line_id,
        "sku": line.sku,
        "name": line.name,
        "category": line.category,
        "price": format_minor(line.unit_minor, digits),
        "quantity": format_quantity(line.quantity),
        "code": line.code,
        "staff": line.staff_id,
        "tax_bp": line.tax_bp,
        "manual_reason": line.manual_reason,
    }
    if line.member_price_minor is not None:
        fields["member_price"] = format_minor(line.member_price_minor, digits)
    if line.floor_minor:
        fields["floor"] = format_minor(line.floor_minor, digits)
    if line.manual_price_minor is not None:
        fields["manual_price"] = format_minor(line.manual_price_minor, digits)
    truths = {"known": line.known, "service": line.service, "weighed": line.weighed}
    # What is usual is left out, so that a journal of a million sales stays small.
    return {
        **{key: value for key, value in fields.items() if value not in ("", 0)},
        **{key: value for key, value in truths.items() if value != (key == "known")},
    }


def _read_line(shape: Shape, digits: int) -> BasketLine:
    shape.only(
        "id", "sku", "name", "category", "price", "quantity", "code", "staff", "tax_bp",
        "manual_reason", "member_price", "manual_price", "known", "service", "weighed",
        "floor",
    )  # fmt: skip
    known = truth_or(shape, "known", default=True)
    manual = read_optional_amount(shape, "manual_price", digits)
    if manual is not None and not shape.has("manual_reason"):
        raise damaged(shape.at("manual_reason"), "must say why the price was set by hand")
    return BasketLine(
        line_id=text_or(shape, "id", longest=64),
        sku=text_or(shape, "sku", longest=64),
        name=text_or(shape, "name"),
        unit_minor=read_amount(shape, "price", digits, default=None if known else 0),
        quantity=read_quantity(shape, "quantity"),
        category=text_or(shape, "category", longest=64),
        member_price_minor=read_optional_amount(shape, "member_price", digits),
        manual_price_minor=manual,
        manual_reason=text_or(shape, "manual_reason"),
        code=text_or(shape, "code", longest=600),
        known=known,
        service=truth_or(shape, "service", default=False),
        weighed=truth_or(shape, "weighed", default=False),
        staff_id=text_or(shape, "staff", longest=64),
        tax_bp=integer_or(shape, "tax_bp", 0, most=WHOLE_BP),
        floor_minor=read_amount(shape, "floor", digits, default=0),
    )
