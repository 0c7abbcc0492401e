"""``pos-member receipt``: a stored receipt as text, as a picture, or as the printer's own bytes."""

import argparse
import sys
from pathlib import Path

from devices.drawing import draw_line, page_png
from devices.escpos import PrinterProfile, encode
from devices.escpos_interpreter import interpret, page_text
from devices.receipt import lay_out
from devices.receipt_labels import EN, ZH
from pos_member.cli import DONE
from pos_member.cli.text import INPUT_BYTES_MAX
from pos_member.domain import receipt
from pos_member.domain.errors import Damaged


def run(options: argparse.Namespace) -> int:
    """Write the receipt in the format asked for.

    Raises:
        Damaged: the file is no receipt.
    """
    stored = receipt.from_json(_read(options.file))
    labels = EN if options.language == "en" else ZH
    lines = lay_out(stored, options.columns, labels)
    printed = encode(lines, PrinterProfile(columns=options.columns), draw_line)
    match options.format:
        case "escpos":
            made = printed
        case "png":
            made = page_png(interpret(printed, options.columns))
        case _:
            made = page_text(interpret(printed, options.columns)).encode() + b"\n"
    if options.out:
        Path(options.out).write_bytes(made)
    else:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    return DONE


def _read(file: str) -> str:
    raw = sys.stdin.buffer.read(INPUT_BYTES_MAX + 1) if file == "-" else Path(file).read_bytes()
    if len(raw) > INPUT_BYTES_MAX:
        raise Damaged("too_large", bytes=len(raw))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Damaged("not_text", file=file) from wrong
