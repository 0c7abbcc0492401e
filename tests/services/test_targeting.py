"""A till prices by segments and tags: only those that the program names, and by consent."""

from dataclasses import replace

import pytest

from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from pos_member.services import checkout
from pos_member.services.quoting import facts_of
from pos_member.services.till import shop_day
from tests.support.counter import DAY_MS, Counter, cash, member_row

OFFER = {"kind": "percent", "rate_bp": 5000, "name": "p"}
SEGMENTS = [
    {"id": "birthday", "kind": "birthday", "before": 3},
    {"id": "back", "kind": "away", "days": 60},
]


def known(counter: Counter, **rest: object) -> str:
    row, figures = member_row(1)
    said = {**canonical.load(str(row["rest"])), **rest}
    counter.pull(
        profiles=(row | {"rest": canonical.dump(said).decode(), "last_visit_day": "2026-09-01"},),
        figures=(figures,),
    )
    return str(row["member_id"])


def test_a_birthday_counts_for_who_agreed(counter: Counter) -> None:
    counter.publish(segments=SEGMENTS)
    who = known(counter, birthday="11-24", consents=["service", "birthday"])
    assert shop_day(counter.now()) == "2026-11-22"
    assert counter.see(who).segments == ("birthday", "back")
    who = known(counter, birthday="11-24", consents=["service"])
    assert counter.see(who).segments == ("back",)
    who = known(counter, birthday="11-26", consents=["birthday"])
    assert counter.see(who).segments == ("back",)


def test_a_win_back_offer_holds_once_at_a_till_without_network(counter: Counter) -> None:
    offer = {"id": "back", **OFFER, "audience": {"segments": ["back"]}}
    counter.publish(segments=SEGMENTS, promotions=[offer], version=2)
    who = known(counter)
    basket = replace(counter.basket("10.00"), program_version=2)
    payment = counter.payment(basket, cash("5.00"), member=counter.see(who))
    assert checkout.pay(counter.till, payment, counter.now()).due == 500
    counter.wait(DAY_MS)
    seen = counter.see(who)
    assert (seen.segments, seen.last_visit_day) == ((), "2026-11-22")


def test_only_tags_that_a_promotion_asks_for_are_priced_by(counter: Counter) -> None:
    offer = {"id": "vegan", **OFFER, "audience": {"tags": ["vegan"]}}
    counter.publish(promotions=[offer], version=2)
    who = known(counter, tags=["vegan", "对薰衣草过敏"])
    facts = facts_of(counter.see(who))
    assert facts is not None
    assert facts.tags == ("vegan",)
    assert facts_of(None) is None


def test_goods_of_a_tier_are_not_sold_to_others(counter: Counter) -> None:
    gate = {"id": "g", "name": "珍藏", "from_tier": "gold", "skus": ["sku-1"]}
    counter.publish(gates=[gate], version=2)
    basket = replace(counter.basket("10.00"), program_version=2)
    for who, price in ((None, "10.00"), (counter.member(2, tier="plain"), "10.00")):
        seen = counter.see(who) if who else None
        with pytest.raises(Refused) as refused:
            checkout.pay(
                counter.till, counter.payment(basket, cash(price), member=seen), counter.now()
            )
        assert refused.value.code == "goods_gated"
    seen = counter.see(counter.member(3, tier="gold"))
    payment = counter.payment(basket, cash("9.00"), member=seen)
    assert checkout.pay(counter.till, payment, counter.now()).due == 900
