"""Packages at the till: sold within a sale, used one by one from a lease, ended at midnight."""

from dataclasses import replace
from pathlib import Path

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind, session_lot
from pos_member.domain.operations import Approval
from pos_member.domain.receipt_views import ReceiptWish
from pos_member.services import checkout
from pos_member.services.packages import RedeemOrder, redeem
from pos_member.services.printing import reprint_last
from pos_member.services.receipt_journal import receipt_detail, receipts
from pos_member.services.refunds import RefundOrder, refund
from pos_member.services.rights import Spender
from pos_member.services.scanning import scan
from pos_member.services.shift import running
from pos_member.services.verify import verify
from tests.services.test_checkout import person
from tests.storage.test_goods import TEA
from tests.support.counter import DAY_MS, Counter, cash

PACKAGES = [
    {"id": "wash3", "name": {"zh": "三次卡", "en": "Three washes"}, "sku": "sku-1",
     "sessions": 3, "services": ["wash"], "lifetime_days": 2},
]  # fmt: skip
BOSS = Approval("boss", "moved away")


@pytest.fixture
def shop(counter: Counter) -> Counter:
    counter.publish(packages=PACKAGES)
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    return counter


@pytest.fixture
def member(shop: Counter) -> str:
    return shop.member()


def sell(shop: Counter, member: str) -> str:
    payment = shop.payment(shop.basket("100.00"), cash("100.00"), member=shop.see(member))
    return checkout.pay(shop.till, payment, shop.now()).op_id


def order(shop: Counter, member: str, *, by: str = "code", **changes: str) -> RedeemOrder:
    spender = Spender(shop.see(member, by))
    made = RedeemOrder(shop.next_id(), spender, "wash3", "wash", "anna", "cashier-1")
    return replace(made, **changes)


def use(shop: Counter, member: str, **changes: str) -> int:
    return redeem(shop.till, order(shop, member, **changes), shop.now()).left


def refused(shop: Counter, member: str, **changes: str) -> str:
    with pytest.raises(Refused) as why:
        use(shop, member, **changes)
    return why.value.code


def left(shop: Counter, member: str) -> list[tuple[int, bool]]:
    with shop.till.journal.reading() as connection:
        assert verify(connection).code == ""
    return [(each.left, each.is_ended) for each in shop.see(member).packages]


def test_what_is_sold_here_is_used_here_at_once_and_no_more_than_that(
    shop: Counter, member: str
) -> None:
    sell(shop, member)
    assert [use(shop, member) for _ in range(3)] == [2, 1, 0]
    assert left(shop, member) == []
    assert refused(shop, member) == "session_not_here"


def test_the_same_use_again_is_the_same_use(shop: Counter, member: str) -> None:
    sell(shop, member)
    asked = order(shop, member)
    first = redeem(shop.till, asked, shop.now())
    assert redeem(shop.till, asked, shop.now()) == first
    assert (first.left, first.performer) == (2, "Anna")
    sale = sell(shop, member)
    assert refused(shop, member, op_id=sale) == "op_id_used"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"package_id": "gone"}, "package_unknown"),
        ({"service": "dye"}, "package_service"),
        ({"performer_id": "nobody"}, "performer_unknown"),
        ({"by": "phone"}, "approval_needed"),
    ],
)
def test_why_a_session_is_not_used(
    shop: Counter, member: str, changes: dict[str, str], code: str
) -> None:
    sell(shop, member)
    assert refused(shop, member, **changes) == code
    assert left(shop, member) == [(3, False)]


