"""A shop's logo as the dots of a receipt printer: fitted to the paper, grey made of black dots.

Import it late: it brings Pillow.
"""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from devices.drawing import bitmap_of
from devices.receipt import DOTS_PER_COLUMN, Bitmap
from pos_member.domain.errors import Damaged

WIDTH_DOTS_MAX = 384
"""A logo is no wider than narrow paper: it takes seconds on a slow line."""
HEIGHT_DOTS_MAX = 200
PIXELS_MAX = 16_000_000
_PICTURES = ("PNG", "JPEG", "BMP", "GIF")
_WHITE = 255


def read_logo(raw: bytes, columns: int) -> Bitmap:
    """Return the picture in ``raw`` in dots for paper of ``columns``, never larger than it is.

    Raises:
        Damaged: ``shape``: it is no picture, or a huge one.
    """
    grey = _grey(raw)
    most = (min(columns * DOTS_PER_COLUMN, WIDTH_DOTS_MAX), HEIGHT_DOTS_MAX)
    grey.thumbnail(most, Image.Resampling.LANCZOS)
    dithered = ImageOps.autocontrast(grey, cutoff=1).convert("1")
    width = -(-dithered.width // 8) * 8
    whole = Image.new("L", (width, dithered.height), _WHITE)
    whole.paste(dithered, ((width - dithered.width) // 2, 0))
    return bitmap_of(whole)


def _grey(raw: bytes) -> Image.Image:
    """Return the picture in grey, on white where it is transparent."""
    try:
        picture = Image.open(io.BytesIO(raw), formats=_PICTURES)
        if picture.width * picture.height > PIXELS_MAX:
            raise Damaged("shape", path="(file)", why=f"has more than {PIXELS_MAX} pixels")
        shown = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as wrong:
        raise Damaged("shape", path="(file)", why=f"is no picture: {wrong}") from wrong
    paper = Image.new("RGBA", shown.size, "white")
    return Image.alpha_composite(paper, shown).convert("L")
