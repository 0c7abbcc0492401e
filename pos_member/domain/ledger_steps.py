"""Reads the steps of a ledger document: what happens to members' accounts, one act after another.

Nothing is decided here. What a step leads to is worked out in ``ledger_play``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from pos_member.domain.amounts import (
    digits_of,
    read_amount,
    read_quantity,
    text_or,
    texts_or_none,
)
from pos_member.domain.basket import Basket, read_basket
from pos_member.domain.package_operation import PACKAGE_ID_MAX
from pos_member.domain.program_parts import once, parts_or_none
from pos_member.domain.quoted import (
    COUPONS_MAX,
    TENDERS_MAX,
    read_day,
    read_moment,
    read_tender,
)
from pos_member.domain.shape import Shape, damaged
from pos_member.domain.tender import EXTERNAL, TenderKind, TenderPlan

STEPS_MAX = 1_000
LINES_MAX = 1_000
ID_MAX = 36
"""As long as the ids that tills make: a step is an operation, and names lots and leases."""
POINTS_MAX = 10**9

_SIGNS = "-_"
_DO = "do"
_ALWAYS = ("id", "at", _DO)


@dataclass(frozen=True, slots=True)
class SaleAct:
    """A basket that is paid; ``coupons`` are ids of coupons that its member holds."""

    member_id: str | None
    basket: Basket
    coupons: tuple[str, ...]
    tenders: tuple[TenderPlan, ...]


@dataclass(frozen=True, slots=True)
class RefundAct:
    """A sale taken back: line → thousandths, or all that is left of it."""

    sale_id: str
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TopUpAct:
    """Stored value paid in by ``tender``, which pays all of it."""

    member_id: str
    tender: TenderPlan


@dataclass(frozen=True, slots=True)
class PointsAct:
    """Points that an event gave."""

    member_id: str
    points: int
    event: str


@dataclass(frozen=True, slots=True)
class CouponAct:
    """A coupon that a member is given."""

    member_id: str
    coupon_id: str
    template_id: str
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class SessionAct:
    """A session of a package, used for a service that ``performer_id`` did."""

    member_id: str
    package_id: str
    service: str
    performer_id: str


@dataclass(frozen=True, slots=True)
class TimeAct:
    """Nothing but time goes on: what ends by then has ended."""


Act: TypeAlias = SaleAct | RefundAct | TopUpAct | PointsAct | CouponAct | SessionAct | TimeAct


@dataclass(frozen=True, slots=True)
class Step:
    """One act at a moment; ``step_id`` is the id of its operation."""

    step_id: str
    at_ms: int
    name: str
    act: Act


def read_steps(shape: Shape, currency: str) -> tuple[Step, ...]:
    """Return the steps of the document, which stand in the order of time.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
    """
    digits = digits_of(currency)
    unnamed = iter(range(1, STEPS_MAX + 1))
    found = shape.parts(
        "steps", lambda part: _step(part, digits, str(next(unnamed))), most=STEPS_MAX
    )
    once(shape.at("steps"), "id", (each.step_id for each in found))
    for i, (before, after) in enumerate(pairwise(found), start=1):
        if after.at_ms < before.at_ms:
            raise damaged(f"{shape.at('steps')}[{i}].at", "must not be before the step above")
    return found


def read_id(shape: Shape, key: str, *, longest: int = ID_MAX) -> str:
    """Return the id at ``key``: letters, digits, ``-`` and ``_``, as names of accounts need it."""
    text = shape.text(key, longest=longest)
    if not all(sign in _SIGNS or (sign.isascii() and sign.isalnum()) for sign in text):
        raise damaged(shape.at(key), "must be made of letters, digits, - and _")
    return text


def _step(shape: Shape, digits: int, place: str) -> Step:
    name = shape.choice(_DO, tuple(_READERS))
    fields, read = _READERS[name]
    shape.only(*_ALWAYS, *fields)
    step_id = read_id(shape, "id") if shape.has("id") else place
    return Step(step_id, read_moment(shape), name, read(shape, digits))


def _sale(shape: Shape, digits: int) -> SaleAct:
    def tender(part: Shape) -> TenderPlan:
        # Which part bonus pays is decided by the rules, not told.
        part.only("kind", "amount", "received", "points", "reference")
        return read_tender(part, digits)

    return SaleAct(
        member_id=read_id(shape, "member") if shape.has("member") else None,
        basket=read_basket(shape.part("basket")),
        coupons=texts_or_none(shape, "coupons", most=COUPONS_MAX),
        tenders=parts_or_none(shape, "tenders", tender, most=TENDERS_MAX),
    )


def _refund(shape: Shape, _digits: int) -> RefundAct:
    def line(part: Shape) -> tuple[str, int]:
        part.only("line", "quantity")
        return part.text("line", longest=64), read_quantity(part, "quantity")

    lines = parts_or_none(shape, "lines", line, most=LINES_MAX)
    once(shape.at("lines"), "line", (line_id for line_id, _ in lines))
    return RefundAct(read_id(shape, "sale"), lines)


def _top_up(shape: Shape, digits: int) -> TopUpAct:
    kinds = tuple(kind.value for kind in (TenderKind.CASH, *EXTERNAL))
    kind = shape.choice("by", kinds) if shape.has("by") else TenderKind.CASH.value
    paid = read_amount(shape, "pay", digits)
    return TopUpAct(read_id(shape, "member"), TenderPlan(TenderKind(kind), paid))


def _points(shape: Shape, _digits: int) -> PointsAct:
    return PointsAct(
        read_id(shape, "member"),
        shape.integer("points", least=1, most=POINTS_MAX),
        text_or(shape, "event", longest=64),
    )


def _coupon(shape: Shape, _digits: int) -> CouponAct:
    first, last = read_day(shape, "first_day"), read_day(shape, "last_day")
    if first and last and last < first:
        raise damaged(shape.at("last_day"), "must not be before first_day")
    return CouponAct(
        read_id(shape, "member"),
        read_id(shape, "coupon"),
        shape.text("template", longest=64),
        first,
        last,
    )


def _session(shape: Shape, _digits: int) -> SessionAct:
    return SessionAct(
        read_id(shape, "member"),
        shape.text("package", longest=PACKAGE_ID_MAX),
        shape.text("service", longest=64),
        text_or(shape, "performer", longest=64),
    )


def _time(_shape: Shape, _digits: int) -> TimeAct:
    return TimeAct()


_READERS: dict[str, tuple[tuple[str, ...], Callable[[Shape, int], Act]]] = {
    "sale": (("member", "basket", "coupons", "tenders"), _sale),
    "refund": (("sale", "lines"), _refund),
    "top_up": (("member", "pay", "by"), _top_up),
    "points": (("member", "points", "event"), _points),
    "coupon": (("member", "coupon", "template", "first_day", "last_day"), _coupon),
    "session": (("member", "package", "service", "performer"), _session),
    "time": ((), _time),
}
