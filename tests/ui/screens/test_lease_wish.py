"""Asking for rights: once per need, more when more is needed, and never a long wait."""

from dataclasses import replace

import pytest

from tests.ui.screens.shop_sample import LIN
from ui.screens.lease_wish import LeaseWish, Need, need_of


@pytest.fixture
def asked():
    return []


@pytest.fixture
def wish(qapp, asked):
    return LeaseWish(asked.append, wait_ms=20)


def test_a_need_is_asked_for_once(wish, asked):
    wish.consider(Need("m1", 5_000, 0))
    wish.consider(Need("m1", 5_000, 0))
    wish.consider(Need("m1", 4_000, 0))
    assert asked == [Need("m1", 5_000, 0)]
    assert wish.pending


def test_more_is_asked_for_again_and_another_member_anew(wish, asked):
    wish.consider(Need("m1", 5_000, 0))
    wish.consider(Need("m1", 6_000, 200))
    wish.consider(Need("m2", 1_000, 0))
    assert asked == [Need("m1", 5_000, 0), Need("m1", 6_000, 200), Need("m2", 1_000, 0)]


def test_the_answer_ends_the_wait_and_only_the_members_own_does(wish, qtbot):
    wish.consider(Need("m1", 5_000, 0))
    assert wish.wait()
    wish.answer("m2")
    assert wish.pending
    with qtbot.waitSignal(wish.settled):
        wish.answer("m1")
    assert not wish.pending and not wish.wait()


def test_without_an_answer_the_wait_ends_by_itself(wish, qtbot):
    wish.consider(Need("m1", 5_000, 0))
    with qtbot.waitSignal(wish.settled, timeout=2_000):
        assert wish.wait()
    assert not wish.pending


def test_nothing_asked_means_no_wait(wish):
    assert not wish.wait()


def test_a_forgotten_wish_settles_nothing_and_may_be_asked_again(wish, asked, qtbot):
    wish.consider(Need("m1", 5_000, 0))
    wish.wait()
    wish.forget()
    with qtbot.assertNotEmitted(wish.settled, wait=60):
        wish.answer("m1")
    wish.consider(Need("m1", 5_000, 0))
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("left", "points", "need"),
    [
        (6_000, 0, Need("m-lin", 6_000, 0)),
        (5_000, 0, None),
        (5_000, 400, Need("m-lin", 0, 400)),
        (10**9, 10**9, Need("m-lin", 20_000, 900)),
    ],
)
def test_what_is_lacking_here_of_what_the_books_would_pay(left, points, need):
    here = replace(
        LIN.standing,
        principal=15_000,
        bonus=5_000,
        points=900,
        sure_principal=4_000,
        sure_bonus=1_000,
        sure_points=300,
    )
    assert need_of(replace(LIN, standing=here), left, points=points) == need
