"""A member card as a picture: the shop's name, the QR with the signed code, the bar code.

The size is a bank card's (ISO/IEC 7810 ID-1, 85.6 x 54 mm) at 300 dots an inch. Import it late, as
it brings Pillow.
"""

from PIL import Image, ImageDraw

from devices.drawing import Picture, code128_picture, png, qr_picture, receipt_font
from pos_member.domain.code_texts import card_barcode_text, card_shown

WIDTH_DOTS, HEIGHT_DOTS = 1011, 638
DOTS_PER_INCH = 300
_EDGE = 48
_QR_DOTS_MOST = 8
_BAR_DOTS = 3
_BAR_HEIGHT = 110


def member_card_png(shop: str, name: str, number: str, member_code: str) -> bytes:
    """Return the card of ``member_card`` as PNG."""
    return png(member_card(shop, name, number, member_code))


def member_card(shop: str, name: str, number: str, member_code: str) -> Picture:
    """Return the card; ``name`` is printed as given, so hand in what may be seen.

    Args:
        shop: stands at the top.
        name: the holder's, masked or empty as the shop wishes.
        number: the twelve digits of the card, for the bar code.
        member_code: the text of the signed member QR.
    """
    card = Image.new("L", (WIDTH_DOTS, HEIGHT_DOTS), 255)
    draw = ImageDraw.Draw(card)
    qr = qr_picture(member_code, _QR_DOTS_MOST)
    qr_left = WIDTH_DOTS - _EDGE // 2 - qr.width
    card.paste(qr, (qr_left, _EDGE // 2))
    room = qr_left - _EDGE
    _write(draw, shop, top=_EDGE, size=52, room=room)
    _write(draw, name, top=_EDGE + 96, size=40, room=room)
    _write(draw, card_shown(number), top=_EDGE + 170, size=40, room=room)
    bars = code128_picture(card_barcode_text(number), _BAR_DOTS, _BAR_HEIGHT)
    card.paste(bars, ((WIDTH_DOTS - bars.width) // 2, HEIGHT_DOTS - bars.height - _EDGE // 2))
    return card


def _write(draw: ImageDraw.ImageDraw, text: str, *, top: int, size: int, room: int) -> None:
    """Write ``text`` as large as ``size`` and as small as ``room`` asks for."""
    font = receipt_font(size)
    length = font.getlength(text)
    if length > room:
        font = receipt_font(max(12, int(size * room / length)))
    draw.text((_EDGE, top), text, fill=0, font=font)
