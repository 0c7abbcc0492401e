"""One operation of each kind, as a till makes them."""

from dataclasses import replace

from pos_member.domain.lease import Grant, Leg, Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import (
    Approval,
    Body,
    CashMoved,
    CounterAct,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    MemberCodeBinding,
    Refund,
    ReturnedLine,
    Sale,
    SessionRedeemed,
    ShiftClosed,
    ShiftOpened,
    TenderAbandoned,
    Tendered,
    TopUp,
    Where,
)
from pos_member.domain.shift import totals_of
from pos_member.domain.shift_operations import Purpose

WHERE = Where("s1", "2026-11-22", "A1-1122-000001")
LOTS = (Lot("old", 60, "2027-01-01"), Lot("new", 40, ""))
APPROVAL = Approval("boss", "regular customer")
SALE = Sale(
    where=WHERE,
    member_id="m1",
    identified_by="code",
    due=10_004,
    rounding=4,
    tenders=(
        Tendered(
            "stored_value",
            3_000,
            (Leg("l1", Kind.PRINCIPAL, 2_000), Leg("l2", Kind.BONUS, 1_000)),
        ),
        Tendered("points", 100, (Leg("l3", Kind.POINTS, 100, LOTS),)),
        Tendered("qr", 2_000, reference="wx-1"),
        Tendered("cash", 4_900, received=5_000),
    ),
    points_earned=99,
    points_expire_day="2027-11-22",
    qualifying=9_900,
    quoted={"engine": 1},
    approval=APPROVAL,
)
GUEST_SALE = Sale(WHERE, None, None, 500, 0, (Tendered("cash", 500, received=500),), 0, "", 0, None)
REFUND = Refund(
    where=WHERE,
    sale_id="op-0",
    member_id="m1",
    lines=(ReturnedLine("1", 1_000, 3_334), ReturnedLine("2", 500, 1_666)),
    amount=5_000,
    rounding=2,
    tenders=(Tendered("qr", 1_000, reference="wx-1"), Tendered("cash", 2_448)),
    principal=1_000,
    bonus=500,
    points=(Lot("new", 40, ""), Lot("old", 10, "2027-01-01")),
    points_worth=50,
    earned=49,
    qualifying=4_948,
    approval=APPROVAL,
)
GUEST_REFUND = Refund(
    where=WHERE,
    sale_id="op-0",
    member_id=None,
    lines=(ReturnedLine("1", 1_000, 498),),
    amount=498,
    rounding=-2,
    tenders=(Tendered("cash", 500),),
    principal=0,
    bonus=0,
    points=(),
    points_worth=0,
    earned=0,
    qualifying=0,
    approval=APPROVAL,
    voids=True,
    at_risk=True,
)
TOP_UP = TopUp(
    where=WHERE,
    member_id="m1",
    identified_by="card",
    principal=50_000,
    bonus=5_000,
    points=100,
    points_expire_day="",
    offer_id="o500",
    program_version=1,
    tender=Tendered("cash", 50_000, received=50_000),
)
PLAIN_TOP_UP = TopUp(
    WHERE, "m1", "phone", 1_000, 0, 0, "", None, 1, Tendered("bank_card", 1_000, reference="b")
)
CAPPED_TOP_UP = replace(
    TOP_UP,
    headroom=(Leg("l4", Kind.HEADROOM, 40_000), Leg("l5", Kind.HEADROOM, 15_000)),
)
ENROLMENT = Enrolment(
    where=Where("s1", "2026-11-22", ""),
    member_id="m2",
    personal={"phone": "ab" * 32},
    codes=(MemberCodeBinding("card", "000000000018"),),
    consents=("service", "birthday"),
    notice_version="2",
    referrer_id="m1",
)
CAPPED_ENROLMENT = replace(ENROLMENT, headroom=500_000)
OPENED = LeaseOpened(Grant("l1", "t1", "m1", Kind.PRINCIPAL, 5_000, 99, 0, 1))
OPENED_POINTS = LeaseOpened(Grant("l3", "t1", "m1", Kind.POINTS, 100, 99, 0, 2, LOTS))
RETURNED = LeaseReturned("l2", "m1", Kind.BONUS, 300)
RETURNED_POINTS = LeaseReturned("l3", "m1", Kind.POINTS, 40, (Lot("new", 40, ""),))
ABANDONED = TenderAbandoned(WHERE, "b1", Tendered("qr", 2_000, reference="wx-1"), "left", APPROVAL)
COUNTER_ACT = CounterAct(WHERE, "reprint", "0192a3b4-0000-7000-8000-000000000001", APPROVAL)
COUNTED_IN = ShiftOpened(WHERE, 1, 50_000)
SAFE_DROP = CashMoved(WHERE, Purpose.SAFE_DROP, 30_000, "noon")
NO_SALE = CashMoved(WHERE, Purpose.NO_SALE, 0, "change for a customer", APPROVAL)
CLOSED = ShiftClosed(
    where=WHERE,
    number=1,
    expected=24_900,
    counted=24_770,
    left=20_000,
    recounts=1,
    reason="change given wrongly",
    totals=totals_of((COUNTED_IN, SALE, SAFE_DROP)).to_json(),
    approval=APPROVAL,
)
SESSION_LOT = Lot("sale-1/wash10", 1, "2027-11-22")
SESSION = SessionRedeemed(
    WHERE, "m1", "code", "wash10", "cut", "anna", Leg("l9", Kind.SESSION, 1, (SESSION_LOT,))
)

ALL: tuple[Body, ...] = (
    SALE,
    SESSION,
    GUEST_SALE,
    REFUND,
    GUEST_REFUND,
    TOP_UP,
    PLAIN_TOP_UP,
    CAPPED_TOP_UP,
    ENROLMENT,
    CAPPED_ENROLMENT,
    OPENED,
    OPENED_POINTS,
    RETURNED,
    RETURNED_POINTS,
    ABANDONED,
    COUNTER_ACT,
    COUNTED_IN,
    SAFE_DROP,
    NO_SALE,
    CLOSED,
)