def test_it_counts_until_the_shops_midnight_of_its_last_day(shop: Counter, member: str) -> None:
    sell(shop, member)
    shop.wait(2 * DAY_MS + DAY_MS // 2 - 1)
    assert use(shop, member) == 2
    shop.wait(1)
    assert refused(shop, member) == "package_expired"
    assert left(shop, member) == [(2, True)]


def test_a_use_prints_a_slip_that_says_who_did_what_and_is_found_among_the_receipts(
    shop: Counter, member: str
) -> None:
    sell(shop, member)
    asked = order(shop, member)
    done = redeem(shop.till, asked, shop.now())
    found = receipt_detail(shop.till, asked.op_id, "anna", shop.now())
    assert found.printed is not None and found.refundable is None
    said = [(each.name, each.figure, each.note) for each in found.printed.entries]
    assert said == [("三次卡", 0, ""), ("wash", 1, ""), ("本机剩余次数", 2, "有效至 2026-11-24")]
    assert found.printed.footer == ("服务人员 Anna",)
    assert (found.row.kind, found.row.amount, found.row.number) == (
        "session_redeemed",
        0,
        done.receipt,
    )
    listed = receipts(shop.till, ReceiptWish(done.receipt), shop.now()).rows
    assert [row.op_id for row in listed] == [asked.op_id]
    scanned = scan(shop.till, found.printed.seal, shop.now())
    assert scanned.op_id == asked.op_id
    assert reprint_last(shop.till, shop.now())[1] == done.receipt


def test_the_slip_of_a_service_in_the_catalogue_has_its_name_and_no_day_where_there_is_none(
    shop: Counter, member: str
) -> None:
    shop.pull(goods=({**TEA, "sku": "wash", "name": "洗吹", "codes": []},))
    shop.lend(member, Kind.SESSION, 1, lots=(Lot(session_lot("x", "wash3"), 1, ""),))
    asked = order(shop, member)
    redeem(shop.till, asked, shop.now())
    printed = receipt_detail(shop.till, asked.op_id, "anna", shop.now()).printed
    assert printed is not None
    assert [(each.name, each.note) for each in printed.entries][1:] == [
        ("洗吹", ""), ("本机剩余次数", ""),
    ]  # fmt: skip


def test_the_shift_counts_the_sessions_that_were_used(shop: Counter, member: str) -> None:
    sell(shop, member)
    use(shop, member)
    use(shop, member)
    assert running(shop.till).totals.sessions == 2


def test_of_two_the_one_that_ends_first_is_used_and_one_without_an_end_last(
    shop: Counter, member: str
) -> None:
    lots = (Lot(session_lot("x", "wash3"), 1, ""), Lot(session_lot("y", "wash3"), 1, "2026-11-20"))
    shop.lend(member, Kind.SESSION, 2, lots=lots)
    sell(shop, member)
    days = [redeem(shop.till, order(shop, member), shop.now()).last_day for _ in range(4)]
    assert days == ["2026-11-24"] * 3 + [""]
    assert refused(shop, member) == "package_expired"


def test_an_expired_lease_permits_nothing(shop: Counter, member: str) -> None:
    lots = (Lot(session_lot("x", "wash3"), 1, ""),)
    shop.lend(member, Kind.SESSION, 1, lots=lots, valid_ms=DAY_MS)
    shop.wait(DAY_MS)
    assert refused(shop, member) == "session_not_here"


def give_back(shop: Counter, sale: str, sessions: int = 0) -> int:
    lines = {"1": sessions * 1_000} if sessions else {}
    asked = RefundOrder(shop.next_id(), sale, "cashier-1", lines, BOSS)
    return refund(shop.till, asked, shop.now()).amount


def test_what_is_unused_is_paid_back_in_its_share_and_used_no_more(
    shop: Counter, member: str
) -> None:
    sale = sell(shop, member)
    use(shop, member)
    with pytest.raises(Refused) as why:
        give_back(shop, sale)
    assert (why.value.code, why.value.values["left"]) == ("sessions_used", 2)
    assert left(shop, member) == [(2, False)]
    assert give_back(shop, sale, 1) == 3_333
    assert give_back(shop, sale, 1) == 3_334
    assert left(shop, member) == []
    assert refused(shop, member) == "session_not_here"


def test_a_package_needs_a_member(shop: Counter, tmp_path: Path) -> None:
    payment = shop.payment(shop.basket("100.00"), cash("100.00"))
    with pytest.raises(Refused) as why:
        checkout.pay(shop.till, payment, shop.now())
    assert why.value.code == "package_needs_member"
