"""Reads the body of an operation that came from outside, strictly: what does not fit is refused.

A till reads its own journal through here, and the server what tills send.
"""

from collections.abc import Callable

from pos_member.domain.canonical import JsonValue
from pos_member.domain.counter_act import ACTS, CounterAct
from pos_member.domain.errors import Damaged
from pos_member.domain.lease import Leg, read_grant, read_leg, read_lot
from pos_member.domain.ledger import KIND_NAMES, Kind
from pos_member.domain.operations import (
    CODE_KINDS,
    IDENTIFIED_BY,
    TENDER_KINDS,
    Approval,
    Body,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    MemberCodeBinding,
    Redeemed,
    Refund,
    ReturnedLine,
    Sale,
    TenderAbandoned,
    Tendered,
    TopUp,
    Where,
)
from pos_member.domain.shape import Shape

LINES_MAX = 1_000
TENDERS_MAX = 20
CODES_MAX = 10
COUPONS_MAX = 20


def read_body(kind: str, value: object) -> Body:
    """Return the operation that ``value`` writes.

    Raises:
        Damaged: ``unknown_kind``, or ``shape`` with the path and what is wrong there.
    """
    shape = Shape(value)
    reader = _READERS.get(kind)
    if reader is None:
        raise Damaged("unknown_kind", kind=kind)
    return reader(shape)


def _read_sale(shape: Shape) -> Sale:
    sale = Sale(
        where=_read_where(shape.part("where")),
        member_id=_optional_text(shape, "member"),
        identified_by=_identified_by(shape) if shape.has("identified_by") else None,
        due=shape.integer("due"),
        rounding=shape.integer("rounding", least=-100_000, most=100_000),
        tenders=shape.parts("tenders", _read_tender, most=TENDERS_MAX),
        points_earned=shape.integer("points_earned"),
        points_expire_day=_optional_text(shape, "points_expire_day") or "",
        qualifying=shape.integer("qualifying"),
        quoted=_as_json(shape.raw("quoted")),
        approval=_read_approval(shape),
        coupons=_read_coupons(shape),
    )
    check_sale(sale)
    return sale


def check_sale(sale: Sale) -> None:
    """Check that the parts of ``sale`` agree.

    Raises:
        Damaged: ``shape``.
    """
    if sum(tender.amount for tender in sale.tenders) + sale.rounding != sale.due:
        raise Damaged("shape", path="tenders", why="must add up to what is due")
    member_funded = any(tender.legs for tender in sale.tenders) or sale.coupons
    if sale.member_id is None and (member_funded or sale.points_earned or sale.qualifying):
        raise Damaged("shape", path="member", why="must say whose account moves")


def _read_refund(shape: Shape) -> Refund:
    refund = Refund(
        where=_read_where(shape.part("where")),
        sale_id=shape.text("sale", longest=36),
        member_id=_optional_text(shape, "member"),
        lines=shape.parts("lines", _read_returned_line, most=LINES_MAX),
        amount=shape.integer("amount"),
        rounding=shape.integer("rounding", least=-100_000, most=100_000),
        tenders=shape.parts("tenders", _read_tender, most=TENDERS_MAX),
        principal=shape.integer("principal"),
        bonus=shape.integer("bonus"),
        points=shape.parts("points", read_lot, most=LINES_MAX),
        points_worth=shape.integer("points_worth"),
        earned=shape.integer("earned"),
        qualifying=shape.integer("qualifying"),
        approval=_read_given(shape.part("approval")),
        voids=shape.truth("voids"),
        at_risk=shape.truth("at_risk"),
    )
    _check_refund(refund)
    return refund


def _check_refund(refund: Refund) -> None:
    held = (refund.principal, refund.bonus, refund.points_worth)
    back = sum(tender.amount for tender in refund.tenders) + sum(held) + refund.rounding
    if back != refund.amount or sum(line.amount for line in refund.lines) != refund.amount:
        raise Damaged("shape", path="amount", why="must be what comes back, line by line")
    if len({line.line_id for line in refund.lines}) < max(1, len(refund.lines)):
        raise Damaged("shape", path="lines", why="must name each line once, and at least one")
    moved = any(held) or refund.points or refund.earned or refund.qualifying
    if refund.member_id is None and moved:
        raise Damaged("shape", path="member", why="must say whose account moves")


def _read_returned_line(shape: Shape) -> ReturnedLine:
    return ReturnedLine(
        shape.text("line", longest=64),
        shape.integer("quantity", least=1),
        shape.integer("amount"),
    )


def _read_top_up(shape: Shape) -> TopUp:
    top_up = TopUp(
        where=_read_where(shape.part("where")),
        member_id=shape.text("member", longest=36),
        identified_by=_identified_by(shape),
        principal=shape.integer("principal", least=1),
        bonus=shape.integer("bonus"),
        points=shape.integer("points"),
        points_expire_day=_optional_text(shape, "points_expire_day") or "",
        offer_id=_optional_text(shape, "offer"),
        program_version=shape.integer("program_version"),
        tender=_read_tender(shape.part("tender")),
        approval=_read_approval(shape),
        headroom=_read_filled(shape),
    )
    if top_up.tender.legs or top_up.tender.amount != top_up.principal:
        raise Damaged("shape", path="tender", why="must pay the principal with outside money")
    return top_up


