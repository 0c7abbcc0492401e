"""Every kind of receipt, on both papers, in both languages: nothing is cut, and its codes read."""

import io
from dataclasses import replace

import pytest
import segno
import zxingcpp
from PIL import Image

from devices.columns import columns_of
from devices.drawing import draw_line, page_png, sheet_png
from devices.escpos import PrinterProfile, TextMode, encode
from devices.escpos_interpreter import interpret, page_text
from devices.layouts import builtin_layout
from devices.receipt import CodeKind, CodeLine, TextLine, _qr_modules, lay_out
from devices.receipt_labels import EN, ZH
from devices.receipt_samples import NUMBER, sample
from pos_member.domain.receipt import BOOKED, ReceiptKind, from_json, to_json

BARE = PrinterProfile(columns=32, text_mode=TextMode.RASTER, codes_native=False)
PAPERS = [(32, "zh_CN", ZH), (48, "en", EN)]


def laid_out(kind, columns, language, labels, *, copy=False):
    receipt = sample(kind, language)
    return lay_out(receipt.as_copy() if copy else receipt, columns, labels, builtin_layout(kind))


def page_of(lines, columns, profile=None):
    sent = encode(lines, profile or PrinterProfile(columns=columns), draw_line)
    return interpret(sent, columns)


def read_back(page):
    with Image.open(io.BytesIO(page_png(page))) as picture:
        return {(str(code.format), code.text) for code in zxingcpp.read_barcodes(picture)}


@pytest.mark.parametrize("kind", ReceiptKind)
@pytest.mark.parametrize(("columns", "language", "labels"), PAPERS)
def test_every_line_keeps_to_the_paper_and_every_code_reads(kind, columns, language, labels):
    lines = laid_out(kind, columns, language, labels)
    for line in lines:
        if isinstance(line, TextLine):
            assert columns_of(line.text) * (2 if line.wide else 1) <= columns
    codes = {line.text for line in lines if isinstance(line, CodeLine)}
    assert {text for _, text in read_back(page_of(lines, columns))} == codes
    assert (NUMBER in codes) is (kind in BOOKED or kind is ReceiptKind.TEST)


@pytest.mark.parametrize("kind", [ReceiptKind.SALE, ReceiptKind.CARD_REFUND])
def test_a_printer_without_characters_and_codes_prints_the_same(kind):
    lines = laid_out(kind, 32, "zh_CN", ZH)
    page = page_of(lines, 32, BARE)
    assert not page.unknown
    assert {text for _, text in read_back(page)} == {NUMBER}


@pytest.mark.parametrize("kind", ReceiptKind)
def test_a_reprint_of_any_kind_says_so_and_never_opens_the_drawer(kind):
    page = page_of(laid_out(kind, 32, "zh_CN", ZH, copy=True), 32)
    assert "*** 补打 ***" in page_text(page)
    assert page.pulses == 0
    assert "补打" not in page_text(page_of(laid_out(kind, 32, "zh_CN", ZH), 32))


@pytest.mark.parametrize("kind", ReceiptKind)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_sample_is_a_receipt_that_can_be_stored(kind, language):
    made = sample(kind, language)
    assert from_json(to_json(made)) == made


def test_the_sums_of_the_samples_are_right():
    refund = sample(ReceiptKind.CARD_REFUND, "en")
    figures = {entry.name: entry.figure for entry in refund.entries}
    assert figures["Used"] * 100_000 // 120_000 == -figures["Used, as paid"]
    assert 100_000 + figures["Used, as paid"] == figures["To pay back"] == refund.total_minor
    for kind in (ReceiptKind.SALE, ReceiptKind.REFUND, ReceiptKind.TOP_UP):
        made = sample(kind, "en")
        off = sum(each.amount_minor for each in made.deductions)
        paid = sum(each.amount_minor for each in made.tenders) - made.change_minor
        assert made.subtotal_minor - off == made.total_minor == paid


@pytest.mark.parametrize("size", [1, 14, 15, 84, 180, 181, 666, 1_370])
def test_a_qr_is_never_larger_than_was_reckoned(size):
    text = "é" * (size // 2) + "x" * (size % 2)
    made = segno.make(text, micro=False, error="m", boost_error=False, encoding="utf-8")
    assert made.symbol_size(border=0)[0] <= _qr_modules(text)


def test_a_code_too_large_for_the_paper_is_set_finer_or_left_out(sale):
    layout = builtin_layout(ReceiptKind.SALE)
    long = replace(sale, seal="A" * 400)
    [qr, *_] = [line for line in lay_out(long, 32, ZH, layout) if isinstance(line, CodeLine)]
    assert qr.kind is CodeKind.QR and qr.dots == 4
    huge = replace(sale, seal="A" * 2_300)
    kinds = [line.kind for line in lay_out(huge, 32, ZH, layout) if isinstance(line, CodeLine)]
    assert CodeKind.QR not in kinds


def test_a_sheet_shows_all_pages():
    pages = [page_of(laid_out(kind, 32, "en", EN), 32) for kind in list(ReceiptKind)[:3]]
    with Image.open(io.BytesIO(sheet_png(pages, across=2))) as sheet:
        assert sheet.width > 2 * 32 * 12
        assert len(zxingcpp.read_barcodes(sheet)) >= 3
