"""Goods come back within their days, which a tier makes longer and never shorter."""

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.return_rules import (
    ReturnDays,
    ReturnRules,
    read_return_rules,
    write_return_rules,
)
from pos_member.domain.shape import Shape

RULES = ReturnRules(
    days=7,
    categories=(ReturnDays("food", 0), ReturnDays("shoes", 30)),
    tiers=(ReturnDays("gold", 14),),
)


@pytest.mark.parametrize(
    ("category", "tier", "last"),
    [
        ("", "", "2026-11-29"),
        ("shoes", "", "2026-12-22"),
        ("", "gold", "2026-12-06"),
        ("shoes", "gold", "2026-12-22"),
        ("food", "", None),
        ("food", "gold", None),
    ],
)
def test_a_window_ends_after_its_days(category, tier, last):
    assert RULES.last_day("2026-11-22", category=category, tier_id=tier) == last


def test_without_a_rule_goods_come_back_for_ever():
    assert ReturnRules().last_day("2026-11-22", category="", tier_id="") == ""
    assert read_return_rules(Shape({})) == ReturnRules()
    open_end = ReturnRules(categories=(ReturnDays("food", 1),), tiers=(ReturnDays("gold", 2),))
    assert open_end.last_day("2026-11-22", category="", tier_id="gold") == ""
    assert open_end.last_day("2026-11-22", category="food", tier_id="gold") == "2026-11-24"


@pytest.mark.parametrize("rules", [RULES, ReturnRules(), ReturnRules(days=0)])
def test_rules_are_read_back_as_written(rules):
    assert read_return_rules(Shape({"returns": write_return_rules(rules)})) == rules
    assert read_return_rules(Shape({"returns": {}})) == ReturnRules()


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"day": 1}, "returns.day"),
        ({"days": -1}, "returns.days"),
        ({"categories": [{"category": "a", "days": 1}, {"category": "a", "days": 2}]},
         "returns.categories[1].category"),
        ({"tiers": [{"tier": "gold"}]}, "returns.tiers[0].days"),
        ({"tiers": [{"category": "gold", "days": 1}]}, "returns.tiers[0].category"),
    ],
)  # fmt: skip
def test_a_rule_that_does_not_fit_is_refused_with_its_path(wrong, path):
    with pytest.raises(Damaged) as found:
        read_return_rules(Shape({"returns": wrong}))
    assert found.value.values["path"] == path
