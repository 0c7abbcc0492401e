"""Reads the body of an operation that came from outside, strictly: what does not fit is refused.

A till reads its own journal through here, and the server what tills send.
"""

from collections.abc import Callable

from pos_member.domain.counter_act import ACTS, CounterAct
from pos_member.domain.errors import Damaged
from pos_member.domain.lease import read_grant, read_leg, read_lot
from pos_member.domain.ledger import KIND_NAMES, Kind
from pos_member.domain.operation_reader_parts import (
    LINES_MAX,
    TENDERS_MAX,
    as_json,
    identified_by,
    optional_text,
    read_approval,
    read_code,
    read_coupons,
    read_filled,
    read_given,
    read_tender,
    read_where,
)
from pos_member.domain.operations import (
    Body,
    CashMoved,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Refund,
    ReturnedLine,
    Sale,
    SessionRedeemed,
    ShiftClosed,
    ShiftOpened,
    TenderAbandoned,
    TopUp,
)
from pos_member.domain.package_operation import PACKAGE_ID_MAX, PackageSold
from pos_member.domain.shape import INTEGER_MAX, Shape
from pos_member.domain.shift_operations import PURPOSES, Purpose

CODES_MAX = 10


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
        where=read_where(shape.part("where")),
        member_id=optional_text(shape, "member"),
        identified_by=identified_by(shape) if shape.has("identified_by") else None,
        due=shape.integer("due"),
        rounding=shape.integer("rounding", least=-100_000, most=100_000),
        tenders=shape.parts("tenders", read_tender, most=TENDERS_MAX),
        points_earned=shape.integer("points_earned"),
        points_expire_day=optional_text(shape, "points_expire_day") or "",
        qualifying=shape.integer("qualifying"),
        quoted=as_json(shape.raw("quoted")),
        approval=read_approval(shape),
        coupons=read_coupons(shape),
        packages=shape.parts("packages", _read_package, most=LINES_MAX)
        if shape.has("packages")
        else (),
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
    held = any(tender.legs for tender in sale.tenders) or sale.coupons or sale.packages
    if sale.member_id is None and (held or sale.points_earned or sale.qualifying):
        raise Damaged("shape", path="member", why="must say whose account moves")


def _read_refund(shape: Shape) -> Refund:
    refund = Refund(
        where=read_where(shape.part("where")),
        sale_id=shape.text("sale", longest=36),
        member_id=optional_text(shape, "member"),
        lines=shape.parts("lines", _read_returned_line, most=LINES_MAX),
        amount=shape.integer("amount"),
        rounding=shape.integer("rounding", least=-100_000, most=100_000),
        tenders=shape.parts("tenders", read_tender, most=TENDERS_MAX),
        principal=shape.integer("principal"),
        bonus=shape.integer("bonus"),
        points=shape.parts("points", read_lot, most=LINES_MAX),
        points_worth=shape.integer("points_worth"),
        earned=shape.integer("earned"),
        qualifying=shape.integer("qualifying"),
        approval=read_given(shape.part("approval")),
        voids=shape.truth("voids"),
        at_risk=shape.truth("at_risk"),
        sessions=shape.parts("sessions", read_leg, most=LINES_MAX) if shape.has("sessions") else (),
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
    moved = any(held) or refund.sessions or refund.points or refund.earned or refund.qualifying
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
        where=read_where(shape.part("where")),
        member_id=shape.text("member", longest=36),
        identified_by=identified_by(shape),
        principal=shape.integer("principal", least=1),
        bonus=shape.integer("bonus"),
        points=shape.integer("points"),
        points_expire_day=optional_text(shape, "points_expire_day") or "",
        offer_id=optional_text(shape, "offer"),
        program_version=shape.integer("program_version"),
        tender=read_tender(shape.part("tender")),
        approval=read_approval(shape),
        headroom=read_filled(shape),
    )
    if top_up.tender.legs or top_up.tender.amount != top_up.principal:
        raise Damaged("shape", path="tender", why="must pay the principal with outside money")
    return top_up


