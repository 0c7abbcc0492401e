"""Tables of members, as the system before or Excel wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import member_import
from pos_member.domain.code_texts import card_number
from pos_member.domain.errors import Damaged
from pos_member.domain.import_words import CODES
from pos_member.domain.member import Gender
from pos_member.domain.member_import import (
    LINE_MAX,
    Imported,
    ImportRules,
    WrongRow,
    decoded,
    read_members,
)

CARD = card_number("77010000001")
RULES = ImportRules(
    2, {"gold": "gold", "金卡": "gold"}, {"c50": "c50", "满50减10": "c50"}, "2026-11-22"
)


def read(text: str) -> list[Imported]:
    found, wrong = read_members(text, RULES)
    assert wrong == []
    return found


def wrong_in(text: str) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.code) for each in read_members(text, RULES)[1]]


def test_a_row_says_all_that_a_member_brings():
    cells = {
        "手机号": "138 0013 8000", "姓名": "林晓雯", "卡号": CARD, "等级": "金卡", "性别": "女",
        "生日": "1990/5/1", "入会日期": "2025/3/8", "备注": '"对薰衣草\n过敏"',
        "本金": '"1,286.50"',
        "赠金": "¥20", "累计消费": "500", "积分": "300", "积分有效期": "2026/12/31 0:00",
        "券": "满50减10*2", "券有效期": "2027年1月5日",
    }  # fmt: skip
    head, row = ",".join(cells), ",".join(cells.values())
    assert read(f"{head}\n{row}\n") == [
        Imported(
            2, "+8613800138000", CARD, "林晓雯", "gold", Gender.FEMALE, "05-01", "2025-03-08",
            "对薰衣草\n过敏", 128_650, 2_000, 50_000, ((300, "2026-12-31"),),
            (("c50", "2027-01-05"),) * 2,
        )
    ]  # fmt: skip


def test_points_may_stand_in_lots_and_coupons_may_be_of_several_kinds():
    [found] = read("phone;points;coupons\n13800138000;300@2026-12-31;c50\n".replace(";", "\t"))
    assert (found.points, found.coupons) == (((300, "2026-12-31"),), (("c50", ""),))
    [found] = read('phone,points,coupons\n13800138000,"300@2026-12-31;200","c50;c50*2"\n')
    assert found.points == ((300, "2026-12-31"), (200, ""))
    assert found.coupons == (("c50", ""),) * 3


def test_a_member_without_a_phone_is_known_by_the_card():
    by_phone, by_card = read(f"phone,card\r\n13800138000,\r\n\r\n,{CARD[:4]} {CARD[4:]}\r\n")
    assert (by_phone.key, by_card.key) == ("+8613800138000", f"card {CARD}")
    assert by_card.line == 4


def test_what_is_empty_is_nothing():
    [found] = read("phone,points,principal,tier,birthday\n13800138000,0,,,\n")
    assert found == Imported(2, "+8613800138000")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_utf_8_and_the_encoding_of_chinese_excel_are_read(encoding):
    text = "手机号,姓名\n13800138000,林晓雯\n"
    assert [each.name for each in read(decoded(text.encode(encoding)))] == ["林晓雯"]


@pytest.mark.parametrize("raw", [b"\xff\xff", b"phone\0", "手机号\n".encode("utf-16")])
def test_another_encoding_is_refused(raw):
    with pytest.raises(Damaged, match="import_encoding"):
        decoded(raw)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("phone", "1380013800", "phone_short"),
        ("phone", "1.38E+10", "rounded_by_excel"),
        ("card", "7.7E+11", "rounded_by_excel"),
        ("card", "770100000019", "card_number"),
        ("card", "7701", "card_number"),
        ("card", "abc", "card_number"),
        ("tier", "diamond", "not_in_program"),
        ("gender", "x", "gender"),
        ("birthday", "02-30", "birthday"),
        ("birthday", "May", "birthday"),
        ("joined", "2026-02-30", "day"),
        ("joined", "soon", "day"),
        ("points_last_day", "soon", ""),
        ("name", "x" * 41, "too_long"),
        ("note", "x" * 501, "too_long"),
        ("principal", "1.005", "amount"),
        ("principal", "-1.00", "amount_bounds"),
        ("principal", "1e5", "amount"),
        ("principal", '"1,5"', "amount"),
        ("bonus", "100000000000.00", "amount_bounds"),
        ("qualifying", "much", "amount"),
        ("points", "1.5", "count"),
        ("points", "-3", "count"),
        ("points", "1000000001", "count"),
        ("points", "5@2026-11-21", "over"),
        ("coupons", "none", "not_in_program"),
        ("coupons", "c50*101", "count"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(column, cell, code):
    head, row = (
        ("phone,name", "13800138000,x") if column not in ("phone", "name") else ("card", CARD)
    )
    expected = [(2, column, code)] if code else []
    assert wrong_in(f"{head},{column}\n{row},{cell}\n") == expected


def test_numbers_that_excel_wrote_with_a_point_or_commas_are_whole():
    first, second = read('phone,points\n13800138000,300.0\n13800138001,"1,200"\n')
    assert (first.points, second.points) == (((300, ""),), ((1200, ""),))


def test_a_row_needs_a_phone_or_a_card_and_as_many_cells_as_the_first_row():
    text = "phone,name\n,nobody\n13800138000,a,b\n13800138001\n"
    assert wrong_in(text) == [(2, "phone", "phone_or_card"), (3, "", "too_many_cells")]


def test_a_phone_or_a_card_that_stands_twice_is_named_with_the_first_line():
    text = f"phone,card\n13800138000,{CARD}\n+86 13800138000,\n13800138001,{CARD}\n"
    assert read_members(text, RULES)[1] == [
        WrongRow(3, "phone", "stands_twice", {"first": 2}),
        WrongRow(4, "card", "stands_twice", {"first": 2}),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "import_columns"),
        ("phone,colour\n", "import_columns"),
        ("phone\n\n", "import_empty"),
        ("phone\n" + "1" * (LINE_MAX + 1), "import_long"),
    ],
)
def test_what_is_no_table_of_members_is_refused_whole(text, code):
    with pytest.raises(Damaged, match=code):
        read_members(text, RULES)


def test_a_table_of_too_many_rows_is_refused_whole(monkeypatch):
    monkeypatch.setattr(member_import, "ROWS_MAX", 2)
    assert len(read("phone\n13800138000\n13800138001\n")) == 2
    with pytest.raises(Damaged, match="import_long"):
        read("phone\n13800138000\n13800138001\n13800138002\n")


@given(st.text(max_size=200))
def test_whatever_stands_in_the_rows_is_read_or_named(text):
    head = "phone,points,principal,joined,coupons\n13800138000,,,,\n"
    found, wrong = read_members(head + text, RULES)
    assert found[0].phone == "+8613800138000"
    assert {each.code for each in wrong} <= set(CODES)
