"""The desk of the packages does what the screens ask, through the services, on real files."""

from dataclasses import replace

import pytest

from pos_member.bootstrap.chance_and_time import Clock
from pos_member.bootstrap.desk import Hands
from pos_member.bootstrap.package_desk import PackageDesk
from pos_member.domain.errors import Refused, Unavailable
from tests.services.test_checkout import person
from tests.services.test_packages import BOSS, PACKAGES
from tests.support.counter import Counter
from ui.actions import Payment, PlannedTender
from ui.package_actions import SessionWish


def test_before_the_files_are_open_it_is_starting() -> None:
    with pytest.raises(Unavailable, match="starting"):
        PackageDesk(Hands(), clock=Clock("Asia/Shanghai")).shelf()


def test_a_package_that_was_sold_is_used_once_however_often_it_is_asked(desk, counter: Counter):
    counter.publish(version=2, packages=PACKAGES)
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    desk.refresh_program()
    packages = PackageDesk(Hands(till=counter.till), clock=Clock("Asia/Shanghai"))
    member = desk.open_member(counter.member(), "phone")
    cash = PlannedTender("cash", 10_000, received=10_000)
    basket = replace(counter.basket("100.00"), program_version=2)
    desk.pay(Payment(counter.next_id(), basket, member, (cash,), "anna", ()))
    wish = SessionWish(counter.next_id(), member, "wash3", "wash", "anna", "anna")
    with pytest.raises(Refused, match="approval_needed"):
        packages.use(wish)
    allowed = SessionWish(wish.op_id, member, "wash3", "wash", "anna", "anna", BOSS)
    done = packages.use(allowed)
    assert (done.left, done.performer) == (2, "Anna")
    assert packages.use(allowed) == done
    packages.want(member.member_id)  # nobody is there to be asked
    assert [each.left for each in desk.open_member(member.member_id, "phone").packages] == [2]
