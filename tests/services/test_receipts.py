"""A receipt is complete, masked, adds up, and is worded in the till's language."""

from dataclasses import replace

from pos_member.domain import receipt_code
from pos_member.domain.ledger import Kind
from pos_member.domain.receipt import Receipt
from pos_member.domain.receipt_code import ReceiptCode
from pos_member.services import checkout, printing
from pos_member.services.receipts import business_time
from pos_member.services.scanning import scan
from pos_member.storage.trust import seal_check
from tests.support.counter import Counter, card, cash, points, value


def printed(counter: Counter, payment: checkout.Payment) -> Receipt:
    checkout.pay(counter.till, payment, counter.now())
    job = printing.next_job(counter.till)
    assert job is not None
    return printing.receipt_of(job)


def test_a_sale_of_a_member_says_everything(counter: Counter) -> None:
    who = counter.member(tier="gold", principal=9_000, points=700)
    counter.lend(who, Kind.PRINCIPAL, 9_000)
    counter.lend(who, Kind.POINTS, 500)
    payment = counter.payment(
        counter.basket("100", "20.05"),
        value("50"),
        points(200),
        cash("56.00", "60"),
        member=counter.see(who),
    )
    found = printed(counter, payment)
    assert (found.shop, found.register, found.number) == ("梧桐店", "A1", "A1-1122-000001")
    assert found.business_time == "2026-11-22 12:00:00"
    assert found.member == f"林** {card(1)}"
    assert [(line.name, line.amount_minor) for line in found.lines] == [
        ("商品1", 10_000),
        ("商品2", 2_005),
    ]
    assert [(each.reason, each.amount_minor) for each in found.deductions] == [
        ("金卡 9 折", 1_200),
        ("抹零", 5),
    ]
    off = sum(each.amount_minor for each in found.deductions)
    assert found.total_minor == found.subtotal_minor - off == 10_800
    assert [(tender.name, tender.amount_minor) for tender in found.tenders] == [
        ("储值", 5_000),
        ("积分抵扣", 200),
        ("现金", 6_000),
    ]
    assert found.change_minor == 400
    assert [(a.account, a.before, a.after, a.pending) for a in found.accounts] == [
        ("principal", 9_000, 4_000, 0),
        ("points", 700, 500, 127),
    ]


def test_a_guest_has_no_accounts_and_english_is_english(counter: Counter) -> None:
    counter.till.language = "en"
    found = printed(counter, counter.payment(counter.basket("5.55"), cash("5.50")))
    assert (found.member, found.accounts) == ("", ())
    assert [each.reason for each in found.deductions] == ["Rounding"]
    assert [tender.name for tender in found.tenders] == ["Cash"]


def test_a_member_without_a_card_is_known_by_the_masked_phone(counter: Counter) -> None:
    seen = replace(counter.see(counter.member()), card_number="")
    found = printed(counter, counter.payment(counter.basket("5"), cash("5"), member=seen))
    assert found.member == "林** 138 **** 6620"


def test_the_time_is_the_shops(counter: Counter) -> None:
    assert business_time(replace(counter.now(), tz_min=-120)) == "2026-11-22 02:00:00"


def test_a_receipt_carries_a_code_that_any_till_of_the_chain_verifies(counter: Counter) -> None:
    found = printed(counter, counter.payment(counter.basket("5"), cash("5")))
    code = receipt_code.of_text(found.seal, seal_check(counter.till.identity.server_public))
    assert isinstance(code, ReceiptCode)
    assert (code.number, code.total_minor, code.about) == (found.number, found.total_minor, "sale")
    scanned = scan(counter.till, found.seal, counter.now())
    assert (scanned.text, scanned.code) == (found.number, "receipt_genuine")
    assert scanned.op_id == code.op_id
    changed = found.seal[:30] + ("A" if found.seal[30] != "A" else "B") + found.seal[31:]
    assert scan(counter.till, changed, counter.now()).code.startswith("receipt_code_")
