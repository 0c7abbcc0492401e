"""A logo becomes dots that fit the paper; what is none is refused in words."""

import pytest

from devices.escpos import encode
from devices.escpos_interpreter import PrintedImage, interpret
from devices.logo import HEIGHT_DOTS_MAX, WIDTH_DOTS_MAX, read_logo
from devices.printer import PrinterProfile
from devices.receipt import Align, ImageLine
from pos_member.domain.errors import Damaged
from tests.support.pictures import picture_file


def black(bitmap):
    return sum(byte.bit_count() for byte in bitmap.bits)


@pytest.mark.parametrize(("columns", "size"), [(32, (3_000, 400)), (48, (200, 3_000))])
def test_a_large_picture_is_fitted_to_the_paper(columns, size):
    logo = read_logo(picture_file(*size), columns)
    assert logo.bytes_per_row * 8 <= min(columns * 12, WIDTH_DOTS_MAX)
    assert logo.rows <= HEIGHT_DOTS_MAX


def test_a_small_picture_stays_as_it_is():
    logo = read_logo(picture_file(50, 30), 32)
    assert (logo.bytes_per_row, logo.rows) == (7, 30)


def test_grey_is_made_of_black_dots():
    logo = read_logo(picture_file(160, 160, kind="JPEG"), 48)
    assert 0.4 < black(logo) / (160 * 160) < 0.6


def test_what_is_transparent_stays_white():
    assert black(read_logo(picture_file(64, 64, clear=True), 48)) == 0


@pytest.mark.parametrize(
    "raw", [b"", b"GIF89a", b"<svg/>", picture_file(80, 80)[:60], picture_file(5_000, 4_000)]
)
def test_what_is_no_logo_is_refused(raw):
    with pytest.raises(Damaged) as refused:
        read_logo(raw, 48)
    assert refused.value.values["path"] == "(file)"


def test_it_is_printed_centred_dot_for_dot():
    logo = read_logo(picture_file(64, 20), 48)
    [image] = [
        item
        for item in interpret(encode([ImageLine(logo)], PrinterProfile()), 48).items
        if isinstance(item, PrintedImage)
    ]
    assert image == PrintedImage(logo, Align.CENTRE)
