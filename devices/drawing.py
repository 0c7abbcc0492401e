"""Draws receipts: lines as dots for printers without the characters, and whole pages as pictures.

Text is set in the cells of a receipt printer (12 x 24 dots), each character fitted into its own,
so that columns stand under each other whatever the font. Import it late: it brings Pillow, segno
and python-barcode.
"""

import io
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import barcode
import segno
from PIL import Image, ImageDraw, ImageFont

import resources
from devices.escpos import CODE128_HEIGHT_DOTS
from devices.escpos_interpreter import (
    Cut,
    Page,
    Printed,
    PrintedCode,
    PrintedImage,
    PrintedText,
    Style,
    cells_of,
)
from devices.receipt import (
    CODE128_DOTS_PER_MODULE,
    DOTS_PER_COLUMN,
    Align,
    Bitmap,
    CodeKind,
    ImageLine,
    StyledLine,
    TextLine,
)

CELL_HEIGHT_DOTS = 24
LINE_GAP_DOTS = 6
QUIET_MODULES = 4
MARGIN_DOTS = 24
_FONT_SIZE = 21
_BASELINE = 0.79
"""Of the cell's height: leaves the descenders of Latin letters their room."""
_WHITE, _BLACK, _DESK = 255, 0, 190
_INK = 128
"""Grey below this becomes a dot."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Picture = Image.Image


@lru_cache(maxsize=4)
def receipt_font(size: int) -> Font:
    """Return the bundled Chinese font, or Pillow's own Latin one where none is bundled."""
    folder = Path(next(iter(resources.__path__))) / "fonts"
    found = sorted(folder.glob("NotoSansSC*.[to]tf"))
    return ImageFont.truetype(found[0], size) if found else ImageFont.load_default(size)


def draw_line(line: StyledLine, columns: int) -> Bitmap:
    """Return ``line`` as dots over the whole width of the paper: the ``Draw`` of the encoder."""
    width = columns * DOTS_PER_COLUMN
    if isinstance(line, TextLine):
        style = Style(line.align, line.bold, 1 + line.wide, 1 + line.tall)
        return bitmap_of(_text_picture(PrintedText(((line.text, style),)), width))
    if isinstance(line, ImageLine):
        return line.bitmap
    if line.kind is CodeKind.QR:
        return bitmap_of(_placed(qr_picture(line.text, line.dots), Align.CENTRE, width))
    drawn = code128_picture(line.text, CODE128_DOTS_PER_MODULE, CODE128_HEIGHT_DOTS)
    return bitmap_of(_placed(drawn, Align.CENTRE, width))


def page_picture(page: Page) -> Picture:
    """Return the paper that the interpreter saw, black on white."""
    width = page.columns * DOTS_PER_COLUMN
    strips = [_strip(item, width) for item in page.items]
    height = sum(strip.height for strip in strips) + 2 * MARGIN_DOTS
    paper = Image.new("L", (width + 2 * MARGIN_DOTS, height), _WHITE)
    top = MARGIN_DOTS
    for strip in strips:
        paper.paste(strip, (MARGIN_DOTS, top))
        top += strip.height
    return paper


def page_png(page: Page) -> bytes:
    """Return ``page_picture`` as a PNG file."""
    return png(page_picture(page))


def sheet_png(pages: Sequence[Page], *, across: int) -> bytes:
    """Return ``pages`` beside each other on grey, ``across`` in a row, as a PNG file."""
    pictures = [page_picture(page) for page in pages]
    rows = [pictures[at : at + across] for at in range(0, len(pictures), across)]
    width = max(sum(each.width + MARGIN_DOTS for each in row) for row in rows) + MARGIN_DOTS
    heights = [max(each.height for each in row) + MARGIN_DOTS for row in rows]
    sheet = Image.new("L", (width, sum(heights) + MARGIN_DOTS), _DESK)
    top = MARGIN_DOTS
    for row, height in zip(rows, heights, strict=True):
        left = MARGIN_DOTS
        for each in row:
            sheet.paste(each, (left, top))
            left += each.width + MARGIN_DOTS
        top += height
    return png(sheet)


