"""``pos-member receipt``: receipts as text, as a picture, or as the printer's own bytes.

A stored one, or a shop's layout looked at before a sale prints by it. What is shown is always what
a printer would put on paper for the very bytes that it would get.
"""

import argparse
import shutil
import sys
from pathlib import Path

from devices.drawing import draw_line, page_png, sheet_png
from devices.escpos import PrinterProfile, encode
from devices.escpos_interpreter import interpret, page_text
from devices.layout import Layout
from devices.layouts import builtin_file, builtin_layout, parse_layout
from devices.logo import read_logo
from devices.receipt import COLUMNS_58_MM, COLUMNS_80_MM, Bitmap, lay_out
from devices.receipt_labels import EN, LANGUAGES, ZH
from devices.receipt_samples import sample
from pos_member.cli import DONE
from pos_member.cli.text import INPUT_BYTES_MAX
from pos_member.domain import receipt
from pos_member.domain.errors import Damaged
from pos_member.domain.receipt import Receipt, ReceiptKind

_SHEET_COLUMNS = 4


def run(options: argparse.Namespace) -> int:
    """Show a receipt or a layout, or write the built-in layouts or pictures of them all.

    Raises:
        Damaged: the file is no receipt or no logo; ``layout_unusable``; ``receipt_file`` where none
            is named.
    """
    match options.file:
        case "layouts":
            return _write_layouts(_folder(options))
        case "samples":
            return _write_samples(_folder(options), _logo_of(options))
        case "preview":
            return _preview(options)
    stored = receipt.from_json(_text(_read(options.file)))
    return _show(options, stored, builtin_layout(stored.kind), options.format or "text")


def printed(
    stored: Receipt, columns: int, language: str, layout: Layout, logo: Bitmap | None = None
) -> bytes:
    """Return the bytes that print ``stored`` on a printer that has all that it takes."""
    lines = lay_out(stored, columns, EN if language == "en" else ZH, layout, logo)
    return encode(lines, PrinterProfile(columns=columns), draw_line)


def _preview(options: argparse.Namespace) -> int:
    if options.layout is None:
        raise Damaged("receipt_file")
    layout = _layout(options.layout)
    named = options.kind or Path(options.layout).stem
    kind = ReceiptKind(named) if named in tuple(ReceiptKind) else ReceiptKind.SALE
    stored = sample(kind, options.language)
    if options.receipt:
        stored = receipt.from_json(_text(_read(options.receipt)))
    return _show(options, stored.as_copy() if options.copy else stored, layout, "png")


def _layout(file: str) -> Layout:
    raw = _read(file)
    try:
        return parse_layout(raw)
    except Damaged as wrong:
        raise Damaged("layout_unusable", file=file, **wrong.values) from wrong


def _show(options: argparse.Namespace, stored: Receipt, layout: Layout, form: str) -> int:
    columns = options.columns
    sent = printed(stored, columns, options.language, layout, _logo_of(options)(columns))
    match options.format or form:
        case "escpos":
            made = sent
        case "png":
            made = page_png(interpret(sent, columns))
        case _:
            made = page_text(interpret(sent, columns)).encode() + b"\n"
    if options.out:
        Path(options.out).write_bytes(made)
    else:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    return DONE


def _write_layouts(folder: Path) -> int:
    for kind in ReceiptKind:
        shutil.copyfile(builtin_file(kind), folder / f"{kind}.json")
    return DONE


def _write_samples(folder: Path, logo: "_Logo") -> int:
    """Write each kind on both papers and in both languages, and a sheet of each."""
    for language in LANGUAGES:
        for columns in (COLUMNS_58_MM, COLUMNS_80_MM):
            pages = []
            for kind in ReceiptKind:
                made = sample(kind, language)
                sent = printed(made, columns, language, builtin_layout(kind), logo(columns))
                pages.append(interpret(sent, columns))
                name = f"{kind}-{columns}-{language}.png"
                (folder / name).write_bytes(page_png(pages[-1]))
            sheet = sheet_png(pages, across=_SHEET_COLUMNS)
            (folder / f"receipts-{columns}-{language}.png").write_bytes(sheet)
    return DONE


class _Logo:
    """The logo asked for, on paper of any width."""

    def __init__(self, raw: bytes | None) -> None:
        self._raw = raw

    def __call__(self, columns: int) -> Bitmap | None:
        return None if self._raw is None else read_logo(self._raw, columns)


def _logo_of(options: argparse.Namespace) -> _Logo:
    return _Logo(_read(options.logo) if options.logo else None)


def _folder(options: argparse.Namespace) -> Path:
    if not options.out:
        raise Damaged("receipt_file")
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _read(file: str) -> bytes:
    raw = sys.stdin.buffer.read(INPUT_BYTES_MAX + 1) if file == "-" else Path(file).read_bytes()
    if len(raw) > INPUT_BYTES_MAX:
        raise Damaged("file_too_large", file=file)
    return raw


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Damaged("receipt_unreadable") from wrong
