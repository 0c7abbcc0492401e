"""A short day through real parts, an outage and a power cut in it: nothing is lost."""

import json
import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from pos_member.demo.report import close_tills, passed, report, write_receipts
from pos_member.demo.script import Day, Rounds
from pos_member.demo.shop import SampleShop

CODE = re.compile(r"^\[(?:qr|code128): (.*)\]$", re.MULTILINE)
"""A code as the text of a receipt shows it, and what it says."""

PRINTED = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128)
"""All that a receipt carries: a decoder that looks for more finds some in the strokes of a text."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """Play it once; every test looks at another side of it."""
    out = tmp_path_factory.mktemp("day")
    with SampleShop(out, members=200, seed=7, counters=2) as shop:
        rounds = Rounds(morning=8, outage=8, evening=3)
        notes = Day(shop, out / "screens", seed=7, progress=lambda _: None, rounds=rounds).play()
        close_tills(shop)
        made = report(shop, notes, seconds=0)
        write_receipts(shop.counters, out / "receipts")
    return out, made


@pytest.mark.process
def test_a_day_with_an_outage_loses_nothing_and_doubles_nothing(
    played: tuple[Path, dict[str, object]],
) -> None:
    _out, made = played
    details = json.dumps(made, ensure_ascii=False, indent=1, default=str)
    assert (made["lost"], made["doubled"], made["overdrawn"]) == (0, 0, 0), details
    assert passed(made), details


@pytest.mark.process
def test_the_basket_of_a_killed_payment_comes_back(
    played: tuple[Path, dict[str, object]],
) -> None:
    _out, made = played
    assert made["power_cut"] == {
        "killed": "till 01 with a part of a payment taken",
        "basket_came_back": True,
    }


@pytest.mark.process
def test_every_receipt_is_left_as_text_and_as_a_picture(
    played: tuple[Path, dict[str, object]],
) -> None:
    out, made = played
    texts = list((out / "receipts").glob("*.txt"))
    pictures = list((out / "receipts").glob("*.png"))
    receipts = made["receipts"]
    assert isinstance(receipts, dict)
    assert len(texts) >= receipts["printed"] > 0
    assert len(pictures) == len(texts)
    assert all("悦己生活馆" in text.read_text(encoding="utf-8") for text in texts)


@pytest.mark.process
def test_every_code_that_was_printed_is_read_off_the_paper(
    played: tuple[Path, dict[str, object]],
) -> None:
    out, _made = played
    for text in (out / "receipts").glob("*.txt"):
        printed = CODE.findall(text.read_text(encoding="utf-8"))
        with Image.open(text.with_suffix(".png")) as picture:
            read = [code.text for code in zxingcpp.read_barcodes(picture, PRINTED)]
        assert sorted(read) == sorted(printed), text.name
        assert len(printed) == 2


@pytest.mark.process
def test_pictures_of_the_screens_are_left(played: tuple[Path, dict[str, object]]) -> None:
    out, _made = played
    names = {file.stem for file in (out / "screens").glob("*.png")}
    assert {"01_signin", "02_sale", "04_register", "05_topup", "07_offline", "15_unknown"} <= names