def png(picture: Picture) -> bytes:
    """Return ``picture`` as a PNG file."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def qr_picture(text: str, dots_per_module: int) -> Picture:
    """Return a QR code of level M with its quiet zone."""
    matrix = segno.make(text, micro=False, error="m", boost_error=False).matrix
    side = len(matrix) + 2 * QUIET_MODULES
    small = Image.new("L", (side, side), _WHITE)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                small.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), _BLACK)
    size = side * dots_per_module
    return small.resize((size, size), Image.Resampling.NEAREST)


def code128_picture(text: str, dots_per_module: int, height_dots: int) -> Picture:
    """Return a Code128 with its quiet zones and its text below."""
    modules = "0" * 10 + barcode.Code128(text).build()[0] + "0" * 10
    strip = Image.new("L", (len(modules), 1), _WHITE)
    for x, module in enumerate(modules):
        if module == "1":
            strip.putpixel((x, 0), _BLACK)
    width = len(modules) * dots_per_module
    picture = Image.new("L", (width, height_dots + CELL_HEIGHT_DOTS + LINE_GAP_DOTS), _WHITE)
    picture.paste(strip.resize((width, height_dots), Image.Resampling.NEAREST), (0, 0))
    words = _text_picture(PrintedText(((text, Style(Align.CENTRE)),)), width)
    picture.paste(words, (0, height_dots))
    return picture


def _strip(item: Printed, width: int) -> Picture:
    match item:
        case PrintedText():
            return _text_picture(item, width)
        case PrintedCode():
            return _placed(_code_picture(item), item.align, width)
        case PrintedImage(bitmap, align):
            return _placed(_unpacked(bitmap), align, width)
        case Cut():
            return _cut_mark(width)
    return Image.new("L", (width, 0), _WHITE)


def _code_picture(code: PrintedCode) -> Picture:
    if code.kind is CodeKind.QR:
        return qr_picture(code.text, code.dots_per_module)
    return code128_picture(code.text, code.dots_per_module, code.height_dots)


def _cut_mark(width: int) -> Picture:
    picture = Image.new("L", (width, CELL_HEIGHT_DOTS), _WHITE)
    draw = ImageDraw.Draw(picture)
    for left in range(0, width, 16):
        draw.line((left, CELL_HEIGHT_DOTS // 2, left + 8, CELL_HEIGHT_DOTS // 2), fill=_INK)
    return picture


def _text_picture(line: PrintedText, width: int) -> Picture:
    tall = max((style.tall for _, style in line.runs), default=1)
    picture = Image.new("L", (width, CELL_HEIGHT_DOTS * tall + LINE_GAP_DOTS), _WHITE)
    cells = [(char, style) for text, style in line.runs for char in text]
    taken = sum(cells_of(char) * style.wide for char, style in cells) * DOTS_PER_COLUMN
    left = _left_edge(line.align, width, taken)
    for char, style in cells:
        glyph = _glyph(char, style.bold, style.wide, style.tall)
        picture.paste(glyph, (left, CELL_HEIGHT_DOTS * (tall - style.tall)))
        left += cells_of(char) * style.wide * DOTS_PER_COLUMN
    return picture


def _left_edge(align: Align, width: int, taken: int) -> int:
    return {Align.LEFT: 0, Align.CENTRE: (width - taken) // 2, Align.RIGHT: width - taken}[align]


@lru_cache(maxsize=4096)
def _glyph(char: str, bold: bool, wide: int, tall: int) -> Picture:  # noqa: FBT001
    """Draw one character at its final size and squeeze it, where it must, into its cells."""
    cell = (cells_of(char) * wide * DOTS_PER_COLUMN, tall * CELL_HEIGHT_DOTS)
    if not char.isprintable() or unicodedata.category(char).startswith("Z"):
        return Image.new("L", cell, _WHITE)
    font = receipt_font(_FONT_SIZE * tall)
    natural = max(1, round(font.getlength(char)))
    drawn = Image.new("L", (natural, cell[1]), _WHITE)
    at = (natural / 2, cell[1] * _BASELINE)
    ImageDraw.Draw(drawn).text(
        at, char, fill=_BLACK, font=font, anchor="ms", stroke_width=0.6 * tall if bold else 0
    )
    room = cell[0]
    fitted = round(natural * wide / tall)
    if fitted > room or fitted != natural:
        drawn = drawn.resize((min(fitted, room), cell[1]), Image.Resampling.LANCZOS)
    whole = Image.new("L", cell, _WHITE)
    whole.paste(drawn, ((room - drawn.width) // 2, 0))
    return whole


def _placed(picture: Picture, align: Align, width: int) -> Picture:
    if picture.width == width:
        return picture
    whole = Image.new("L", (width, picture.height), _WHITE)
    whole.paste(picture, (_left_edge(align, width, picture.width), 0))
    return whole


def bitmap_of(picture: Picture) -> Bitmap:
    """Pack a picture whose width is a multiple of eight; black is a set bit."""
    inked: Callable[[int], int] = lambda grey: 255 if grey < _INK else 0  # noqa: E731
    dots = picture.point(inked).convert("1")
    return Bitmap(picture.width // 8, picture.height, dots.tobytes())


def _unpacked(bitmap: Bitmap) -> Picture:
    size = (bitmap.bytes_per_row * 8, bitmap.rows)
    if not bitmap.bits:
        return Image.new("L", (max(1, size[0]), size[1]), _WHITE)
    return Image.frombytes("1", size, bytes(code ^ 0xFF for code in bitmap.bits)).convert("L")
