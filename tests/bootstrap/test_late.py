"""Before the desk is there everything is refused in so many words; afterwards it is the desk."""

from dataclasses import fields

import pytest

from pos_member.bootstrap.chance_and_time import Clock
from pos_member.bootstrap.desk import Hands
from pos_member.bootstrap.late import LateDesk, late_actions
from pos_member.bootstrap.package_desk import PackageDesk
from pos_member.bootstrap.receipt_desk import ReceiptDesk
from pos_member.bootstrap.shift_desk import ShiftDesk
from pos_member.domain.errors import Unavailable
from pos_member.domain.receipt_views import ReceiptWish
from ui.actions import Actions, ShopFacts
from ui.package_actions import PackageActions
from ui.receipt_actions import ReceiptActions
from ui.shift_actions import ShiftActions

SHOP = ShopFacts("梧桐店", "A1", "CNY", "Asia/Shanghai", "0.1.0")
ITS_OWN = {"shop", "now_ms", "new_id", "remember_choice", "receipts", "shift", "packages"}


def remember(name: str, value: str) -> None:
    """Keep nothing."""


def test_what_is_asked_too_early_is_starting() -> None:
    actions = late_actions(LateDesk(), SHOP, remember)
    with pytest.raises(Unavailable, match="starting"):
        actions.staff()


def test_every_action_finds_its_place_on_the_desk(desk) -> None:
    late = LateDesk()
    actions = late_actions(late, SHOP, remember)
    late.desk = desk
    names = {field.name for field in fields(Actions)} - ITS_OWN
    assert {name for name in names if not callable(getattr(desk, name, None))} == set()
    assert actions.program().version == 1
    assert actions.held_baskets() == []


def test_receipts_have_a_desk_of_their_own(desk, counter) -> None:
    late = LateDesk()
    actions = late_actions(late, SHOP, remember)
    with pytest.raises(Unavailable, match="starting"):
        actions.receipts.page(ReceiptWish())
    late.receipts = ReceiptDesk(Hands(till=counter.till), clock=Clock("Asia/Shanghai"))
    names = [field.name for field in fields(ReceiptActions)]
    assert all(callable(getattr(late.receipts, name)) for name in names)
    assert actions.receipts.page(ReceiptWish()).rows == ()


def test_the_drawer_has_a_desk_of_its_own(counter) -> None:
    late = LateDesk()
    actions = late_actions(late, SHOP, remember)
    with pytest.raises(Unavailable, match="starting"):
        actions.shift.running()
    hands, clock = Hands(till=counter.till), Clock("Asia/Shanghai")
    late.shift = ShiftDesk(hands, clock=clock, tolerance=lambda: 7)
    names = [field.name for field in fields(ShiftActions)]
    assert all(callable(getattr(late.shift, name)) for name in names)
    assert (actions.shift.running().number, actions.shift.tolerance()) == (1, 7)


def test_packages_have_a_desk_of_their_own(counter) -> None:
    late = LateDesk()
    actions = late_actions(late, SHOP, remember)
    with pytest.raises(Unavailable, match="starting"):
        actions.packages.shelf()
    late.packages = PackageDesk(Hands(till=counter.till), clock=Clock("Asia/Shanghai"))
    names = [field.name for field in fields(PackageActions)]
    assert all(callable(getattr(late.packages, name)) for name in names)
    assert actions.packages.shelf().offers == ()
