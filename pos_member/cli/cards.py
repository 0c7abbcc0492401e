"""``pos-member cards``: member cards as sheets to print and cut."""

import argparse
from pathlib import Path

from devices.card_sheets import CardText, write_pdf, write_pngs
from pos_member.cli.text import read_json
from pos_member.domain.check_digits import luhn_holds
from pos_member.domain.codes import CARD_DIGITS, MEMBER_PREFIX
from pos_member.domain.shape import Shape, damaged

DONE = 0
CARDS_MAX = 10_000


def run(options: argparse.Namespace) -> int:
    """Write the sheets and print where they are.

    Raises:
        Damaged: ``shape`` with the path; ``file_not_json``.
    """
    shape = Shape(read_json(options.file))
    shape.only("shop", "cards")
    shop = shape.text("shop")
    cards = shape.parts("cards", _card, most=CARDS_MAX)
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    if options.format == "png":
        written = write_pngs(folder, shop, cards)
    else:
        written = [write_pdf(folder, shop, cards)] if cards else []
    for path in written:
        print(path)
    return DONE


def _card(shape: Shape) -> CardText:
    shape.only("name", "number", "code")
    number = shape.text("number")
    if not (len(number) == CARD_DIGITS and number.isascii() and number.isdigit()):
        raise damaged(shape.at("number"), f"must be {CARD_DIGITS} digits")
    if not luhn_holds(number):
        raise damaged(shape.at("number"), "its check digit is wrong")
    code = shape.text("code")
    if not code.startswith(MEMBER_PREFIX):
        raise damaged(shape.at("code"), "must be a member code")
    return CardText(
        shape.text("name") if shape.has("name") and shape.raw("name") else "", number, code
    )
