"""A scan says what it is, for any text; whose codes are genuine decides the chain's key."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_member.domain.code_texts import (
    card_barcode_text,
    coupon_text,
    issued_now,
    member_code_text,
    staff_badge_text,
)
from pos_member.domain.codes import member_code_message
from pos_member.domain.views import ScanOutcome
from pos_member.services import checkout, enrolment
from pos_member.services.scanning import scan
from sync.protocol.signing import SigningKey
from tests.services.test_checkout import person
from tests.support.counter import CODES, Counter, card, cash, code, member_id

BADGE = bytes(16)


def qr(no: int, key: SigningKey = CODES, key_id: int = 1) -> str:
    raw = bytes.fromhex(code(no))
    return member_code_text(raw, key_id, key.sign(member_code_message(raw, key_id)))


@pytest.fixture
def shop(counter: Counter) -> Counter:
    counter.member(1, mobile="13800006620")
    counter.member(2, mobile="13900006620", code_status="lost")
    counter.member(3, mobile="13700001234")
    counter.member(4, mobile="13700001234")
    goods = {
        "sku": "88", "name": "龙井", "category": "drinks", "price_minor": 6_800,
        "member_price_minor": None, "service": False, "weighed": False, "tax_bp": 900,
        "terms": "longjing lj", "active": True, "codes": ["6901234567892"],
    }  # fmt: skip
    badge = {**person("anna", "cashier"), "badge_hash": hashlib.sha256(BADGE).hexdigest()}
    counter.pull(goods=(goods,), staff=(badge,))
    return counter


def test_a_genuine_code_opens_its_member(shop: Counter) -> None:
    found = scan(shop.till, qr(1), shop.now())
    assert found.outcome is ScanOutcome.MEMBER
    assert found.member is not None
    assert (found.member.member_id, found.member.identified_by) == (member_id(1), "code")


@pytest.mark.parametrize(
    ("text", "outcome", "why"),
    [
        (qr(1, SigningKey(bytes(32))), ScanOutcome.REFUSED, "member_code_forged"),
        (qr(1, key_id=9), ScanOutcome.REFUSED, "member_code_key_unknown"),
        (qr(1)[:-6], ScanOutcome.REFUSED, "member_code_cut"),
        (qr(2), ScanOutcome.REFUSED, "member_code_blocked"),
        (qr(99), ScanOutcome.UNKNOWN_MEMBER, "member_unknown"),
        (card_barcode_text(card(99)), ScanOutcome.UNKNOWN_MEMBER, "member_unknown"),
        ("13800000000", ScanOutcome.UNKNOWN_MEMBER, "phone_unknown"),
        ("13700001234", ScanOutcome.UNKNOWN_MEMBER, "phone_ambiguous"),
        ("6901234567908", ScanOutcome.UNKNOWN_GOODS, "goods_unknown"),
        ("6901234567890", ScanOutcome.UNKNOWN_GOODS, "check_digit"),
        ("ABC-77", ScanOutcome.UNKNOWN_GOODS, "code_not_known"),
        (coupon_text(bytes(10)), ScanOutcome.COUPON, ""),
        (staff_badge_text(b"x" * 16), ScanOutcome.REFUSED, "staff_badge_unknown"),
        ("134567890123456789", ScanOutcome.REFUSED, "payment_code"),
        ("%B4111111111111111^X", ScanOutcome.REFUSED, "bank_card"),
        ("", ScanOutcome.REFUSED, "code_empty"),
        ("x" * 600, ScanOutcome.REFUSED, "code_too_long"),
        ("a\x00b", ScanOutcome.REFUSED, "code_not_printable"),
    ],
)
def test_every_other_text_says_why_it_is_none(
    shop: Counter, text: str, outcome: ScanOutcome, why: str
) -> None:
    found = scan(shop.till, text, shop.now())
    assert (found.outcome, found.code, found.member) == (outcome, why, None)


def test_card_phone_goods_and_badge_are_found(shop: Counter) -> None:
    by_card = scan(shop.till, card_barcode_text(card(1)), shop.now()).member
    assert by_card is not None and by_card.identified_by == "card"
    by_phone = scan(shop.till, "13800006620", shop.now())
    assert by_phone.member is not None and by_phone.member.identified_by == "phone"
    assert by_phone.text == "138 **** 6620"
    for text in ("6901234567892", "88"):
        tea = scan(shop.till, text, shop.now()).goods
        assert tea is not None and tea.sku == "88"
    badge = scan(shop.till, staff_badge_text(BADGE), shop.now())
    assert (badge.outcome, badge.staff_id) == (ScanOutcome.STAFF, "anna")


def test_the_card_of_somebody_who_just_joined_opens(counter: Counter) -> None:
    joining = enrolment.Joining(
        counter.next_id(), "anna", card_number=card(8), consents=("service",)
    )
    made = enrolment.enrol(counter.till, joining, counter.now())
    found = scan(counter.till, card_barcode_text(card(8)), counter.now()).member
    assert found is not None
    assert (found.member_id, found.synced) == (made.member_id, False)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.from_regex(r"[0-9 +-]{1,24}", fullmatch=True))
def test_no_text_breaks_a_scan(counter: Counter, text: str) -> None:
    assert scan(counter.till, text, counter.now()).outcome in ScanOutcome


def dynamic(no: int, at_ms: int) -> str:
    raw, issued = bytes.fromhex(code(no)), issued_now(at_ms, b"once")
    signature = CODES.sign(member_code_message(raw, 1, issued))
    return member_code_text(raw, 1, signature, issued)


def test_a_dynamic_code_opens_its_member_while_it_is_fresh(shop: Counter) -> None:
    now_ms = shop.now().wall_ms
    for at_ms in (now_ms, now_ms - 200_000, now_ms + 110_000):
        found = scan(shop.till, dynamic(1, at_ms), shop.now())
        assert found.member is not None and found.member.identified_by == "code"


@pytest.mark.parametrize(
    ("age_ms", "why"), [(212_000, "member_code_expired"), (-122_000, "member_code_early")]
)
def test_a_dynamic_code_of_another_time_is_refused(shop: Counter, age_ms: int, why: str) -> None:
    found = scan(shop.till, dynamic(1, shop.now().wall_ms - age_ms), shop.now())
    assert (found.outcome, found.code, found.member) == (ScanOutcome.REFUSED, why, None)


def test_a_dynamic_code_of_nobody_here_is_unknown_and_of_a_lost_phone_blocked(
    shop: Counter,
) -> None:
    now_ms = shop.now().wall_ms
    assert scan(shop.till, dynamic(99, now_ms), shop.now()).code == "member_unknown"
    assert scan(shop.till, dynamic(2, now_ms), shop.now()).code == "member_code_blocked"


def test_a_dynamic_code_pays_once_and_the_next_one_again(shop: Counter) -> None:
    text = dynamic(1, shop.now().wall_ms)
    first = scan(shop.till, text, shop.now()).member
    assert first is not None and scan(shop.till, text, shop.now()).member is not None
    checkout.pay(
        shop.till, shop.payment(shop.basket("3.00"), cash("3.00"), member=first), shop.now()
    )
    assert scan(shop.till, text, shop.now()).code == "member_code_used"
    shop.wait(2_000)
    assert scan(shop.till, dynamic(1, shop.now().wall_ms), shop.now()).member is not None
    assert scan(shop.till, dynamic(3, shop.now().wall_ms), shop.now()).member is not None
