"""A receipt survives its print job's row, and nothing else passes for one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import receipt as receipts
from pos_member.domain.errors import Damaged
from pos_member.domain.receipt import (
    Figure,
    Receipt,
    ReceiptAccount,
    ReceiptDeduction,
    ReceiptEntry,
    ReceiptKind,
    ReceiptLine,
    ReceiptTender,
    from_json,
    to_json,
)

SALE = Receipt(
    kind=ReceiptKind.SALE,
    shop="锦绣美发",
    register="1",
    number="T01-1-000123",
    operation_code="8F3K-Q2M9",
    business_time="2026-03-05 14:02",
    cashier="王芳",
    member="林** 138 **** 6620",
    lines=(
        ReceiptLine("护发精油", "2", 3800, 7600, "金卡价"),
        ReceiptLine("剪发", "1", 3800, 3800),
    ),
    deductions=(ReceiptDeduction("金卡 9 折", 1140),),
    total_minor=10260,
    tenders=(ReceiptTender("储值", 10000), ReceiptTender("现金", 500, "抽屉 1")),
    change_minor=240,
    accounts=(ReceiptAccount("points", 120, 120, 102, money=False),),
    entries=(ReceiptEntry("本金退还比例", 7500, Figure.RATE, "3000 / 4000", strong=True),),
    reference="T01-1-000120",
    seal="PR0:ABC",
    footer=("谢谢",),
)

texts = st.text(max_size=40)
amounts = st.integers(-(2**53), 2**53)
ascii_texts = st.text(
    st.characters(max_codepoint=0x7E, min_codepoint=0x21), min_size=1, max_size=20
)


@st.composite
def any_receipt(draw):
    return Receipt(
        kind=draw(st.sampled_from(ReceiptKind)),
        shop=draw(texts),
        register=draw(texts),
        number=draw(ascii_texts),
        operation_code=draw(ascii_texts),
        business_time=draw(texts),
        cashier=draw(texts),
        total_minor=draw(amounts),
        member=draw(texts),
        lines=tuple(
            draw(
                st.lists(st.builds(ReceiptLine, texts, texts, amounts, amounts, texts), max_size=4)
            )
        ),
        deductions=tuple(draw(st.lists(st.builds(ReceiptDeduction, texts, amounts), max_size=3))),
        tenders=tuple(draw(st.lists(st.builds(ReceiptTender, texts, amounts, texts), max_size=3))),
        change_minor=draw(amounts),
        entries=tuple(
            draw(
                st.lists(
                    st.builds(
                        ReceiptEntry,
                        texts,
                        amounts,
                        st.sampled_from(Figure),
                        texts,
                        st.booleans(),
                    ),
                    max_size=3,
                )
            )
        ),
        reference=draw(texts),
        seal=draw(ascii_texts),
        footer=tuple(draw(st.lists(texts, max_size=3))),
        copy=draw(st.booleans()),
    )


def test_a_receipt_comes_back_from_its_row():
    assert from_json(to_json(SALE)) == SALE


@given(any_receipt())
def test_any_receipt_comes_back_from_its_row(receipt):
    assert from_json(to_json(receipt)) == receipt


def test_the_row_is_readable_and_leaves_out_what_is_empty():
    row = json.loads(to_json(SALE))
    assert row["shop"] == "锦绣美发"
    assert row["format"] == 1
    assert "note" not in row["lines"][1]
    assert "锦绣" in to_json(SALE)


def test_what_no_operation_stands_behind_needs_no_number():
    slip = Receipt(ReceiptKind.BALANCE, "锦绣美发", "1", "", "", "2026-03-05", "", 0)
    assert from_json(to_json(slip)) == slip


def test_the_subtotal_is_what_the_lines_come_to():
    assert SALE.subtotal_minor == 11400


def test_a_copy_differs_in_its_mark_only():
    copy = SALE.as_copy()
    assert copy.copy
    assert {**json.loads(to_json(copy)), "copy": False} == json.loads(to_json(SALE))


@pytest.mark.parametrize("text", ["", "{", "nonsense", "[" * 100_000])
def test_what_is_no_json_is_no_receipt(text):
    with pytest.raises(Damaged) as refused:
        from_json(text)
    assert refused.value.code == "receipt_unreadable"


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("format", 2),
        ("kind", "gift"),
        ("total_minor", "12.00"),
        ("total_minor", 12.0),
        ("lines", {}),
        ("lines", [1]),
        ("number", "单号1"),
        ("number", ""),
        ("copy", "yes"),
        ("surprise", 1),
        ("footer", [1]),
        ("accounts", [{"account": "points"}]),
    ],
)
def test_a_field_that_does_not_fit_is_named(path, wrong):
    row = json.loads(to_json(SALE)) | {path: wrong}
    with pytest.raises(Damaged) as refused:
        from_json(json.dumps(row))
    assert str(refused.value.values["path"]).startswith(path)


def test_a_list_is_no_receipt():
    with pytest.raises(Damaged):
        from_json("[]")


def test_the_bound_on_parts_holds_when_reading():
    many = {**json.loads(to_json(SALE)), "footer": ["x"] * (receipts.PARTS_MAX + 1)}
    with pytest.raises(Damaged):
        from_json(json.dumps(many))
