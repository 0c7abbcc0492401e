"""Reads the parts that several operations share, as strictly as the operations themselves."""

from pos_member.domain.canonical import JsonValue
from pos_member.domain.errors import Damaged
from pos_member.domain.lease import Leg, read_leg
from pos_member.domain.operations import (
    CODE_KINDS,
    IDENTIFIED_BY,
    TENDER_KINDS,
    Approval,
    MemberCodeBinding,
    Redeemed,
    Tendered,
    Where,
)
from pos_member.domain.shape import Shape

LINES_MAX = 1_000
TENDERS_MAX = 20
COUPONS_MAX = 20


def read_where(shape: Shape) -> Where:
    """Return where an operation belongs."""
    return Where(
        store_id=shape.text("store", longest=36),
        day=shape.text("day", longest=10),
        receipt=optional_text(shape, "receipt") or "",
        currency=shape.text("currency", longest=3),
    )


def read_tender(shape: Shape) -> Tendered:
    """Return one tender."""
    return Tendered(
        kind=shape.choice("kind", TENDER_KINDS),
        amount=shape.integer("amount"),
        legs=shape.parts("legs", read_leg, most=LINES_MAX),
        received=shape.integer("received"),
        reference=optional_text(shape, "reference") or "",
    )


def read_filled(shape: Shape) -> tuple[Leg, ...]:
    """An older till's top-up says nothing of headroom: it took none."""
    return shape.parts("headroom", read_leg, most=LINES_MAX) if shape.has("headroom") else ()


def read_coupons(shape: Shape) -> tuple[Redeemed, ...]:
    """Return the coupons that a sale used up; an older till says none."""
    if not shape.has("coupons"):
        return ()
    found = shape.parts("coupons", read_redeemed, most=COUPONS_MAX)
    if len({each.coupon_id for each in found}) < len(found):
        raise Damaged("shape", path="coupons", why="must name each coupon once")
    return found


def read_redeemed(shape: Shape) -> Redeemed:
    """Return one coupon that was used up."""
    return Redeemed(
        coupon_id=shape.text("coupon", longest=64),
        template_id=shape.text("template", longest=64),
        last_day=optional_text(shape, "last_day") or "",
        lease_id=shape.text("lease", longest=36) if shape.raw("lease") else "",
    )


def read_code(shape: Shape) -> MemberCodeBinding:
    """Return a code that names a new member."""
    return MemberCodeBinding(shape.choice("kind", CODE_KINDS), shape.text("code", longest=40))


def read_approval(shape: Shape) -> Approval | None:
    """Return the approval, if there is one."""
    if not shape.has("approval"):
        return None
    return read_given(shape.part("approval"))


def read_given(part: Shape) -> Approval:
    """Return an approval that must be there."""
    return Approval(part.text("staff", longest=36), part.text("reason", longest=200))


def identified_by(shape: Shape) -> str:
    """Return how the member was found."""
    return shape.choice("identified_by", IDENTIFIED_BY)


def optional_text(shape: Shape, key: str) -> str | None:
    """Return the text at ``key``; ``None`` where it is missing or empty."""
    value = shape.raw(key)
    return None if value is None or value == "" else shape.text(key, longest=200)


def as_json(value: object) -> JsonValue:
    """Return a value that canonical JSON can hold as it is."""
    assert value is None or isinstance(value, bool | int | str | list | dict)
    return value