def _read_enrolment(shape: Shape) -> Enrolment:
    hashes = shape.part("personal")
    return Enrolment(
        where=_read_where(shape.part("where")),
        member_id=shape.text("member", longest=36),
        personal={name: hashes.hex(name, 32) for name in hashes.names()},
        codes=shape.parts("codes", _read_code, most=CODES_MAX),
        consents=shape.texts("consents", most=20),
        notice_version=shape.text("notice_version", longest=40),
        referrer_id=_optional_text(shape, "referrer"),
        headroom=shape.integer("headroom") if shape.has("headroom") else 0,
    )


def _read_lease_opened(shape: Shape) -> LeaseOpened:
    return LeaseOpened(read_grant(shape.part("grant")))


def _read_lease_returned(shape: Shape) -> LeaseReturned:
    return LeaseReturned(
        lease_id=shape.text("lease", longest=36),
        member_id=shape.text("member", longest=36),
        account_kind=Kind(shape.choice("kind", KIND_NAMES)),
        amount=shape.integer("amount", least=1),
        lots=shape.parts("lots", read_lot, most=LINES_MAX),
    )


def _read_tender_abandoned(shape: Shape) -> TenderAbandoned:
    return TenderAbandoned(
        where=_read_where(shape.part("where")),
        basket_id=shape.text("basket", longest=36),
        tender=_read_tender(shape.part("tender")),
        reason=shape.text("reason", longest=200),
        approval=_read_approval(shape),
    )


def _read_counter_act(shape: Shape) -> CounterAct:
    return CounterAct(
        where=_read_where(shape.part("where")),
        act=shape.choice("act", ACTS),
        about=shape.text("about", longest=36),
        approval=_read_approval(shape),
    )


_READERS: dict[str, Callable[[Shape], Body]] = {
    Sale.kind: _read_sale,
    Refund.kind: _read_refund,
    TopUp.kind: _read_top_up,
    Enrolment.kind: _read_enrolment,
    LeaseOpened.kind: _read_lease_opened,
    LeaseReturned.kind: _read_lease_returned,
    TenderAbandoned.kind: _read_tender_abandoned,
    CounterAct.kind: _read_counter_act,
}
KINDS = tuple(_READERS)


def _read_where(shape: Shape) -> Where:
    return Where(
        store_id=shape.text("store", longest=36),
        day=shape.text("day", longest=10),
        receipt=_optional_text(shape, "receipt") or "",
        currency=shape.text("currency", longest=3),
    )


def _read_tender(shape: Shape) -> Tendered:
    return Tendered(
        kind=shape.choice("kind", TENDER_KINDS),
        amount=shape.integer("amount"),
        legs=shape.parts("legs", read_leg, most=LINES_MAX),
        received=shape.integer("received"),
        reference=_optional_text(shape, "reference") or "",
    )


def _read_filled(shape: Shape) -> tuple[Leg, ...]:
    """An older till's top-up says nothing of headroom: it took none."""
    return shape.parts("headroom", read_leg, most=LINES_MAX) if shape.has("headroom") else ()


def _read_coupons(shape: Shape) -> tuple[Redeemed, ...]:
    if not shape.has("coupons"):
        return ()
    found = shape.parts("coupons", _read_redeemed, most=COUPONS_MAX)
    if len({each.coupon_id for each in found}) < len(found):
        raise Damaged("shape", path="coupons", why="must name each coupon once")
    return found


def _read_redeemed(shape: Shape) -> Redeemed:
    return Redeemed(
        coupon_id=shape.text("coupon", longest=64),
        template_id=shape.text("template", longest=64),
        last_day=_optional_text(shape, "last_day") or "",
        lease_id=shape.text("lease", longest=36) if shape.raw("lease") else "",
    )


def _read_code(shape: Shape) -> MemberCodeBinding:
    return MemberCodeBinding(shape.choice("kind", CODE_KINDS), shape.text("code", longest=40))


def _read_approval(shape: Shape) -> Approval | None:
    if not shape.has("approval"):
        return None
    return _read_given(shape.part("approval"))


def _read_given(part: Shape) -> Approval:
    return Approval(part.text("staff", longest=36), part.text("reason", longest=200))


def _identified_by(shape: Shape) -> str:
    return shape.choice("identified_by", IDENTIFIED_BY)


def _optional_text(shape: Shape, key: str) -> str | None:
    value = shape.raw(key)
    return None if value is None or value == "" else shape.text(key, longest=200)


def _as_json(value: object) -> JsonValue:
    assert value is None or isinstance(value, bool | int | str | list | dict)
    return value
