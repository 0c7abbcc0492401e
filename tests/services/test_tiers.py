"""The till's own word on a tier: the replica's book, and what was bought here since."""

from typing import Any

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.tier_book import TierBook, done, write_book
from pos_member.domain.tier_decision import Counted, Granted, Held
from pos_member.domain.tier_rules import Measure
from pos_member.services import checkout, enrolment
from pos_member.services.refunds import RefundOrder, refund
from pos_member.storage import meta
from sync.protocol.pages import FigureRow
from tests.services.test_checkout import person
from tests.services.test_refunds import BOSS
from tests.support import tier_cases
from tests.support.counter import DAY_MS, START_MS, Counter, cash

DAYS = {f"2026-11-{day:02d}": START_MS - (22 - day) * DAY_MS for day in range(1, 24)}


def shop(counter: Counter, **changes: Any) -> None:  # noqa: ANN401
    counter.publish(**{**tier_cases.PROGRAM, **changes})


def buy(counter: Counter, member_id: str, amount: str) -> str:
    """Let the member buy for ``amount``; return the tier that the sale was priced with."""
    member = counter.see(member_id)
    payment = counter.payment(counter.basket(amount), cash(amount), member=member)
    checkout.pay(counter.till, payment, counter.now())
    return member.tier_id


@pytest.mark.parametrize("case", tier_cases.played(), ids=lambda case: str(case["name"]))
def test_the_shops_own_tiers_hold_at_the_counter(counter: Counter, case: dict[str, Any]) -> None:
    shop(counter, cash={})
    member_id = counter.member(1, tier="普通")
    rows = case.get("counted", [])
    book = TierBook(held=Held("普通"))
    for day, measure, amount in rows:
        if measure == "activity":
            book = done(book, Counted(day, Measure.ACTIVITY, amount))
    counter.pull(figures=(FigureRow(1, 0, 0, 0, 0, 0, write_book(book)),))
    for day, measure, amount in rows:
        if measure == "spend":
            counter.wall_ms = DAYS[day]
            buy(counter, member_id, amount)
    counter.wall_ms = START_MS
    seen = counter.see(member_id)
    expected = case["expect"]
    assert seen.tier_id == expected["tier"], case["why"]
    if expected.get("next"):
        assert seen.next_tier_missing == expected["next"]["missing"]["zh"]
    counter.till.language = "en"
    if expected.get("next"):
        assert counter.see(member_id).next_tier_missing == expected["next"]["missing"]["en"]


def test_a_tier_reached_without_network_counts_at_the_next_purchase(counter: Counter) -> None:
    shop(counter, cash={})
    member_id = counter.member(1, tier="普通")
    assert [buy(counter, member_id, "499.99"), buy(counter, member_id, "0.01")] == ["普通", "普通"]
    assert buy(counter, member_id, "1.00") == "高级"
    seen = counter.see(member_id)
    assert (seen.tier_name, seen.next_tier_name) == ("高级", "VIP")
    assert (seen.next_tier_spent, seen.next_tier_at) == (50_100, 200_000)
    assert seen.next_tier_missing == "再消费 ¥1499.00（近一年） 和 再购买 2 次（近一年）"


def test_what_the_replica_includes_is_not_counted_again(counter: Counter) -> None:
    shop(counter)
    member_id = counter.member(1, tier="普通")
    buy(counter, member_id, "300.00")
    with counter.till.journal.reading() as connection:
        head = meta.number(connection, meta.HEAD_SEQ)
    book = done(TierBook(held=Held("普通")), Counted("2026-11-22", Measure.SPEND, 30_000))
    counter.pull(figures=(FigureRow(1, 0, 0, 0, 30_000, head, write_book(book)),))
    assert counter.see(member_id).next_tier_spent == 30_000
    buy(counter, member_id, "100.00")
    assert counter.see(member_id).next_tier_spent == 40_000


