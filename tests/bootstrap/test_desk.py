"""The desk does what the screens ask, through the services, on real files."""

import pytest

from pos_member.bootstrap.chance_and_time import Clock
from pos_member.bootstrap.desk import Desk, Hands
from pos_member.domain.errors import Refused, Unavailable
from pos_member.domain.views import ScanOutcome
from tests.services.test_checkout import person
from tests.services.test_staff import QUICK
from ui.actions import EnrolmentForm, Payment, PlannedTender, TopUpOrder

ANNA = {**person("anna", "cashier"), "pin_verifier": QUICK.hash("246810")}


def enrol(desk: Desk, counter, phone: str = "13912345678"):
    form = EnrolmentForm(
        op_id=counter.next_id(),
        phone=phone,
        consents=("service",),
        notice_version="1",
        cashier_id="anna",
    )
    return desk.enrol(form)


def test_before_the_files_are_open_it_is_starting(ledger) -> None:
    desk = Desk(Hands(), clock=Clock("Asia/Shanghai"), ledger=ledger)
    with pytest.raises(Unavailable, match="starting"):
        desk.staff()
    with pytest.raises(Unavailable, match="no_program"):
        desk.program()


def test_a_sale_is_quoted_paid_and_known_by_its_number(desk, counter) -> None:
    basket = counter.basket("10.00", "20.00")
    due = desk.quote(basket, None).due_minor
    cash = PlannedTender("cash", due, received=5_000)
    done = desk.pay(Payment(counter.next_id(), basket, None, (cash,), "anna", None))
    assert (due, done.change) == (3_000, 2_000)
    assert desk.reprint_last() == done.receipt


def test_a_basket_is_held_taken_back_and_given_up(desk, counter) -> None:
    basket = counter.basket("10.00")
    desk.save_basket(basket, None)
    restored = desk.open_basket()
    assert restored is not None
    desk.hold_basket(basket, None)
    assert [held.basket_id for held in desk.held_baskets()] == [basket.basket_id]
    assert desk.take_basket(basket.basket_id).basket.lines == basket.lines
    desk.discard_basket(basket)
    assert desk.open_basket() is None


def test_a_new_member_is_found_by_phone_and_tops_up(desk, counter) -> None:
    member = enrol(desk, counter)
    assert [hit.member_id for hit in desk.search("13912345678")] == [member.member_id]
    assert desk.open_member(member.member_id, "phone").member_id == member.member_id
    assert desk.scan("13912345678").outcome is ScanOutcome.MEMBER
    plan = desk.plan_top_up(member, 50_000)
    cash = PlannedTender("cash", 50_000, received=50_000)
    desk.top_up(TopUpOrder(counter.next_id(), member, plan, cash, "anna", None))
    assert desk.open_member(member.member_id, "phone").standing.principal == 50_000
    desk.want_leases(member.member_id, 1_000, 0)
    desk.want_room(member.member_id, 1_000)
    desk.sync_now()


def test_a_tender_is_booked_and_taken_back(desk, counter) -> None:
    basket = counter.basket("10.00")
    desk.save_basket(basket, None)
    line = desk.add_tender(basket, None, PlannedTender("cash", 300, received=300), None)
    assert line.amount == 300
    with pytest.raises(Refused, match="tender_gone"):
        desk.remove_tender(counter.next_id(), None)


def test_a_pin_is_counted_on_the_ledger_and_compared_elsewhere(desk, counter) -> None:
    counter.pull(staff=(ANNA,))
    assert [one.staff_id for one in desk.staff()] == ["anna"]
    assert desk.check_pin("anna", "246810").role == "cashier"
    with pytest.raises(Refused, match="pin_wrong"):
        desk.check_pin("anna", "000000")


def test_goods_are_found_by_what_is_typed(desk) -> None:
    assert desk.find_goods("nothing like it") == []


def test_a_change_of_language_words_tiers_anew(desk, counter) -> None:
    member = enrol(desk, counter)
    names = {tier.tier_id: tier.name for tier in desk.program().tiers}
    desk.speak("en")
    again = desk.open_member(member.member_id, "phone")
    assert (member.tier_name, again.tier_name) == (
        names[member.tier_id].zh,
        names[member.tier_id].en,
    )
    assert member.tier_name != again.tier_name
