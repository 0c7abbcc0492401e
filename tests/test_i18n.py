"""Every text exists in both languages, is used, and says amounts and days as people there do."""

import ast
import datetime as dt
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member import i18n
from pos_member.i18n import (
    LANGUAGES,
    MessageMissing,
    catalogue,
    explain,
    format_clock,
    format_count,
    format_day,
    format_money,
    format_quantity,
    format_short_day,
    group_digits,
    language,
    mask_phone,
    set_language,
    tr,
    watch,
)

ROOT = Path(__file__).parents[1]
PACKAGES = ("pos_member", "ui", "sync", "devices")
FAMILIES = ("error.",)
"""Ids made from a code at run time: ``explain``."""


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    set_language("zh_CN")
    yield
    set_language("zh_CN")


def texts(message: str | dict[str, str]) -> list[str]:
    return list(message.values()) if isinstance(message, dict) else [message]


def forms_of(message: str | dict[str, str]) -> list[tuple[str, str]]:
    return list(message.items()) if isinstance(message, dict) else [("other", message)]


def placeholders(text: str, tag: str) -> set[str]:
    """Return what is filled in; a name that the shop gave in two languages counts as one."""
    own = "_" + tag.partition("_")[0]
    found = string.Formatter().parse(text)
    return {name.removesuffix(own) for _, name, _, _ in found if name is not None}


def constants() -> set[str]:
    """Return every text that stands in the product's code."""
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            nodes = ast.walk(tree)
            found |= {
                n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)
            }
    return found


def asked_for() -> set[str]:
    """Return every id that the code gives to ``tr`` as it stands."""
    call = re.compile(r"\btr\(\s*f?\"([a-z0-9_.]+)\"")
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            found |= set(call.findall(path.read_text(encoding="utf-8")))
    return found


def prefixes() -> tuple[str, ...]:
    """Return the fixed beginnings of ids that are made up in f-strings: ``kit.pad.``."""
    start = re.compile(r"f\"([a-z0-9_]+\.[a-z0-9_.]*)\{")
    found = set(FAMILIES)
    for path in (ROOT / "ui").rglob("*.py"):
        found |= set(start.findall(path.read_text(encoding="utf-8")))
    return tuple(found)


def test_both_catalogues_have_the_same_ids() -> None:
    first, second = (set(catalogue(code)) for code in LANGUAGES)
    assert first ^ second == set()


@pytest.mark.parametrize("message_id", sorted(catalogue("zh_CN")))
def test_a_message_has_the_same_placeholders_in_both(message_id: str) -> None:
    """The form for one may leave the count out: ``Birthday tomorrow``."""
    forms = [
        (form, placeholders(text, code))
        for code in LANGUAGES
        for form, text in forms_of(catalogue(code)[message_id])
    ]
    every = set().union(*(names for _, names in forms))
    spare = {"one": {"count"}, "other": set()}
    assert [names for form, names in forms if not every - names <= spare[form]] == []


def test_every_id_in_the_code_exists() -> None:
    assert asked_for() - set(catalogue("zh_CN")) == set()


def test_no_message_is_unused() -> None:
    known, made_up = constants(), prefixes()
    unused = {
        name for name in catalogue("zh_CN") if name not in known and not name.startswith(made_up)
    }
    assert unused == set()


def test_counted_messages_have_both_forms() -> None:
    forms = [m for code in LANGUAGES for m in catalogue(code).values() if isinstance(m, dict)]
    assert all(set(form) == {"one", "other"} for form in forms)


@pytest.mark.parametrize("word", ["失败", "错误", "异常"])
def test_the_chinese_follows_the_house_style(word: str) -> None:
    wrong = {
        name
        for name, message in catalogue("zh_CN").items()
        for text in texts(message)
        if text.strip("！。") == word
    }
    assert wrong == set()


@pytest.mark.parametrize("word", ["please", "successfully", "invalid"])
def test_the_english_follows_the_house_style(word: str) -> None:
    wrong = {
        name
        for name, message in catalogue("en").items()
        for text in texts(message)
        if word in text.lower()
    }
    assert wrong == set()


def test_an_unknown_id_is_a_bug() -> None:
    with pytest.raises(MessageMissing):
        tr("no.such.message")


