"""Member cards as sheets of A4, ten to a sheet, as PDF or PNG. Import it late: it brings Pillow.

The PDF is made of the same pictures as the PNG files, one page at a time, so that a thousand cards
take no more memory than ten.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from devices.drawing import Picture
from devices.labels import DOTS_PER_INCH, HEIGHT_DOTS, WIDTH_DOTS, member_card

SHEET_DOTS = (2480, 3508)
ACROSS, DOWN = 2, 5
CARDS_PER_SHEET = ACROSS * DOWN
_GAP_DOTS = 48
_MARK_DOTS = 30
_JPEG_QUALITY = 95


@dataclass(frozen=True, slots=True)
class CardText:
    """What stands on one card: the name as it may be seen, the number, the signed member code."""

    name: str
    number: str
    code: str


def write_pdf(folder: Path, shop: str, cards: Sequence[CardText]) -> Path:
    """Write all sheets into ``cards.pdf`` and return it; one that is there is replaced."""
    path = folder / "cards.pdf"
    path.unlink(missing_ok=True)
    for number, sheet in enumerate(_sheets(shop, cards)):
        sheet.save(path, "PDF", resolution=DOTS_PER_INCH, quality=_JPEG_QUALITY, append=number > 0)
    return path


def write_pngs(folder: Path, shop: str, cards: Sequence[CardText]) -> list[Path]:
    """Write each sheet into a file of its own and return the files in order."""
    paths = []
    for number, sheet in enumerate(_sheets(shop, cards), 1):
        path = folder / f"cards-{number:03}.png"
        sheet.save(path, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
        paths.append(path)
    return paths


def _sheets(shop: str, cards: Sequence[CardText]) -> Iterator[Picture]:
    for at in range(0, len(cards), CARDS_PER_SHEET):
        sheet = Image.new("L", SHEET_DOTS, 255)
        for place, card in enumerate(cards[at : at + CARDS_PER_SHEET]):
            left, top = _corner(place)
            sheet.paste(member_card(shop, card.name, card.number, card.code), (left, top))
            _mark(ImageDraw.Draw(sheet), left, top)
        yield sheet


def _corner(place: int) -> tuple[int, int]:
    row, column = divmod(place, ACROSS)
    left = (SHEET_DOTS[0] - ACROSS * WIDTH_DOTS - (ACROSS - 1) * _GAP_DOTS) // 2
    top = (SHEET_DOTS[1] - DOWN * HEIGHT_DOTS - (DOWN - 1) * _GAP_DOTS) // 2
    return left + column * (WIDTH_DOTS + _GAP_DOTS), top + row * (HEIGHT_DOTS + _GAP_DOTS)


def _mark(draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    """Mark the four corners of a card outside of it, for whoever cuts."""
    for x, outward in ((left, -1), (left + WIDTH_DOTS, 1)):
        for y, upward in ((top, -1), (top + HEIGHT_DOTS, 1)):
            draw.line((x, y, x + outward * _MARK_DOTS // 2, y), fill=128)
            draw.line((x, y, x, y + upward * _MARK_DOTS // 2), fill=128)
