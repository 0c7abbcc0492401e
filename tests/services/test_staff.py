"""Tries are counted before they are compared; no restart, clock or crash gives one back."""

import hashlib

import pytest
from argon2 import PasswordHasher

from pos_member.domain.errors import Refused
from pos_member.domain.operations import Approval
from pos_member.domain.views import StaffView
from pos_member.services import staff
from tests.services.test_checkout import person
from tests.support.counter import Counter

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
MINUTE = 60_000


@pytest.fixture
def shop(counter: Counter) -> Counter:
    badge = hashlib.sha256(bytes(16)).hexdigest()
    anna = {**person("anna", "cashier"), "pin_verifier": QUICK.hash("246810"), "badge_hash": badge}
    bert = {**person("bert", "cashier"), "pin_verifier": QUICK.hash("135791")}
    broken = {**person("carl", "cashier"), "pin_verifier": "not a hash"}
    counter.pull(staff=(anna, bert, broken, person("boss", "manager")))
    return counter


def sign_in(shop: Counter, pin: str, who: str = "anna") -> StaffView:
    attempt = staff.begin_attempt(shop.till, who, shop.now())
    matched = staff.pin_matches(attempt, pin)
    return staff.finish_attempt(shop.till, attempt, matched=matched, moment=shop.now())


def wrong(shop: Counter, who: str = "anna") -> Refused:
    with pytest.raises(Refused) as refused:
        sign_in(shop, "000000", who)
    return refused.value


def lock(shop: Counter) -> Refused:
    for _ in range(4):
        assert wrong(shop).code == "pin_wrong"
    return wrong(shop)


def test_the_right_pin_signs_in(shop: Counter) -> None:
    assert sign_in(shop, "246810") == StaffView("anna", "Anna", "cashier")


def test_each_wrong_pin_leaves_one_try_less_until_a_lock(shop: Counter) -> None:
    assert [wrong(shop).values["left"] for _ in range(4)] == [4, 3, 2, 1]
    fifth = wrong(shop)
    assert (fifth.code, fifth.values["seconds"]) == ("pin_locked", 60)
    with pytest.raises(Refused) as locked:
        sign_in(shop, "246810")
    assert locked.value.code == "pin_locked"


def test_a_lock_grows_with_each_further_wrong_pin(shop: Counter) -> None:
    lock(shop)
    waits = []
    for minutes in (1, 5, 15, 30):
        shop.wait(minutes * MINUTE)
        waits.append(wrong(shop).values["seconds"])
    assert waits == [300, 900, 1_800, 1_800]


def test_the_right_pin_after_a_lock_starts_afresh(shop: Counter) -> None:
    lock(shop)
    shop.wait(MINUTE)
    sign_in(shop, "246810")
    assert wrong(shop).values["left"] == 4


def test_a_try_that_a_crash_cut_short_counts_as_wrong(shop: Counter) -> None:
    for _ in range(5):
        staff.begin_attempt(shop.till, "anna", shop.now())
        shop.restart()
    with pytest.raises(Refused) as locked:
        staff.begin_attempt(shop.till, "anna", shop.now())
    assert locked.value.code == "pin_locked"


def test_setting_the_clock_does_not_shorten_a_lock(shop: Counter) -> None:
    lock(shop)
    shop.wall_ms += 10 * 86_400_000
    with pytest.raises(Refused) as locked:
        sign_in(shop, "246810")
    assert locked.value.values["seconds"] == 60


def test_restarting_the_machine_starts_the_lock_anew_and_it_ends(shop: Counter) -> None:
    lock(shop)
    shop.wait(50_000)
    shop.restart(reboot=True)
    with pytest.raises(Refused) as locked:
        sign_in(shop, "246810")
    assert locked.value.values["seconds"] == 60
    shop.wait(MINUTE)
    assert sign_in(shop, "246810").staff_id == "anna"


def test_one_cashier_locks_nobody_else_out(shop: Counter) -> None:
    lock(shop)
    assert sign_in(shop, "135791", "bert").staff_id == "bert"


def test_twenty_tries_an_hour_are_the_end_of_it(shop: Counter) -> None:
    for _ in range(staff.TRIES_AN_HOUR):
        assert wrong(shop).code in {"pin_wrong", "pin_locked"}
        staff_lock_is_over(shop)
    with pytest.raises(Refused) as spent:
        sign_in(shop, "246810")
    assert spent.value.code == "pin_locked"
    shop.wait(3_600_000)
    assert sign_in(shop, "246810").staff_id == "anna"


def staff_lock_is_over(shop: Counter) -> None:
    with shop.till.journal.writing() as connection:
        connection.exec_driver_sql("UPDATE lockout SET until_mono_ms = 0, fails = 0")


def test_signing_in_often_uses_nothing_up(shop: Counter) -> None:
    for _ in range(staff.TRIES_AN_HOUR + 5):
        sign_in(shop, "246810")


def test_a_manager_unlocks(shop: Counter) -> None:
    lock(shop)
    staff.unlock(shop.till, "anna")
    sign_in(shop, "246810")


def test_the_list_says_who_is_locked_until_when(shop: Counter) -> None:
    lock(shop)
    found = {
        view.staff_id: view.locked_until_ms for view in staff.staff_list(shop.till, shop.now())
    }
    assert found == {"anna": shop.wall_ms + MINUTE, "bert": 0, "carl": 0, "boss": 0}


def test_a_damaged_verifier_is_nobodys_pin(shop: Counter) -> None:
    assert wrong(shop, "carl").code == "pin_wrong"


def test_who_is_not_on_the_staff_has_no_try(shop: Counter) -> None:
    with pytest.raises(Refused) as refused:
        staff.begin_attempt(shop.till, "nobody", shop.now())
    assert refused.value.code == "staff_unknown"


def test_a_badge_says_who_and_still_asks_for_the_pin(shop: Counter) -> None:
    assert staff.staff_of_badge(shop.till, "00" * 16) == StaffView("anna", "Anna", "cashier")
    assert staff.staff_of_badge(shop.till, "11" * 16) is None


def test_only_a_manager_approves(shop: Counter) -> None:
    boss = StaffView("boss", "Boss", "manager")
    assert staff.approve(shop.till, boss, "known") == Approval("boss", "known")
    with pytest.raises(Refused) as refused:
        staff.approve(shop.till, StaffView("anna", "Anna", "manager"), "me too")
    assert refused.value.code == "not_manager"


def test_receipts_name_people_as_long_as_they_are_known(shop: Counter) -> None:
    assert staff.staff_name(shop.till, "anna") == "Anna"
    assert staff.staff_name(shop.till, "left") == "left"
