"""Every code on every sheet is read back by a decoder that knows nothing of how it was drawn."""

import io
import re

import zxingcpp
from PIL import Image

from devices.card_sheets import CARDS_PER_SHEET, SHEET_DOTS, CardText, write_pdf, write_pngs
from pos_member.domain import code_texts

CARDS = [
    CardText(
        "林女士" if number % 2 else "",
        code_texts.card_number(f"{number:011}"),
        code_texts.member_code_text(bytes((number, *range(9))), 3, bytes((number, *range(63)))),
    )
    for number in range(CARDS_PER_SHEET + 2)
]
WANTED = [
    {text for card in part for text in (card.code, "M" + card.number)}
    for part in (CARDS[:CARDS_PER_SHEET], CARDS[CARDS_PER_SHEET:])
]


def read(sheet: Image.Image) -> set[str]:
    assert sheet.size == SHEET_DOTS
    return {found.text for found in zxingcpp.read_barcodes(sheet)}


def test_all_codes_of_the_png_sheets_are_read_back(tmp_path):
    sheets = [Image.open(path) for path in write_pngs(tmp_path, "锦绣美发", CARDS)]
    assert [read(sheet) for sheet in sheets] == WANTED


def test_all_codes_of_the_pdf_are_read_back_from_its_pages(tmp_path):
    for _ in range(2):
        content = write_pdf(tmp_path, "锦绣美发", CARDS).read_bytes()
    pages = re.findall(rb"/DCTDecode.*?stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    assert re.findall(rb"/Count (\d+)", content)[-1] == b"2"
    assert [read(Image.open(io.BytesIO(page))) for page in pages] == WANTED


def test_a_sheet_is_a4_on_paper(tmp_path):
    content = write_pdf(tmp_path, "shop", CARDS[:1]).read_bytes()
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", content)
    assert box is not None
    assert [round(float(side) * 25.4 / 72) for side in box.groups()] == [210, 297]


def test_no_card_makes_no_sheet(tmp_path):
    assert write_pngs(tmp_path, "shop", []) == []
