"""The shop's time in the journal: kept once said, and a wrong clock pauses what is on lease."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from pos_member.services import acknowledge, checkout, shop_time
from tests.support.counter import DAY_MS, START_MS, Counter, cash, value

HOUR_MS = 3_600_000


def trouble(counter: Counter) -> str:
    with counter.till.journal.reading() as connection:
        return shop_time.trouble(connection, counter.now())


def now_ms(counter: Counter) -> int:
    with counter.till.journal.reading() as connection:
        return shop_time.trusted_ms(connection, counter.now())


def test_a_word_that_is_said_again_is_as_old_as_it_is(counter: Counter) -> None:
    acknowledge.server_said(counter.till, START_MS, counter.now())
    counter.mono_ms += DAY_MS
    counter.wall_ms -= DAY_MS
    acknowledge.server_said(counter.till, START_MS, counter.now())
    assert now_ms(counter) == START_MS + DAY_MS
    assert trouble(counter) == "clock"


def test_what_passed_before_a_reboot_has_passed(counter: Counter) -> None:
    acknowledge.server_said(counter.till, START_MS, counter.now())
    counter.mono_ms += DAY_MS
    counter.wall_ms -= DAY_MS
    checkout.pay(counter.till, counter.payment(counter.basket("5"), cash("5")), counter.now())
    counter.restart(reboot=True)
    assert now_ms(counter) == START_MS + DAY_MS


def test_stored_value_is_paused_while_the_clock_is_wrong_and_comes_back(counter: Counter) -> None:
    acknowledge.server_said(counter.till, START_MS, counter.now())
    who = counter.member(principal=10_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    counter.wait(HOUR_MS)
    counter.wall_ms -= HOUR_MS
    payment = counter.payment(counter.basket("50"), value("50"), member=counter.see(who))
    with pytest.raises(Refused) as refused:
        checkout.pay(counter.till, payment, counter.now())
    assert refused.value.code == "clock_wrong"
    assert counter.see(who).standing.sure == 0
    counter.wall_ms += HOUR_MS
    assert trouble(counter) == ""
    assert counter.see(who).standing.sure == 5_000
    checkout.pay(counter.till, payment, counter.now())


def test_online_the_servers_word_lets_it_go_on(counter: Counter) -> None:
    who = counter.member(principal=10_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    counter.wall_ms -= HOUR_MS
    assert counter.see(who).standing.sure == 0
    acknowledge.server_said(counter.till, START_MS, counter.now())
    assert counter.see(who).standing.sure == 5_000
    assert trouble(counter) == "skew"
