"""The rows of a member's coupons: two at most, what is on the counter first."""

from pos_member.domain.views import CouponView
from ui.screens.coupon_rows import rows_of

PLAIN = CouponView("a", "减十", "", "", is_here=True, is_early=False)
EARLY = CouponView("b", "减五", "2026-12-01", "", is_here=True, is_early=True)
AWAY = CouponView("c", "减二", "", "2026-12-31", is_here=False, is_early=False)


def nothing(_: str) -> bool:
    return False


def test_a_coupon_says_what_it_is_from_when_and_till_when(qapp):
    first, second = rows_of((PLAIN, EARLY), nothing, online=True)
    assert (first.text, first.action) == ("减十", "用券")
    assert (second.text, second.action) == ("减五 · 12-01 起", "")


def test_what_is_on_the_counter_comes_first_and_the_rest_is_counted(qapp):
    first, second = rows_of((PLAIN, EARLY, AWAY), lambda each: each == "c", online=False)
    assert (first.coupon_id, first.kind, first.action) == ("c", "success", "取下")
    assert second.text == "减十，另有 1 张"


def test_away_it_can_be_asked_for_only_online(qapp):
    (online,), (offline,) = (rows_of((AWAY,), nothing, online=each) for each in (True, False))
    assert (online.text, online.action) == ("减二 · 12-31 前", "用券")
    assert (offline.text, offline.action) == ("减二 · 在别的收银台", "")
    assert rows_of((), nothing, online=True) == []
