"""A member card can be read by a scanner and by a person."""

import io

import zxingcpp
from PIL import Image

from devices.labels import HEIGHT_DOTS, WIDTH_DOTS, member_card_png
from pos_member.domain import code_texts

NUMBER = code_texts.card_number("12345678901")
CODE = code_texts.member_code_text(bytes(range(10)), 3, bytes(range(64)))


def read(shop: str, name: str) -> set[str]:
    card = Image.open(io.BytesIO(member_card_png(shop, name, NUMBER, CODE)))
    assert card.size == (WIDTH_DOTS, HEIGHT_DOTS)
    return {found.text for found in zxingcpp.read_barcodes(card)}


def test_both_codes_are_read_back():
    assert read("锦绣美发", "林女士") == {CODE, code_texts.card_barcode_text(NUMBER)}


def test_a_long_name_covers_no_code():
    assert read("锦绣年华美容美发" * 6, "A very long name indeed " * 5) == {CODE, "M" + NUMBER}


def test_a_card_without_a_name_is_a_card():
    assert read("", "") == {CODE, "M" + NUMBER}
