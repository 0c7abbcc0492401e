"""The open basket is found again after a kill; held ones wait without holding anything back."""

from dataclasses import replace

import pytest

from pos_member.domain.basket import Basket
from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from pos_member.services import checkout, open_tenders
from pos_member.services.open_baskets import (
    discard_basket,
    held_baskets,
    hold_basket,
    last_sale,
    open_basket,
    save_basket,
    take_basket,
)
from pos_member.services.rights import Spender
from tests.support.counter import DAY_MS, Counter, cash, value


def save(counter: Counter, basket: Basket, member=None) -> None:
    save_basket(counter.till, basket, member, cashier_id="anna", moment=counter.now())


def hold(counter: Counter, basket: Basket, member=None) -> None:
    hold_basket(counter.till, basket, member, cashier_id="anna", moment=counter.now())


def test_the_open_basket_comes_back_after_a_kill_with_its_member(counter: Counter) -> None:
    who = counter.member(principal=5_000)
    basket = counter.basket("10", "2.50")
    save(counter, basket, counter.see(who, "card"))
    counter.restart()
    found = open_basket(counter.till, counter.now())
    assert found is not None
    assert (found.basket, found.interrupted, found.tenders) == (basket, True, ())
    assert found.member is not None
    assert (found.member.member_id, found.member.identified_by) == (who, "card")


def test_in_the_same_run_nothing_was_interrupted(counter: Counter) -> None:
    save(counter, counter.basket("10"))
    found = open_basket(counter.till, counter.now())
    assert found is not None and not found.interrupted and found.member is None


def test_a_member_who_is_gone_meanwhile_is_left_out(counter: Counter) -> None:
    who = counter.member()
    seen = replace(counter.see(who), member_id="00000000-0000-7000-8000-00000000dead")
    save(counter, counter.basket("10"), seen)
    found = open_basket(counter.till, counter.now())
    assert found is not None and found.member is None


def test_only_one_basket_is_open(counter: Counter) -> None:
    save(counter, counter.basket("10"))
    with pytest.raises(Refused) as refused:
        save(counter, counter.basket("20"))
    assert refused.value.code == "another_basket_open"


def test_after_a_restart_the_journal_says_whether_the_sale_was_finished(counter: Counter) -> None:
    assert last_sale(counter.till).finished is None
    basket = counter.basket("10")
    save(counter, basket)
    save(counter, basket)
    done = checkout.pay(counter.till, counter.payment(basket, cash("10")), counter.now())
    counter.restart()
    said = last_sale(counter.till)
    assert said.finished is not None
    assert (said.finished.receipt, said.open_pieces) == (done.receipt, 0)
    save(counter, counter.basket("1", "2"))
    counter.restart()
    assert last_sale(counter.till).open_pieces == 2
    with pytest.raises(Refused) as closed:
        discard_then_save(counter, basket)
    assert closed.value.code == "basket_closed"


def discard_then_save(counter: Counter, basket: Basket) -> None:
    found = open_basket(counter.till, counter.now())
    assert found is not None
    discard_basket(counter.till, found.basket.basket_id, counter.now())
    save(counter, basket)


def test_a_held_basket_is_listed_priced_and_taken_back(counter: Counter) -> None:
    who = counter.member(tier="gold", name="林晓雯")
    basket = counter.basket("10", "2.50")
    save(counter, basket, counter.see(who))
    hold(counter, basket, counter.see(who))
    assert open_basket(counter.till, counter.now()) is None
    counter.restart()
    (held,) = held_baskets(counter.till, counter.now())
    assert (held.pieces, held.due, held.member_name) == (2, 1_125, "林晓雯")
    taken = take_basket(counter.till, held.basket_id, counter.now())
    assert (taken.basket, taken.interrupted) == (basket, False)
    assert held_baskets(counter.till, counter.now()) == []
    with pytest.raises(Refused) as gone:
        take_basket(counter.till, held.basket_id, counter.now())
    assert gone.value.code == "basket_gone"


def test_a_held_basket_waits_for_the_one_on_the_counter_but_not_for_an_empty_one(
    counter: Counter,
) -> None:
    held = counter.basket("10")
    hold(counter, held)
    other = counter.basket("20")
    save(counter, other)
    with pytest.raises(Refused) as taken:
        take_basket(counter.till, held.basket_id, counter.now())
    assert taken.value.code == "another_basket_open"
    # Its lines were removed again, or somebody was scanned before anything was.
    save(counter, replace(other, lines=()), counter.see(counter.member()))
    assert take_basket(counter.till, held.basket_id, counter.now()).basket == held
    found = open_basket(counter.till, counter.now())
    assert found is not None and found.basket == held
    with pytest.raises(Refused) as closed:
        save(counter, other)
    assert closed.value.code == "another_basket_open"
    discard_basket(counter.till, held.basket_id, counter.now())
    with pytest.raises(Refused) as gone:
        take_basket(counter.till, held.basket_id, counter.now())
    assert gone.value.code == "basket_gone"


def test_a_held_basket_that_cannot_be_priced_is_still_listed(counter: Counter) -> None:
    hold(counter, Basket("b", counter.basket("10").lines, 1, counter.wall_ms, currency="USD"))
    (held,) = held_baskets(counter.till, counter.now())
    assert (held.pieces, held.due) == (1, 0)


def test_a_basket_with_tenders_or_without_lines_is_not_put_aside(counter: Counter) -> None:
    who = counter.member(principal=5_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    basket = counter.basket("80")
    open_tenders.add_tender(
        counter.till, basket, value("50"), spender=Spender(counter.see(who)), moment=counter.now()
    )
    for wrong, code in ((basket, "basket_has_tenders"), (Basket("x"), "basket_empty")):
        with pytest.raises(Refused) as refused:
            hold(counter, wrong)
        assert refused.value.code == code
    discard_basket(counter.till, basket.basket_id, counter.now())
    assert counter.see(who).standing.sure == 5_000


def test_marks_of_old_baskets_go_after_a_day(counter: Counter) -> None:
    basket = counter.basket("10")
    save(counter, basket)
    discard_basket(counter.till, basket.basket_id, counter.now())
    counter.wait(2 * DAY_MS)
    save(counter, counter.basket("1"))
    with counter.till.journal.reading() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM basket").scalar_one()
    assert count == 1