def test_one_and_many_differ_in_english() -> None:
    set_language("en")
    assert tr("kit.phone.missing", count=1) == "1 digit left"
    assert tr("kit.phone.missing", count=3) == "3 digits left"


def test_a_count_is_written_with_commas_and_a_text_as_it_is() -> None:
    assert tr("kit.phone.missing", count=48213) == "还差 48,213 位"
    assert tr("kit.phone.missing", count="3") == "还差 3 位"


def test_whoever_watches_hears_of_a_change_until_it_stops() -> None:
    heard: list[str] = []
    stop = watch(lambda: heard.append(language()))
    set_language("en")
    set_language("en")
    set_language("zh_CN")
    stop()
    stop()
    set_language("en")
    assert heard == ["en", "zh_CN"]


def test_a_refusal_without_a_text_is_named() -> None:
    assert "no_such_code" in explain("no_such_code")


def codes_of(argument: ast.expr) -> set[str]:
    """Return the codes that ``argument`` may be: one text, or one of two."""
    either = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
    return {str(one.value) for one in either if isinstance(one, ast.Constant)}


def refusals() -> set[str]:
    """Return every code that the till's own rules and devices refuse with."""
    found: set[str] = set()
    for folder in ("pos_member/services", "devices", "sync/client"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(getattr(node, "func", None), "id", "")
                if isinstance(node, ast.Call) and name in {"Refused", "Unavailable"} and node.args:
                    found |= codes_of(node.args[0])
    return found


def test_every_refusal_of_the_till_has_words() -> None:
    known = catalogue("zh_CN")
    assert {code for code in refusals() if f"error.{code}" not in known} == set()


def test_two_files_with_one_id_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xx").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"xx/{name}.json").write_text('{"same.id": "x"}')
    monkeypatch.setattr(i18n, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"same\.id"):
        catalogue("xx")


@pytest.mark.parametrize(
    ("minor", "currency", "plus", "text"),
    [
        (128_650, "CNY", False, "¥1,286.50"),
        (5, "CNY", False, "¥0.05"),
        (0, "CNY", True, "¥0.00"),
        (-7_730, "CNY", False, "−\u00a0¥77.30"),
        (30_000, "CNY", True, "+\u00a0¥300.00"),
        (1_286, "JPY", False, "¥1,286"),
        (1_234_567, "KWD", False, "KWD\u00a01,234.567"),
        (100, "HKD", False, "HK$1.00"),
    ],
)
def test_money_is_written_as_in_the_shop(
    minor: int, currency: str, *, plus: bool, text: str
) -> None:
    assert format_money(minor, currency, plus=plus) == text


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_no_fen_is_lost_in_writing(minor: int) -> None:
    text = format_money(minor)
    digits = int(re.sub(r"[^0-9]", "", text))
    assert (-digits if text.startswith("−") else digits) == minor


def test_counts_carry_their_sign() -> None:
    assert [format_count(12_480), format_count(-5), format_count(800, plus=True)] == [
        "12,480", "−\u00a05", "+\u00a0800",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("milli", "text"),
    [(1_000, "1"), (250, "0.25"), (1_500_000, "1,500"), (-2_000, "−2"), (1_005, "1.005")],
)
def test_quantities_have_no_idle_zeros(milli: int, text: str) -> None:
    assert format_quantity(milli) == text


def test_days_and_times_follow_the_language() -> None:
    day = dt.datetime(2025, 11, 22, 14, 32, 8, tzinfo=dt.UTC)
    chinese = (format_day(day), format_short_day(day), format_clock(day, seconds=True))
    set_language("en")
    english = (format_day(day), format_short_day(day), format_clock(day))
    assert chinese == ("11月22日 周六", "11-22", "14:32:08")
    assert english == ("Sat 22 Nov", "22 Nov", "14:32")


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+8613812346620", "138 **** 6620"),
        ("13812346620", "138 **** 6620"),
        ("+14155550100", "**** 0100"),
    ],
)
def test_a_phone_shows_only_its_ends(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("digits", "grouped"),
    [("", ""), ("138", "138"), ("1380", "138 0"), ("13800138000", "138 0013 8000")],
)
def test_digits_stand_in_groups(digits: str, grouped: str) -> None:
    assert group_digits(digits) == grouped


def test_a_card_number_stands_in_fours() -> None:
    assert group_digits("880122031146", (4,)) == "8801 2203 1146"
