"""A quote on record: all that went in and what came out, so that it can be priced again to the fen.

It is the ``quoted`` part of a sale's body, and its inputs are what ``pos-member quote`` reads: any
old sale can be put to the question again with the program of its version.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pos_member.domain.amounts import (
    digits_of,
    integer_or,
    part_or_empty,
    read_amount,
    text_or,
    texts_or_none,
)
from pos_member.domain.basket import Basket, read_basket
from pos_member.domain.canonical import JsonValue
from pos_member.domain.clock import add_days, moment_of
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import Refused
from pos_member.domain.money import format_minor
from pos_member.domain.pricing import quote
from pos_member.domain.pricing_values import ENGINE, MemberFacts, Quote
from pos_member.domain.program import Program
from pos_member.domain.shape import Shape, damaged
from pos_member.domain.tender import TenderKind, TenderPlan

COUPONS_MAX = 100
TENDERS_MAX = 20
INPUTS = ("member", "basket", "coupons", "points_offered", "tenders", "at")


@dataclass(frozen=True, slots=True)
class QuoteInputs:
    """Everything that ``pricing.quote`` is asked with, apart from the program."""

    basket: Basket
    member: MemberFacts | None
    coupons: tuple[CouponFacts, ...]
    points_offered: int
    tenders: tuple[TenderPlan, ...]
    at_ms: int

    def price(self, program: Program) -> Quote:
        """Return the quote under ``program``.

        Raises:
            Refused: ``currency_differs``.
        """
        return quote(
            self.basket,
            program=program,
            member=self.member,
            coupons=self.coupons,
            points_offered=self.points_offered,
            tenders=self.tenders,
            at_ms=self.at_ms,
        )

    def to_json(self) -> dict[str, JsonValue]:
        """Return the inputs as the document that ``read_inputs`` reads."""
        digits = digits_of(self.basket.currency)
        return {
            "basket": self.basket.to_json(),
            "member": _member_to_json(self.member) if self.member else None,
            "coupons": [_coupon_to_json(coupon) for coupon in self.coupons],
            "points_offered": self.points_offered,
            "tenders": [_tender_to_json(tender, digits) for tender in self.tenders],
            "at": self.at_ms,
        }


def record(inputs: QuoteInputs, made: Quote) -> dict[str, JsonValue]:
    """Return what a sale's body keeps of its quote."""
    digits = digits_of(made.currency)
    return {
        "engine": made.engine_version,
        "program_version": made.program_version,
        "inputs": inputs.to_json(),
        "outcome": {
            "list": format_minor(made.list_minor, digits),
            "due": format_minor(made.due_minor, digits),
            "lines": [
                [line.line_id, format_minor(line.payable_minor, digits)] for line in made.lines
            ],
            "rules": [
                [each.rule_id, format_minor(each.amount_minor, digits)] for each in made.deductions
            ],
            "points_taken": made.points_taken,
            "points_earned": made.points_earned,
            "qualifying": made.qualifying,
        },
    }


def differences(recorded: JsonValue, program: Program) -> tuple[str, ...]:
    """Return the names of what pricing ``recorded`` again under ``program`` does not confirm.

    Raises:
        Damaged: ``recorded`` is not what ``record`` writes.
        Refused: ``engine_unknown``; ``program_differs`` when it was made under another version.
    """
    shape = Shape(recorded)
    engine, version = shape.integer("engine"), shape.integer("program_version")
    if engine != ENGINE:
        raise Refused("engine_unknown", engine=engine)
    if version != program.version:
        raise Refused("program_differs", recorded=version, program=program.version)
    inputs = read_inputs(shape.part("inputs"))
    again = part_or_empty(Shape(record(inputs, inputs.price(program))), "outcome")
    claimed = shape.part("outcome")
    return tuple(name for name in again.names() if again.raw(name) != claimed.raw(name))


def check_once(kinds: Sequence[str]) -> None:
    """Check that stored value and points pay once each: a second would draw on the same rights.

    Raises:
        Refused: ``tender_twice``.
    """
    for kind in (TenderKind.STORED_VALUE, TenderKind.POINTS):
        if list(kinds).count(kind) > 1:
            raise Refused("tender_twice", kind=kind.value)


