"""What is drawn can be read: by an independent decoder, and by eye."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

import resources
from devices import drawing
from devices.drawing import draw_line, page_picture, page_png, qr_picture, receipt_font
from devices.escpos import PrinterProfile, TextMode, encode
from devices.escpos_interpreter import Page, PrintedImage, PrintedText, Style, interpret
from devices.layouts import builtin_layout
from devices.receipt import Align, Bitmap, CodeKind, CodeLine, TextLine, lay_out
from devices.receipt_labels import EN, ZH

NATIVE = PrinterProfile()
DRAWN = PrinterProfile(text_mode=TextMode.RASTER, codes_native=False)


def printed(receipt, columns, labels, profile):
    profile = replace(profile, columns=columns)
    return interpret(
        encode(lay_out(receipt, columns, labels, builtin_layout(receipt.kind)), profile, draw_line),
        columns,
    )


@pytest.mark.parametrize("profile", [NATIVE, DRAWN], ids=["native", "drawn"])
@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_codes_on_a_receipt_are_read_back(sale, english_sale, columns, language, profile):
    receipt, labels = (sale, ZH) if language == "zh" else (english_sale, EN)
    page = printed(receipt, columns, labels, profile)
    found = {(str(code.format), code.text) for code in zxingcpp.read_barcodes(page_picture(page))}
    assert {text for _, text in found} == {receipt.number}
    assert len(found) == 2


def test_a_page_is_a_png_as_wide_as_its_paper(sale):
    page = printed(sale, 48, ZH, NATIVE)
    picture = Image.open(io.BytesIO(page_png(page)))
    assert picture.format == "PNG"
    assert picture.width == 48 * 12 + 2 * drawing.MARGIN_DOTS


def ink(picture: Image.Image) -> int:
    return sum(picture.histogram()[:128])


def test_drawn_text_stands_where_printed_text_stands():
    line = TextLine("剪发" + " " * 20 + "38.00")
    bitmap = draw_line(line, 48)
    assert bitmap.bytes_per_row == 72
    picture = page_picture(Page(48, [PrintedImage(bitmap, Align.LEFT)]))
    native = page_picture(interpret(encode([line], PrinterProfile(feed_lines=0, cuts=False)), 48))
    assert picture.size == native.size
    assert abs(ink(picture) - ink(native)) < 0.1 * ink(native)


@pytest.mark.parametrize(("align", "side"), [(Align.LEFT, 0), (Align.CENTRE, 1), (Align.RIGHT, 2)])
def test_alignment_moves_the_ink(align, side):
    bitmap = draw_line(TextLine("X", align), 30)
    thirds = [0, 0, 0]
    for at, bits in enumerate(bitmap.bits):
        thirds[at % bitmap.bytes_per_row * 3 // bitmap.bytes_per_row] += bits.bit_count()
    assert [bool(third) for third in thirds] == [at == side for at in range(3)]


def test_bold_and_doubled_text_has_more_ink():
    def of(line: TextLine) -> int:
        return sum(bits.bit_count() for bits in draw_line(line, 32).bits)

    assert of(TextLine("X", bold=True)) > of(TextLine("X"))
    assert of(TextLine("X", wide=True, tall=True)) > 2 * of(TextLine("X"))


def test_every_character_of_the_labels_has_a_picture_of_its_own():
    chars = sorted({char for text in ZH.values() for char in text if not char.isspace()})
    missing = draw_line(TextLine("\U0010fffe"), 2).bits
    pictures = {char: draw_line(TextLine(char), 2).bits for char in chars}
    assert len(set(pictures.values())) == len(chars)
    assert missing not in pictures.values()


def test_without_a_bundled_font_latin_is_still_drawn(monkeypatch, tmp_path):
    receipt_font.cache_clear()
    monkeypatch.setattr(resources, "__path__", [str(tmp_path)])
    assert receipt_font(20).getlength("A") > 0
    receipt_font.cache_clear()


def test_an_empty_image_and_a_blank_line_take_no_ink():
    items = [PrintedImage(Bitmap(0, 0, b""), Align.LEFT), PrintedText((("", Style()),))]
    assert ink(page_picture(Page(32, list(items)))) == 0


def test_a_drawer_pulse_leaves_no_paper():
    empty = page_picture(Page(32))
    assert page_picture(interpret(b"\x1bp\x00\x32\xff", 32)).size == empty.size


def test_a_drawn_qr_is_centred_on_the_paper():
    bitmap = draw_line(CodeLine(CodeKind.QR, "T01"), 32)
    assert bitmap.bytes_per_row * 8 == 32 * 12


def test_a_short_code_is_never_a_micro_qr():
    assert qr_picture("1", 1).width == 21 + 8


def test_the_bundled_fonts_carry_their_licence():
    fonts = Path(next(iter(resources.__path__))) / "fonts"
    assert list(fonts.glob("NotoSansSC*.ttf")) and list(fonts.glob("NotoSansSC*OFL*"))
