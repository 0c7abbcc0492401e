"""The bytes are those of the printer manufacturer's command reference."""

import pytest

from devices.escpos import (
    Bitmap,
    PrinterProfile,
    TextMode,
    drawer_pulse,
    encode,
    raster,
)
from devices.layouts import builtin_layout
from devices.receipt import Align, CodeKind, CodeLine, TextLine, lay_out
from devices.receipt_labels import EN, ZH

CHINESE = PrinterProfile()
DRAWN = PrinterProfile(text_mode=TextMode.RASTER, codes_native=False)


def draw(line, columns):
    return Bitmap(columns * 12 // 8, 1, b"\xaa" * (columns * 12 // 8))


def test_a_job_begins_with_initialise_and_code_page_and_ends_with_feed_and_cut():
    assert encode([], CHINESE) == b"\x1b@\x1bt\x00\x1c.\x1bd\x03\x1dVB\x00"
    assert encode([], PrinterProfile(cuts=False, code_page=16)).startswith(b"\x1b@\x1bt\x10")
    assert b"\x1dV" not in encode([], PrinterProfile(cuts=False))


def test_chinese_is_gb18030_in_kanji_mode():
    sent = encode([TextLine("护发 ¥5")], CHINESE)
    assert b"\x1c&" + "护发 ".encode("gb18030") in sent
    assert encode([TextLine("护")], CHINESE).count(b"\x1c&") == 1


def test_the_full_width_yen_sign_is_a3a4():
    assert b"\xa3\xa4" + b"5.00" in encode([TextLine("￥5.00")], CHINESE)


def test_plain_ascii_needs_no_kanji_mode():
    assert b"NO: T01-1-000123\n" in encode([TextLine("NO: T01-1-000123")], CHINESE)
    assert b"\x1c&" not in encode([TextLine("NO: T01-1-000123")], CHINESE)


@pytest.mark.parametrize("char", ["😀", "𠮷"])
def test_what_the_printer_has_no_two_bytes_for_is_a_geta_mark(char):
    sent = encode([TextLine(char)], CHINESE)
    assert b"\x1c&" + "〓".encode("gb18030") + b"\x1c." in sent


def test_alignment_weight_and_size():
    line = TextLine("X", Align.CENTRE, bold=True, wide=True, tall=True)
    assert b"\x1ba\x01\x1bE\x01\x1d!\x11X\n" in encode([line], CHINESE)
    assert b"\x1d!\x01X" in encode([TextLine("X", tall=True)], CHINESE)
    assert b"\x1ba\x02\x1bE\x00\x1d!\x00X" in encode([TextLine("X", Align.RIGHT)], CHINESE)


def test_a_qr_is_stored_and_printed_by_the_printer():
    sent = encode([CodeLine(CodeKind.QR, "T01")], CHINESE)
    assert (
        b"\x1d(k\x04\x00\x31\x41\x32\x00"
        b"\x1d(k\x03\x00\x31\x43\x06"
        b"\x1d(k\x03\x00\x31\x45\x31"
        b"\x1d(k\x06\x00\x31\x50\x30T01"
        b"\x1d(k\x03\x00\x31\x51\x30"
    ) in sent


def test_a_long_qr_tells_its_length_in_two_bytes():
    sent = encode([CodeLine(CodeKind.QR, "x" * 300)], CHINESE)
    assert b"\x1d(k" + (303).to_bytes(2, "little") + b"1P0" + b"x" * 300 in sent


def test_a_bar_code_is_code128_in_set_b_with_its_text_below():
    sent = encode([CodeLine(CodeKind.CODE128, "T{1")], CHINESE)
    assert b"\x1dh\x40\x1dw\x02\x1dH\x02\x1dk\x49\x06{BT{{1" in sent


def test_a_raster_names_its_size_little_endian():
    sent = raster(Bitmap(2, 300, bytes(600)))
    assert sent == b"\x1ba\x00\x1dv0\x00\x02\x00\x2c\x01" + bytes(600)


def test_the_drawer_pulse_counts_in_two_milliseconds():
    assert drawer_pulse(CHINESE) == b"\x1bp\x00\x32\xff"
    assert drawer_pulse(PrinterProfile(drawer_pin=1, drawer_pulse_ms=9000)) == b"\x1bp\x01\xff\xff"


def test_a_printer_without_the_characters_gets_them_drawn_and_ascii_as_text():
    sent = encode([TextLine("护发"), TextLine("NO: 1"), CodeLine(CodeKind.QR, "1")], DRAWN, draw)
    assert sent.count(b"\x1dv0\x00") == 2
    assert b"NO: 1\n" in sent
    assert b"\x1c&" not in sent


def test_a_western_printer_gets_its_code_page_and_question_marks():
    profile = PrinterProfile(text_mode=TextMode.CP437)
    assert b"Caf\x82 \x9d5 ?\n" in encode([TextLine("Café ￥5 护")], profile)


def test_a_hostile_line_carries_no_command():
    sent = encode([TextLine("\x1bp\x00\x19\xfa")], CHINESE)
    assert b"\x1bp" not in sent
    assert b"  \n" in encode([TextLine("\ud800\x85")], CHINESE)


@pytest.mark.parametrize("profile", [CHINESE, DRAWN])
@pytest.mark.parametrize("labels", [ZH, EN])
def test_a_receipt_never_carries_a_drawer_pulse(sale, profile, labels):
    assert b"\x1bp" not in encode(
        lay_out(sale, 48, labels, builtin_layout(sale.kind)), profile, draw
    )


def test_the_number_can_be_read_in_the_bytes_of_either_printer(sale):
    for profile in (CHINESE, DRAWN):
        sent = encode(lay_out(sale, profile.columns, ZH, builtin_layout(sale.kind)), profile, draw)
        assert b"NO: T01-1-000123\n" in sent
        assert b"OP: 8F3K-Q2M9\n" in sent