def check_points(priced: Quote, plans: Sequence[TenderPlan]) -> None:
    """Check that points pay what they are worth here, in whole steps and within the share.

    Raises:
        Refused: the code of pricing that says why not; ``points_tender`` with what they are
            ``worth_minor``.
    """
    by_points = [plan for plan in plans if plan.kind is TenderKind.POINTS]
    if not by_points:
        return
    if sum(plan.points for plan in by_points) != priced.points_taken:
        why = next((rule for rule in priced.refused if rule.rule_id == "points"), None)
        raise Refused(why.code if why else "points_over_limit", **(dict(why.values) if why else {}))
    if sum(plan.amount_minor for plan in by_points) != priced.points_taken_minor:
        raise Refused("points_tender", worth_minor=priced.points_taken_minor)


def read_inputs(shape: Shape) -> QuoteInputs:
    """Return the inputs that ``shape`` writes; whatever else stands there is its owner's matter.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
    """
    basket = read_basket(shape.part("basket"))
    digits = digits_of(basket.currency)
    tenders: tuple[TenderPlan, ...] = ()
    if shape.has("tenders"):
        tenders = shape.parts("tenders", lambda part: read_tender(part, digits), most=TENDERS_MAX)
    coupons: tuple[CouponFacts, ...] = ()
    if shape.has("coupons"):
        coupons = shape.parts("coupons", _coupon, most=COUPONS_MAX)
    return QuoteInputs(
        basket=basket,
        member=_member(shape.part("member")) if shape.has("member") else None,
        coupons=coupons,
        points_offered=integer_or(shape, "points_offered", _points_of(tenders)),
        tenders=tenders,
        at_ms=read_moment(shape),
    )


def _points_of(tenders: Sequence[TenderPlan]) -> int:
    return sum(tender.points for tender in tenders)


def read_moment(shape: Shape) -> int:
    """Return the UTC milliseconds at ``at``: ISO 8601 with its offset, or the number."""
    if not isinstance(shape.raw("at"), str):
        return shape.integer("at")
    try:
        return moment_of(shape.text("at", longest=40))
    except ValueError as wrong:
        raise damaged(
            shape.at("at"), "must be a moment like '2026-11-22T14:32:00+08:00'"
        ) from wrong


def _member(shape: Shape) -> MemberFacts:
    shape.only("id", "tier", "points", "tags", "segments")
    return MemberFacts(
        shape.text("id", longest=64),
        text_or(shape, "tier"),
        integer_or(shape, "points", 0),
        texts_or_none(shape, "tags"),
        texts_or_none(shape, "segments"),
    )


def _member_to_json(member: MemberFacts) -> dict[str, JsonValue]:
    named: dict[str, JsonValue] = {"tags": [*member.tags], "segments": [*member.segments]}
    return {
        "id": member.member_id,
        "tier": member.tier_id,
        "points": member.points_burnable,
        **{key: value for key, value in named.items() if value},
    }


def _coupon(shape: Shape) -> CouponFacts:
    shape.only("id", "template", "member", "first_day", "last_day")
    return CouponFacts(
        coupon_id=shape.text("id", longest=64),
        template_id=shape.text("template", longest=64),
        member_id=shape.text("member", longest=64) if shape.has("member") else None,
        first_day=read_day(shape, "first_day"),
        last_day=read_day(shape, "last_day"),
    )


def read_day(shape: Shape, key: str) -> str:
    """Return the calendar day at ``key``; empty where none stands."""
    text = text_or(shape, key, longest=10)
    try:
        return add_days(text, 0) if text else ""
    except ValueError as wrong:
        raise damaged(shape.at(key), "must be a day like '2026-11-22'") from wrong


def _coupon_to_json(coupon: CouponFacts) -> dict[str, JsonValue]:
    return {
        "id": coupon.coupon_id,
        "template": coupon.template_id,
        "member": coupon.member_id,
        "first_day": coupon.first_day,
        "last_day": coupon.last_day,
    }


def read_tender(shape: Shape, digits: int) -> TenderPlan:
    """Return the tender that ``shape`` writes; its bonus is what somebody has split off it."""
    shape.only("kind", "amount", "received", "points", "bonus", "reference")
    return TenderPlan(
        kind=TenderKind(shape.choice("kind", tuple(TenderKind))),
        amount_minor=read_amount(shape, "amount", digits),
        received_minor=read_amount(shape, "received", digits, default=0),
        points=integer_or(shape, "points", 0),
        bonus_minor=read_amount(shape, "bonus", digits, default=0),
        reference=text_or(shape, "reference"),
    )


def _tender_to_json(tender: TenderPlan, digits: int) -> dict[str, JsonValue]:
    return {
        "kind": tender.kind.value,
        "amount": format_minor(tender.amount_minor, digits),
        "received": format_minor(tender.received_minor, digits),
        "points": tender.points,
        "bonus": format_minor(tender.bonus_minor, digits),
        "reference": tender.reference,
    }