def _read_session_redeemed(shape: Shape) -> SessionRedeemed:
    return SessionRedeemed(
        where=read_where(shape.part("where")),
        member_id=shape.text("member", longest=36),
        identified_by=identified_by(shape),
        package_id=shape.text("package", longest=PACKAGE_ID_MAX),
        service=shape.text("service", longest=64),
        performer_id=shape.text("performer", longest=36),
        leg=read_leg(shape.part("leg")),
    )


def _read_package(shape: Shape) -> PackageSold:
    return PackageSold(
        line_id=shape.text("line", longest=64),
        package_id=shape.text("package", longest=PACKAGE_ID_MAX),
        sessions=shape.integer("sessions", least=1),
        last_day=optional_text(shape, "last_day") or "",
    )


def _read_enrolment(shape: Shape) -> Enrolment:
    hashes = shape.part("personal")
    return Enrolment(
        where=read_where(shape.part("where")),
        member_id=shape.text("member", longest=36),
        personal={name: hashes.hex(name, 32) for name in hashes.names()},
        codes=shape.parts("codes", read_code, most=CODES_MAX),
        consents=shape.texts("consents", most=20),
        notice_version=shape.text("notice_version", longest=40),
        referrer_id=optional_text(shape, "referrer"),
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
        where=read_where(shape.part("where")),
        basket_id=shape.text("basket", longest=36),
        tender=read_tender(shape.part("tender")),
        reason=shape.text("reason", longest=200),
        approval=read_approval(shape),
    )


def _read_counter_act(shape: Shape) -> CounterAct:
    return CounterAct(
        where=read_where(shape.part("where")),
        act=shape.choice("act", ACTS),
        about=shape.text("about", longest=36),
        approval=read_approval(shape),
    )


def _read_shift_opened(shape: Shape) -> ShiftOpened:
    return ShiftOpened(
        where=read_where(shape.part("where")),
        number=shape.integer("number", least=1),
        amount=shape.integer("amount"),
    )


def _read_cash_moved(shape: Shape) -> CashMoved:
    moved = CashMoved(
        where=read_where(shape.part("where")),
        purpose=Purpose(shape.choice("purpose", PURPOSES)),
        amount=shape.integer("amount"),
        reason=optional_text(shape, "reason") or "",
        approval=read_approval(shape),
    )
    if (moved.amount == 0) is not (moved.purpose is Purpose.NO_SALE):
        raise Damaged("shape", path="amount", why="must be nothing for no sale, and only then")
    return moved


def _read_shift_closed(shape: Shape) -> ShiftClosed:
    closed = ShiftClosed(
        where=read_where(shape.part("where")),
        number=shape.integer("number", least=1),
        expected=shape.integer("expected", least=-INTEGER_MAX),
        counted=shape.integer("counted"),
        left=shape.integer("left"),
        recounts=shape.integer("recounts"),
        reason=optional_text(shape, "reason") or "",
        totals=as_json(shape.raw("totals")),
        approval=read_approval(shape),
    )
    if closed.left > closed.counted:
        raise Damaged("shape", path="left", why="must not be more than was counted")
    return closed


_READERS: dict[str, Callable[[Shape], Body]] = {
    Sale.kind: _read_sale,
    Refund.kind: _read_refund,
    TopUp.kind: _read_top_up,
    Enrolment.kind: _read_enrolment,
    LeaseOpened.kind: _read_lease_opened,
    LeaseReturned.kind: _read_lease_returned,
    TenderAbandoned.kind: _read_tender_abandoned,
    CounterAct.kind: _read_counter_act,
    ShiftOpened.kind: _read_shift_opened,
    CashMoved.kind: _read_cash_moved,
    ShiftClosed.kind: _read_shift_closed,
    SessionRedeemed.kind: _read_session_redeemed,
}
KINDS = tuple(_READERS)
