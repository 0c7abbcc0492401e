"""Members and goods are found by what a person types; the likeliest comes first."""

import pytest

from pos_member.domain.code_texts import card_shown
from pos_member.domain.errors import Refused
from pos_member.services import checkout, enrolment
from pos_member.services.lookup import find_goods, open_member, search
from tests.support.counter import Counter, card, cash, member_id, member_row


@pytest.fixture
def shop(counter: Counter) -> Counter:
    counter.member(1, name="林晓雯", mobile="13800006620", tier="gold", principal=100, bonus=20)
    counter.member(2, name="林晓", mobile="13900006620", former="13800006620")
    counter.member(3, name="单田芳", mobile="13700001234", points=7)
    counter.member(4, name="Anna Lee", mobile="13600005678")
    return counter


def numbers(shop: Counter, text: str) -> list[tuple[int, str]]:
    hits = search(shop.till, text, shop.now())
    return [(int(hit.member_id[-4:]), hit.matched) for hit in hits]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("138 0000 6620", [(1, "phone"), (2, "former")]),
        ("+8613800006620", [(1, "phone"), (2, "former")]),
        ("１３７００００１２３４", [(3, "phone")]),
        ("6620", [(1, "tail"), (2, "tail")]),
        ("13500000000", []),
        ("12345", []),
        (card(3), [(3, "card")]),
        ("M" + card(3), [(3, "card")]),
        (card_shown(card(3)), [(3, "card")]),
        (card(9), []),
        ("林晓", [(2, "name"), (1, "name")]),
        ("晓雯", [(1, "name")]),
        ("LinXiao", [(2, "name"), (1, "name")]),
        ("lxw", [(1, "name")]),
        ("shan", [(3, "name")]),
        ("tianf", [(3, "name")]),
        ("anna", [(4, "name")]),
        ("  ", []),
        ("zz", []),
        ('"; DROP', []),
    ],
)
def test_what_is_typed_finds_whom_it_means(
    shop: Counter, typed: str, found: list[tuple[int, str]]
) -> None:
    assert numbers(shop, typed) == found


def test_a_hit_shows_what_the_cashier_needs_and_no_phone(shop: Counter) -> None:
    payment = shop.payment(shop.basket("10"), cash("9"), member=shop.see(member_id(1)))
    checkout.pay(shop.till, payment, shop.now())
    (hit,) = search(shop.till, "晓雯", shop.now())
    assert (hit.tier_name, hit.tier_ramp, hit.book, hit.points) == ("金卡", "gold", 120, 10)
    assert (hit.phone_mask, hit.card_number) == ("138 **** 6620", card(1))


@pytest.mark.parametrize("typed", ["13911112222", "2222", "单雯", "shanwen", "dw", "雯", card(8)])
def test_who_just_joined_here_is_found_every_way(counter: Counter, typed: str) -> None:
    joining = enrolment.Joining(
        counter.next_id(),
        "anna",
        phone="13911112222",
        name="单雯",
        card_number=card(8),
        consents=("service",),
    )
    made = enrolment.enrol(counter.till, joining, counter.now())
    assert [hit.member_id for hit in search(counter.till, typed, counter.now())] == [made.member_id]


def test_a_member_is_shown_with_tier_and_the_way_to_the_next(shop: Counter) -> None:
    seen = open_member(shop.till, member_id(3), "phone", shop.now())
    assert (seen.tier_name, seen.next_tier_name, seen.next_tier_at) == ("普通", "金卡", 50_000)
    assert (seen.identified_by, seen.birthday, seen.tags) == ("phone", "05-20", ("短发",))
    shop.till.language = "en"
    top = open_member(shop.till, member_id(1), "code", shop.now())
    assert (top.tier_name, top.next_tier_name) == ("Gold", "")
    assert top.salutation == "Member 林"


def test_nobody_is_not_opened(shop: Counter) -> None:
    with pytest.raises(Refused) as gone:
        open_member(shop.till, "nobody", "code", shop.now())
    assert gone.value.code == "member_gone"


def test_before_the_first_program_members_have_no_tier(tmp_path) -> None:
    bare = Counter(tmp_path)
    bare.member(1)
    assert bare.see(member_id(1)).tier_id == ""
    assert numbers(bare, "晓雯") == [(1, "name")]
    bare.till.close()


def test_many_of_one_name_are_cut_to_what_a_list_holds(counter: Counter) -> None:
    rows = [member_row(no, name="王伟", mobile=f"137{no:08d}") for no in range(1, 41)]
    counter.pull(profiles=tuple(row for row, _ in rows))
    assert len(search(counter.till, "王", counter.now())) == 20


def test_goods_are_found_by_code_before_name(counter: Counter) -> None:
    tea = {
        "sku": "88", "name": "龙井 8800", "category": "drinks", "price_minor": 6_800,
        "member_price_minor": None, "service": False, "weighed": False, "tax_bp": 900,
        "terms": "longjing lj", "active": True, "codes": ["6901234567892"],
    }  # fmt: skip
    counter.pull(goods=(tea, {**tea, "sku": "99", "name": "88号", "codes": []}))
    assert [each.sku for each in find_goods(counter.till, "88")] == ["88"]
    assert [each.sku for each in find_goods(counter.till, " 6901234567892 ")] == ["88"]
    assert [each.sku for each in find_goods(counter.till, "LJ")] == ["99", "88"]
    assert find_goods(counter.till, "") == []