def test_validity_and_grace_end_at_the_shops_midnight_without_any_server(counter: Counter) -> None:
    held = TierBook(held=Held("gold", "2026-11-22"))
    counter.publish(tier_rules={"validity_days": 365, "grace_days": 1}, version=2)
    member_id = counter.member(1, tier="gold")
    counter.pull(figures=(FigureRow(1, 0, 0, 0, 0, 0, write_book(held)),))
    seen = counter.see(member_id)
    assert (seen.tier_id, seen.tier_until, seen.tier_in_grace) == ("gold", "2026-11-22", False)
    counter.wait(DAY_MS)
    seen = counter.see(member_id)
    assert (seen.tier_id, seen.tier_in_grace) == ("gold", True)
    counter.wait(DAY_MS // 2 - 1)
    assert counter.see(member_id).tier_id == "gold"
    counter.wait(1)
    assert (counter.see(member_id).tier_id, counter.see(member_id).tier_until) == ("plain", "")


def test_a_grant_shows_its_own_last_day_and_the_top_misses_nothing(counter: Counter) -> None:
    member_id = counter.member(1, tier="plain")
    grant = TierBook(
        granted=(Granted("gold", "complaint", "2026-11-01", "2026-11-30"),), held=Held("plain")
    )
    counter.pull(figures=(FigureRow(1, 0, 0, 0, 0, 0, write_book(grant)),))
    seen = counter.see(member_id)
    assert (seen.tier_id, seen.tier_until) == ("gold", "2026-11-30")
    assert (seen.next_tier_name, seen.next_tier_missing, seen.next_tier_at) == ("", "", 0)


def test_a_member_who_has_just_joined_rises_as_well(counter: Counter) -> None:
    consents = ("service", "membership")
    joining = enrolment.Joining(
        counter.next_id(), "cashier-1", phone="13900001111", consents=consents
    )
    member_id = enrolment.enrol(counter.till, joining, counter.now()).member_id
    assert counter.see(member_id).tier_id == "plain"
    buy(counter, member_id, "500.00")
    seen = counter.see(member_id)
    assert (seen.tier_id, seen.tier_until) == ("gold", "")


def test_a_replica_with_another_text_than_a_book_is_refused(counter: Counter) -> None:
    member_id = counter.member(1)
    counter.pull(figures=(FigureRow(1, 0, 0, 0, 0, 0, "gold"),))
    with pytest.raises(Damaged):
        counter.see(member_id)


def test_a_sale_keeps_the_tier_that_it_was_priced_with(counter: Counter) -> None:
    """高级 is reached by another sale while this one is on the counter: it stays at full price."""
    member_id = counter.member(1, tier="plain")
    member = counter.see(member_id)
    payment = counter.payment(counter.basket("100.00"), cash("100.00"), member=member)
    buy(counter, member_id, "500.00")
    assert counter.see(member_id).tier_id == "gold"
    assert checkout.pay(counter.till, payment, counter.now()).due == 10_000


@pytest.mark.parametrize(("parts", "reached"), [(1, "gold"), (2, "plain")])
def test_a_purchase_counts_until_nothing_of_it_is_left(
    counter: Counter, parts: int, reached: str
) -> None:
    often = {"measure": "purchases", "least": 2}
    counter.publish(
        tiers=[{"id": "plain", "name": "Plain"}, {"id": "gold", "name": "Gold", "requires": often}],
        version=2,
    )
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    member_id = counter.member(1, tier="plain")
    member = counter.see(member_id)
    payment = counter.payment(counter.basket("60.00", "40.00"), cash("100.00"), member=member)
    sale_id = checkout.pay(counter.till, payment, counter.now()).op_id
    counter.wall_ms += DAY_MS
    for line in ("2", "1")[:parts]:
        back = RefundOrder(counter.next_id(), sale_id, "anna", {line: 1_000}, BOSS)
        refund(counter.till, back, counter.now())
    buy(counter, member_id, "1.00")
    assert counter.see(member_id).tier_id == reached


def test_money_alone_needs_no_words(counter: Counter) -> None:
    seen = counter.see(counter.member(1, qualifying=12_300))
    assert (seen.next_tier_spent, seen.next_tier_at, seen.next_tier_missing) == (12_300, 50_000, "")
