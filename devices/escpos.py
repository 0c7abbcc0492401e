"""Styled lines to ESC/POS bytes, after Epson's published command reference.

Chinese goes out as GB18030 in kanji mode, or drawn (raster) for printers without the characters.
Lines of plain ASCII are always sent as text, so that a receipt's number can be read in the bytes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from devices.receipt import (
    CODE128_DOTS_PER_MODULE,
    Align,
    Bitmap,
    CodeKind,
    CodeLine,
    ImageLine,
    StyledLine,
    TextLine,
)

INITIALISE = b"\x1b@"
KANJI_ON = b"\x1c&"
KANJI_OFF = b"\x1c."
FEED_AND_CUT = b"\x1dVB\x00"
QR_MODEL_2 = b"\x1d(k\x04\x001A2\x00"
QR_LEVEL_M = b"\x1d(k\x03\x001E1"
QR_PRINT = b"\x1d(k\x03\x001Q0"
STATUS_WHEN_DONE = b"\x1dr\x01"
"""Asks for the paper sensor in turn, so the answer comes when all before it is printed."""

CODE128_HEIGHT_DOTS = 64
_GETA = "〓"
_QR_BYTES_MAX = 2_000
_PULSE_UNIT_MS = 2


class TextMode(StrEnum):
    """How a printer is given anything but ASCII."""

    GB18030 = "gb18030"
    RASTER = "raster"
    CP437 = "cp437"


Draw = Callable[[StyledLine, int], Bitmap]
"""``(line, columns)``: the line as dots over the whole width of the paper."""


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """What one printer can do.

    ``codes_native`` false draws QR and bar codes; ``answers`` false never waits for a status,
    ``confirms`` false not for the end of printing (a printer without GS r costs 10 s otherwise);
    ``code_page`` is the printer's own number for the table that ASCII is printed from.
    """

    columns: int = 48
    text_mode: TextMode = TextMode.GB18030
    codes_native: bool = True
    cuts: bool = True
    answers: bool = True
    confirms: bool = True
    code_page: int = 0
    feed_lines: int = 3
    drawer_pin: int = 0
    drawer_pulse_ms: int = 100

    @property
    def draws(self) -> bool:
        """Tell whether this printer needs anything drawn for it."""
        return self.text_mode is TextMode.RASTER or not self.codes_native


def encode(lines: Iterable[StyledLine], profile: PrinterProfile, draw: Draw | None = None) -> bytes:
    """Return the bytes that print ``lines`` and cut; ``draw`` is needed where the profile draws.

    A character that GB18030 has only in its four-byte part (an emoji) is printed as ``〓``: the
    printers that claim the character set print junk for them.
    """
    assert draw is not None or not profile.draws
    return b"".join(
        (
            INITIALISE,
            b"\x1bt" + bytes((profile.code_page,)),
            KANJI_OFF,
            *(part for line in lines for part in _encode_line(line, profile, draw)),
            b"\x1bd" + bytes((profile.feed_lines,)),
            FEED_AND_CUT if profile.cuts else b"",
        )
    )


def drawer_pulse(profile: PrinterProfile) -> bytes:
    """Return the one command that opens the cash drawer."""
    on = min(255, profile.drawer_pulse_ms // _PULSE_UNIT_MS)
    return b"\x1bp" + bytes((profile.drawer_pin, on, 255))


def _encode_line(line: StyledLine, profile: PrinterProfile, draw: Draw | None) -> Iterator[bytes]:
    if _is_drawn(line, profile):
        assert draw is not None
        yield raster(draw(line, profile.columns))
    elif isinstance(line, TextLine):
        yield _styled_text(line, profile)
    elif isinstance(line, ImageLine):
        yield raster(line.bitmap, Align.CENTRE)
    else:
        yield _align(Align.CENTRE)
        yield _native_qr(line) if line.kind is CodeKind.QR else _native_code128(line.text)


def _is_drawn(line: StyledLine, profile: PrinterProfile) -> bool:
    match line:
        case TextLine(text=text):
            return profile.text_mode is TextMode.RASTER and not text.isascii()
        case CodeLine():
            return not profile.codes_native
        case ImageLine():
            return False


def _styled_text(line: TextLine, profile: PrinterProfile) -> bytes:
    size = (0x10 if line.wide else 0) | (0x01 if line.tall else 0)
    return b"".join(
        (
            _align(line.align),
            b"\x1bE" + bytes((line.bold,)),
            b"\x1d!" + bytes((size,)),
            _text(line.text, profile.text_mode),
            b"\n",
        )
    )


def _text(text: str, mode: TextMode) -> bytes:
    plain = "".join(char if char.isprintable() else " " for char in text)
    if mode is TextMode.CP437:
        return plain.replace("￥", "¥").encode("cp437", "replace")
    coded = "".join(map(_two_bytes_at_most, plain)).encode("gb18030")
    return coded if coded.isascii() else KANJI_ON + coded + KANJI_OFF


def _two_bytes_at_most(char: str) -> str:
    return char if len(char.encode("gb18030")) <= 2 else _GETA  # noqa: PLR2004


def _align(align: Align) -> bytes:
    return b"\x1ba" + bytes((align,))


def _native_qr(line: CodeLine) -> bytes:
    """Store and print a QR code of model 2, level M."""
    content = line.text.encode()[:_QR_BYTES_MAX]
    size = b"\x1d(k\x03\x001C" + bytes((line.dots,))
    store = b"\x1d(k" + (len(content) + 3).to_bytes(2, "little") + b"1P0" + content
    return QR_MODEL_2 + size + QR_LEVEL_M + store + QR_PRINT + b"\n"


def _native_code128(text: str) -> bytes:
    """Print Code128 in set B with its text below; ``{`` is the one character to be doubled."""
    content = b"{B" + text.encode("ascii", "replace").replace(b"{", b"{{")
    assert len(content) <= 255  # noqa: PLR2004
    height = b"\x1dh" + bytes((CODE128_HEIGHT_DOTS,))
    width = b"\x1dw" + bytes((CODE128_DOTS_PER_MODULE,))
    return height + width + b"\x1dH\x02" + b"\x1dkI" + bytes((len(content),)) + content + b"\n"


def raster(bitmap: Bitmap, align: Align = Align.LEFT) -> bytes:
    """Return the command that prints ``bitmap`` dot for dot (GS v 0)."""
    width, rows = bitmap.bytes_per_row.to_bytes(2, "little"), bitmap.rows.to_bytes(2, "little")
    return _align(align) + b"\x1dv0\x00" + width + rows + bitmap.bits
