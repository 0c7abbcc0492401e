"""Goods for a tier and those above it: who may buy them, and until when the others may not."""

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.program_document import read_program
from tests.support.priced import TIERS, line, member, priced, shop

VIP = {"id": "vip", "name": {"zh": "珍藏", "en": "Reserve"}, "from_tier": "vip", "skus": ["x"]}
EARLY = {"id": "e", "name": "新品", "from_tier": "gold", "categories": ["new"]}


def blocked(gate: dict, holder: str | None, **line_fields: str) -> str | None:
    made = priced(
        line("x", "10.00", **line_fields),
        program=shop(gates=[gate]),
        member=member(holder) if holder else None,
    )
    return made.blocked


def test_goods_of_a_tier_are_for_it_and_those_above():
    gold = {**VIP, "from_tier": "gold", "skus": ["sx", "x"]}
    assert blocked(gold, None) == "goods_gated"
    assert blocked(gold, "plain") == "goods_gated"
    assert blocked(gold, "of another program") == "goods_gated"
    assert blocked(gold, "gold") is None
    assert blocked(gold, "vip") is None


def test_an_early_access_is_over_after_its_last_day():
    """The basket is priced on 2026-11-22."""
    assert blocked({**EARLY, "until_day": "2026-11-22"}, "plain", category="new") == "goods_gated"
    assert blocked({**EARLY, "until_day": "2026-11-22"}, "gold", category="new") is None
    assert blocked({**EARLY, "until_day": "2026-11-21"}, "plain", category="new") is None
    assert blocked(EARLY, "plain", category="old") is None


def test_why_is_said_in_words():
    made = priced(line("x", "10.00"), program=shop(gates=[{**VIP, "skus": [line("x", "1").sku]}]))
    assert made.blocked == "goods_gated"
    assert dict(made.blocked_values)["tier_en"] == "VIP"
    words = made.to_json()["blocked"]
    assert "珍藏 限VIP及以上会员" in str(words)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"from_tier": "tin"}, "gates[0].from_tier"),
        ({"skus": []}, "gates[0].skus"),
        ({"until_day": "soon"}, "gates[0].until_day"),
    ],
)
def test_what_is_no_gate_is_named(wrong, path):
    with pytest.raises(Damaged) as refused:
        read_program({"version": 1, "tiers": TIERS, "gates": [{**VIP, **wrong}]})
    assert refused.value.values["path"] == path
