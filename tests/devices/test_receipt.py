"""A receipt on paper: every figure there, in its column, on 58 and 80 mm, in both languages."""

from dataclasses import replace

import pytest

from devices.columns import columns_of
from devices.layouts import builtin_layout
from devices.receipt import (
    Align,
    CodeKind,
    CodeLine,
    TextLine,
    code128_dots,
    lay_out,
)
from devices.receipt_fields import amount_text
from devices.receipt_labels import EN, ZH
from pos_member.domain.receipt import ReceiptAccount, ReceiptKind, ReceiptLine

WIDTHS = [32, 42, 48]


def texts(receipt, columns=48, labels=ZH):
    return [
        line.text
        for line in lay_out(receipt, columns, labels, builtin_layout(receipt.kind))
        if isinstance(line, TextLine)
    ]


def row(receipt, label, labels=ZH):
    return next(text.split()[-1] for text in texts(receipt, 48, labels) if text.startswith(label))


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("labels", [ZH, EN], ids=["zh", "en"])
def test_every_line_keeps_to_the_paper(sale, columns, labels):
    for line in lay_out(sale.as_copy(), columns, labels, builtin_layout(sale.kind)):
        if isinstance(line, TextLine):
            assert columns_of(line.text) * (2 if line.wide else 1) <= columns


@pytest.mark.parametrize("columns", WIDTHS)
def test_names_are_wrapped_and_never_cut(sale, columns):
    joined = "".join(texts(sale, columns)).replace(" ", "")
    for line in sale.lines:
        assert line.name.replace(" ", "") in joined


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_number_and_the_operation_stand_in_lines_of_their_own(sale, columns):
    found = texts(sale, columns)
    assert "NO: T01-1-000123" in found
    assert "OP: 8F3K-Q2M9" in found


def test_a_number_longer_than_the_paper_is_not_wrapped(sale):
    assert f"NO: {'T' * 40}" in texts(replace(sale, number="T" * 40), 32)


def test_every_amount_stands_at_the_right_edge(sale):
    found = texts(sale)
    for amount in ("76.00", "￥163.90", "-￥7.00", "￥146.90", "￥120.00", "￥3.10", "￥1,166.50"):
        assert any(t.endswith(amount) and columns_of(t) == 48 for t in found), amount


def test_totals_tenders_and_accounts_say_what_they_are(sale):
    assert row(sale, "小计") == "￥163.90"
    assert row(sale, "应收") == "￥146.90"
    assert row(sale, "找零") == "￥3.10"
    assert row(sale, "共优惠") == "￥17.00"
    assert row(sale, "本金 现有") == "￥1,166.50"
    assert row(sale, "积分 现有") == "1,200"
    assert row(sale, "积分 联网后入账") == "+146"
    assert row(sale, "Total due", EN) == "￥146.90"


def test_the_total_is_set_strongest(sale):
    strong = [
        line
        for line in lay_out(sale, 48, ZH, builtin_layout(sale.kind))
        if isinstance(line, TextLine) and line.tall
    ]
    assert [line.text.split()[0] for line in strong if line.align is Align.LEFT] == ["应收"]


def test_a_copy_says_so(sale):
    assert not any("补打" in text for text in texts(sale))
    assert any("补打" in text for text in texts(sale.as_copy()))
    assert any("COPY" in text for text in texts(sale.as_copy(), labels=EN))


def test_a_short_name_and_one_piece_share_a_line(sale):
    assert any(t.startswith("剪发") and t.endswith("38.00") for t in texts(sale, 32))


def test_a_top_up_has_its_own_words(sale):
    top_up = replace(
        sale,
        kind=ReceiptKind.TOP_UP,
        lines=(ReceiptLine("充 500 送 50", "", 50000, 50000),),
        deductions=(),
        total_minor=50000,
        change_minor=0,
        accounts=(ReceiptAccount("principal", 0, 50000), ReceiptAccount("bonus", 0, 0, 5000)),
    )
    assert "储值小票" in texts(top_up)
    assert row(top_up, "实付") == "￥500.00"
    assert row(top_up, "赠送金 联网后入账") == "+￥50.00"
    assert not any(text.startswith(("小计", "找零", "共优惠")) for text in texts(top_up))


def test_a_test_page_shows_every_column(sale):
    page = replace(sale, kind=ReceiptKind.TEST, lines=())
    assert ("1234567890" * 5)[:42] in texts(page, 42)


def test_a_line_without_quantity_shows_only_its_amount(sale):
    long = replace(sale, lines=(ReceiptLine("很长的名字" * 6, "", 100, 100),))
    assert not any(" x " in text for text in texts(long))


def test_a_label_that_is_missing_is_printed_as_its_key(sale):
    assert "title_sale" in texts(sale, labels={})


def test_a_hostile_name_reaches_no_command(sale):
    hostile = replace(sale, lines=(ReceiptLine("\x1bp\x00\x19\xfa\n剪发", "1", 1, 1),))
    assert all(text.isprintable() for text in texts(hostile))


def test_the_number_is_printed_as_codes(sale):
    assert lay_out(sale, 32, ZH, builtin_layout(sale.kind))[-2:] == [
        CodeLine(CodeKind.QR, sale.number),
        CodeLine(CodeKind.CODE128, sale.number),
    ]


def test_a_bar_code_wider_than_the_paper_is_left_out(sale):
    long = replace(sale, number="T01-1-000123-000000")
    assert code128_dots(long.number) > 32 * 12
    assert lay_out(long, 32, ZH, builtin_layout(long.kind))[-1] == CodeLine(
        CodeKind.QR, long.number
    )


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "CNY", "￥0.00"),
        (-5, "CNY", "-￥0.05"),
        (128650, "CNY", "￥1,286.50"),
        (100, "USD", "$1.00"),
        (1500, "JPY", "￥1,500"),
        (100, "CHF", "CHF 1.00"),
    ],
)
def test_amounts_are_written_in_their_currency(minor, currency, text):
    assert amount_text(minor, currency) == text


def test_an_amount_without_a_symbol():
    assert amount_text(128650, "CNY", symbol=False) == "1,286.50"
