"""The bytes equal the manufacturer's published reference, written here by hand from it.

Source: Seiko Epson, "ESC/POS Command Reference" (the pages that each case names) and the TM-T88III
and TM-T81 programming guides, where the functions of GS ( k stand with their hexadecimal form.
"""

import pytest

from devices.escpos import PrinterProfile, drawer_pulse, encode, raster
from devices.printer_status import ask
from devices.receipt import Bitmap, CodeKind, CodeLine, TextLine

PLAIN = PrinterProfile(cuts=False, feed_lines=0)


def hexed(text):
    return bytes.fromhex(text)


def lines(*given: TextLine | CodeLine, profile=PLAIN):
    return encode(given, profile)


@pytest.mark.parametrize(
    ("page", "expected", "sent"),
    [
        ("ESC @  Initialize printer", "1B 40", lines()),
        ("ESC t n  Select character code table (page 0: PC437)", "1B 74 00", lines()),
        (
            "ESC t n  (page 16: WPC1252)",
            "1B 74 10",
            lines(profile=PrinterProfile(code_page=16)),
        ),
        ("FS .  Cancel Kanji character mode", "1C 2E", lines()),
        ("FS &  Select Kanji character mode", "1C 26 BB E1 1C 2E", lines(TextLine("会"))),
        ("ESC a n  Select justification (0: left)", "1B 61 00", lines(TextLine("x"))),
        ("ESC E n  Turn emphasized mode on", "1B 45 01", lines(TextLine("x", bold=True))),
        ("GS ! n  Character size (bits 4-6 width)", "1D 21 10", lines(TextLine("x", wide=True))),
        ("GS ! n  Character size (bits 0-2 height)", "1D 21 01", lines(TextLine("x", tall=True))),
        ("ESC d n  Print and feed n lines", "1B 64 03", encode([], PrinterProfile())),
        ("GS V m n  Function B: feed, partial cut", "1D 56 42 00", encode([], PrinterProfile())),
        (
            "ESC p m t1 t2  Generate pulse (pin 2; on 100 ms = 50 x 2 ms; off 510 ms)",
            "1B 70 00 32 FF",
            drawer_pulse(PrinterProfile()),
        ),
        (
            "ESC p m t1 t2  (pin 5; on 200 ms)",
            "1B 70 01 64 FF",
            drawer_pulse(PrinterProfile(drawer_pin=1, drawer_pulse_ms=200)),
        ),
        (
            "GS ( k <165> model 2, <167> 6 dots, <169> level M, <180> store, <181> print",
            (
                "1D 28 6B 04 00 31 41 32 00 1D 28 6B 03 00 31 43 06 1D 28 6B 03 00 31 45 31"
                "1D 28 6B 05 00 31 50 30 41 31 1D 28 6B 03 00 31 51 30"
            ),
            lines(CodeLine(CodeKind.QR, "A1")),
        ),
        (
            "GS h, GS w, GS H, GS k m n (m = 73: CODE128, {B = code set B)",
            "1D 68 40 1D 77 02 1D 48 02 1D 6B 49 04 7B 42 41 31",
            lines(CodeLine(CodeKind.CODE128, "A1")),
        ),
        (
            "GS v 0 m xL xH yL yH  Print raster bit image (2 bytes x 3 rows)",
            "1D 76 30 00 02 00 03 00 FF 00 0F F0 AA 55",
            raster(Bitmap(2, 3, bytes.fromhex("FF000FF0AA55"))),
        ),
        ("DLE EOT n  Transmit real-time status (1: printer)", "10 04 01", ask(1)),
        ("DLE EOT n  (2: offline cause)", "10 04 02", ask(2)),
        ("DLE EOT n  (4: roll paper sensor)", "10 04 04", ask(4)),
    ],
    ids=lambda value: value.split("  ")[0] if isinstance(value, str) and "  " in value else "",
)
def test_the_bytes_are_those_of_the_reference(page, expected, sent):
    assert hexed(expected) in sent, page
