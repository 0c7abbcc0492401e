"""Words for people, amounts and moments, in both languages."""

import pytest

from pos_member.domain.money import Milli
from pos_member.i18n import set_language
from tests.ui.screens.shop_sample import LI, LIN, NOW_MS, ZHOU
from ui.screens import wording
from ui.screens.said import Said, Tone

DAY_MS = 24 * 3_600_000


@pytest.mark.parametrize(
    ("language", "cashier", "manager"),
    [("zh_CN", "收银员", "店长"), ("en", "Cashier", "Manager")],
)
def test_roles_are_named_in_the_language_in_force(
    language: str, cashier: str, manager: str
) -> None:
    set_language(language)
    assert (wording.role(ZHOU), wording.role(LI)) == (cashier, manager)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_todays_moment_is_a_time_and_yesterdays_has_its_day(language: str) -> None:
    set_language(language)
    clock = wording.ShopClock("Asia/Shanghai")
    assert clock.as_of(NOW_MS, NOW_MS) == "14:32"
    assert clock.as_of(NOW_MS - DAY_MS, NOW_MS) == f"{wording.day_of('2025-11-21')} 14:32"
    assert wording.day_of("11-21") == wording.day_of("2025-11-21")
    assert wording.day_of("") == ""


def test_amounts_lose_their_sign_and_empty_decimals() -> None:
    assert wording.bare_amount(100_000, "CNY") == "1,000"
    assert wording.bare_amount(28_650, "CNY") == "286.50"
    assert wording.times(Milli(2_000)) == "× 2"
    assert wording.card_number(LIN) == "8801 2203 1146"
    assert wording.initial("") == "?"


def test_a_reason_says_its_amounts_as_money_and_an_unknown_one_names_its_code() -> None:
    pays = Said(Tone.OK, "tender.pays", {"amount": 1_250}, ("amount",))
    assert wording.say(pays, "CNY") == "可付 ¥12.50"
    strange = Said(Tone.ERROR, "error.moon_is_down")
    assert "moon_is_down" in wording.say(strange, "CNY")
    assert wording.knows("tender.pays") and not wording.knows("error.moon_is_down")
