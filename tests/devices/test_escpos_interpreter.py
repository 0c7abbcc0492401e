"""What the interpreter sees is what a printer would put on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.escpos import PrinterProfile, drawer_pulse, encode
from devices.escpos_interpreter import (
    Cut,
    DrawerPulse,
    Page,
    PrintedCode,
    PrintedImage,
    PrintedText,
    interpret,
    page_text,
)
from devices.layouts import builtin_layout
from devices.receipt import Align, CodeKind, TextLine, lay_out
from devices.receipt_labels import EN, ZH


def texts(page: Page) -> list[str]:
    return [item.text for item in page.items if isinstance(item, PrintedText)]


@pytest.mark.parametrize("labels", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("columns", [32, 42, 48])
def test_a_receipt_reads_back_line_by_line(sale, columns, labels):
    lines = lay_out(sale, columns, labels, builtin_layout(sale.kind))
    page = interpret(encode(lines, PrinterProfile(columns=columns)), columns)
    assert (
        texts(page)[:-3] == [line.text for line in lines if isinstance(line, TextLine)] + [""] * 2
    )
    assert page.codes() == [(CodeKind.QR, sale.number), (CodeKind.CODE128, sale.number)]
    assert page.unknown == []
    assert page.pulses == 0
    assert isinstance(page.items[-1], Cut)


def test_the_text_of_a_page_is_aligned_as_on_paper(sale):
    page = interpret(encode(lay_out(sale, 48, ZH, builtin_layout(sale.kind)), PrinterProfile()), 48)
    text = page_text(page)
    assert "\n" + " " * 20 + "销售小票\n" in text
    assert "[qr: T01-1-000123]" in text
    assert "[code128: T01-1-000123]" in text
    assert text.endswith("~" * 48 + "\n")


def test_pulses_images_and_right_alignment_are_told():
    sent = drawer_pulse(PrinterProfile(drawer_pin=1)) + b"\x1dv0\x00\x01\x00\x02\x00\xff\x00"
    page = interpret(sent + b"\x1ba\x02right\n", 10)
    assert page_text(page) == "[drawer 1]\n[image 8 x 2]\n     right\n"
    assert page.items[0] == DrawerPulse(1)
    assert isinstance(page.items[1], PrintedImage)


def test_a_line_wider_than_the_paper_goes_on_below():
    assert texts(interpret(b"abcdefgh\n", 5)) == ["abcde", "fgh"]
    assert texts(interpret(b"\x1d!\x11abc\n", 5)) == ["ab", "c"]
    assert texts(interpret(b"\x1c&" + "护发油".encode("gb18030"), 5)) == ["护发", "油"]


def test_chinese_without_kanji_mode_is_the_junk_that_it_is_on_paper():
    assert "护" not in page_text(interpret("护\n".encode("gb18030"), 32))


def test_styles_are_kept_by_run_and_reset_by_initialise():
    (line,) = interpret(b"a\x1bE\x01b\x1bE\x00c\n", 10).items
    assert isinstance(line, PrintedText)
    assert [(text, style.bold) for text, style in line.runs] == [
        ("a", False),
        ("b", True),
        ("c", False),
    ]
    reset = interpret(b"\x1bE\x01\x1ba\x01\x1b@x\n", 10).items[0]
    assert isinstance(reset, PrintedText)
    assert reset.align is Align.LEFT and not reset.runs[0][1].bold


def test_an_unknown_command_is_kept_for_whoever_asks():
    page = interpret(b"\x1d\x99\x1dk\x04ABC\x00\x1bG\x01x\n", 10)
    assert page.unknown == [b"\x1d\x99", b"\x1dk\x04ABC\x00", b"\x1bG\x01"]
    assert texts(page) == ["x"]


def test_other_two_dimensional_functions_leave_no_trace():
    assert interpret(b"\x1d(k\x03\x001C\x08\x1d(L\x02\x000\x30", 10).items == []


def test_a_code_takes_the_size_that_was_set():
    sent = b"\x1dw\x03\x1dh\x50\x1dH\x02\x1dkI\x03{BX"
    assert interpret(sent, 48).items == [PrintedCode(CodeKind.CODE128, "X", Align.LEFT, 3, 80)]


@given(st.binary(max_size=2000), st.sampled_from([32, 48]))
def test_no_bytes_break_the_interpreter(received, columns):
    page_text(interpret(received, columns))
