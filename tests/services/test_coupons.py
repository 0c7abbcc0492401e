"""Coupons at the till: used from a lease held here, kept on the counter, and never twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_member.domain.basket import Basket
from pos_member.domain.errors import Refused
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Redeemed, Sale
from pos_member.services import acknowledge, checkout, coupons, leases, open_baskets, open_tenders
from pos_member.services.rights import Spender
from pos_member.services.verify import verify
from pos_member.storage import coupons as rows
from pos_member.storage import entries, print_jobs
from pos_member.storage.tables import used_coupon
from sync.protocol.messages import Recall
from tests.support.counter import DAY_MS, Counter, cash, value

COUPONS = [
    {"id": "c10", "name": {"zh": "减十", "en": "10 off"}, "minimum": "50.00", "amount": "10.00"},
    {"id": "open", "name": {"zh": "减五", "en": "5 off"}, "amount": "5.00", "offline_ok": True},
]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    made = Counter(tmp_path)
    made.publish(coupons=COUPONS, coupons_per_sale=2)
    yield made
    made.till.close()


@pytest.fixture
def member(shop: Counter) -> str:
    return shop.member(principal=100_000)


def give(shop: Counter, name: str, template: str = "c10", **how: object) -> str:
    """Let the server tell of a coupon of the first member."""
    row = {"coupon_id": name, "no": 1, "template_id": template, "first_day": "", "last_day": ""}
    row |= {"offline_ok": int(template == "open"), "state": "open"}
    shop.pull(coupons=(row | how,))
    return name


def lend(shop: Counter, member: str, name: str, **how: int) -> str:
    return shop.lend(member, Kind.COUPON, 1, lots=(Lot(name, 1, ""),), **how)


def choose(
    shop: Counter, basket: Basket, member: str | None, name: str, *, online: bool = True
) -> list[str]:
    who = shop.see(member) if member else None
    found = coupons.choose(shop.till, basket, who, name, online=online, moment=shop.now())
    return [each.coupon_id for each in found]


def refused(shop: Counter, basket: Basket, member: str | None, name: str, **how: bool) -> str:
    with pytest.raises(Refused) as why:
        choose(shop, basket, member, name, **how)
    return why.value.code


def pay(shop: Counter, basket: Basket, member: str, amount: str, *, printed: str = "") -> Sale:
    payment = shop.payment(basket, cash(amount), member=shop.see(member))
    done = checkout.pay(shop.till, payment, shop.now())
    with shop.till.journal.reading() as connection:
        entry = entries.by_op(connection, done.op_id)
        assert entry is not None
        assert verify(connection).code == ""
        job = print_jobs.of_op(connection, done.op_id)
        assert job is not None and printed in str(job.receipt)
        return checkout._sale_of(entry)


def test_a_coupon_from_a_lease_takes_off_is_used_up_and_printed(shop: Counter, member: str) -> None:
    give(shop, "k")
    lease = lend(shop, member, "k")
    basket = shop.basket("60.00")
    assert [(each.coupon_id, each.is_here) for each in shop.see(member).coupons] == [("k", True)]
    assert choose(shop, basket, member, "k", online=False) == ["k"]
    assert choose(shop, basket, member, "k") == ["k"], "the same scan again changes nothing"
    sale = pay(shop, basket, member, "50.00", printed="减十")
    assert sale.coupons == (Redeemed("k", "c10", "", lease),)
    assert shop.see(member).coupons == ()
    assert refused(shop, shop.basket("60.00"), member, "k") == "coupon_not_here"


def test_without_the_right_here_it_is_asked_for_or_the_till_says_it_is_offline(
    shop: Counter, member: str
) -> None:
    give(shop, "k")
    basket = shop.basket("60.00")
    assert not shop.see(member).coupons[0].is_here
    assert refused(shop, basket, member, "k") == "coupon_not_here"
    assert refused(shop, basket, member, "k", online=False) == "coupon_offline"
    lend(shop, member, "k", valid_ms=1_000)
    shop.wait(2_000)
    assert refused(shop, basket, member, "k") == "coupon_not_here", "its lease is over"


def test_why_not_is_said(shop: Counter, member: str) -> None:
    other = shop.member(2)
    basket = shop.basket("60.00")
    for name, how in {
        "used": {"state": "used"},
        "early": {"first_day": "2026-11-23"},
        "late": {"last_day": "2026-11-21"},
        "gone": {"template_id": "no such"},
        "mine": {},
    }.items():
        give(shop, name, **how)
    assert refused(shop, basket, member, "none") == "coupon_unknown"
    assert refused(shop, basket, member, "used") == "coupon_used"
    assert refused(shop, basket, member, "early") == "coupon_not_yet"
    assert refused(shop, basket, member, "late") == "coupon_expired"
    assert refused(shop, basket, member, "gone") == "coupon_unknown"
    assert refused(shop, basket, other, "mine") == "coupon_of_another"
    assert refused(shop, basket, None, "mine") == "coupon_needs_member"
    seen = {each.coupon_id: each.is_early for each in shop.see(member).coupons}
    assert seen == {"early": True, "mine": False}


def test_no_more_than_the_program_allows_and_none_once_money_is_on_the_table(
    shop: Counter, member: str
) -> None:
    basket = shop.basket("160.00")
    for name in ("a", "b", "c"):
        give(shop, name)
        lend(shop, member, name)
    choose(shop, basket, member, "a")
    assert choose(shop, basket, member, "b") == ["a", "b"]
    assert refused(shop, basket, member, "c") == "coupon_limit"
    shop.lend(member, Kind.PRINCIPAL, 1_000)
    spender = Spender(shop.see(member))
    open_tenders.add_tender(shop.till, basket, value("10.00"), spender=spender, moment=shop.now())
    with pytest.raises(Refused, match="coupon_tenders"):
        coupons.drop(shop.till, basket.basket_id, "a")
    give(shop, "d", "open")
    with shop.till.journal.writing() as connection:
        rows.drop(connection, basket.basket_id, "b")
    assert refused(shop, basket, member, "d") == "coupon_tenders"


def test_on_the_counter_it_is_nobody_elses_and_off_it_free_again(
    shop: Counter, member: str
) -> None:
    give(shop, "k")
    lease = lend(shop, member, "k")
    basket = shop.basket("60.00")
    open_baskets.save_basket(shop.till, basket, shop.see(member), cashier_id="c", moment=shop.now())
    choose(shop, basket, member, "k")
    shop.restart()
    found = open_baskets.open_basket(shop.till, shop.now())
    assert found is not None and [each.coupon_id for each in found.coupons] == ["k"]
    assert leases.honour_recalls(shop.till, [Recall(lease, 0)], shop.now()) == set()
    with shop.till.journal.reading() as connection:
        assert leases.sure_amounts(connection, member, shop.now())[Kind.COUPON] == 0
    assert refused(shop, shop.basket("60.00"), member, "k") == "coupon_on_counter"
    assert coupons.drop(shop.till, basket.basket_id, "k") == ()
    assert leases.honour_recalls(shop.till, [Recall(lease, 0)], shop.now()) == {member}


@pytest.mark.parametrize("way", ["discard", "hold", "guest"])
def test_a_basket_that_goes_leaves_its_coupons_free(shop: Counter, member: str, way: str) -> None:
    give(shop, "k")
    lend(shop, member, "k")
    basket, who = shop.basket("60.00"), shop.see(member)
    choose(shop, basket, member, "k")
    if way == "discard":
        open_baskets.discard_basket(shop.till, basket.basket_id, shop.now())
    elif way == "hold":
        open_baskets.hold_basket(shop.till, basket, who, cashier_id="c", moment=shop.now())
    else:
        open_baskets.save_basket(shop.till, basket, None, cashier_id="c", moment=shop.now())
    assert choose(shop, shop.basket("60.00"), member, "k") == ["k"]


def test_a_coupon_whose_minimum_is_not_met_stays_the_members(shop: Counter, member: str) -> None:
    give(shop, "k")
    lend(shop, member, "k")
    basket = shop.basket("20.00")
    choose(shop, basket, member, "k")
    assert pay(shop, basket, member, "20.00").coupons == ()
    assert choose(shop, shop.basket("60.00"), member, "k") == ["k"]


def test_a_template_that_needs_no_lease_is_used_once_at_this_till(
    shop: Counter, member: str
) -> None:
    give(shop, "k", "open")
    basket = shop.basket("20.00")
    assert choose(shop, basket, member, "k", online=False) == ["k"]
    assert pay(shop, basket, member, "15.00").coupons == (Redeemed("k", "open", ""),)
    assert refused(shop, shop.basket("20.00"), member, "k") == "coupon_used"
    assert shop.see(member).coupons == ()


def test_once_the_journals_have_parted_no_coupon_is_used_from_a_lease(
    shop: Counter, member: str
) -> None:
    give(shop, "k")
    lend(shop, member, "k")
    basket = shop.basket("60.00")
    choose(shop, basket, member, "k")
    acknowledge.mark_fork(shop.till, 0)
    with shop.till.journal.reading() as connection:
        assert coupons.on_counter(connection, basket.basket_id) == ()
    assert refused(shop, basket, member, "k", online=False) == "coupon_offline"


def test_a_clock_that_is_wrong_keeps_coupons_where_they_are(shop: Counter, member: str) -> None:
    give(shop, "k")
    lend(shop, member, "k")
    shop.wall_ms += 400 * DAY_MS
    assert refused(shop, shop.basket("60.00"), member, "k") in ("clock_wrong", "coupon_not_here")


def test_the_journal_is_checked_for_what_it_used(shop: Counter, member: str) -> None:
    give(shop, "k", "open")
    basket = shop.basket("20.00")
    choose(shop, basket, member, "k")
    pay(shop, basket, member, "15.00")
    with shop.till.journal.writing() as connection:
        connection.execute(used_coupon.delete())
    with shop.till.journal.reading() as connection:
        found = verify(connection)
    assert (found.code, found.what) == ("coupon_differs", "k")


def test_before_there_is_a_program_a_member_shows_no_coupon(shop: Counter, member: str) -> None:
    give(shop, "k")
    assert coupons.of_member(shop.till, member, None, shop.now()) == ()
