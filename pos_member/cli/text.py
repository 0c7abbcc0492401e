"""Reading what a command is given and writing what it answers."""

import json
import sys
from pathlib import Path

from pos_member.domain.errors import Damaged

INPUT_BYTES_MAX = 16 * 1024 * 1024


def read_json(file: str) -> object:
    """Return the JSON value in ``file`` (``-``: standard input).

    Raises:
        Damaged: not UTF-8 JSON, or larger than 16 MiB.
    """
    raw = sys.stdin.buffer.read(INPUT_BYTES_MAX + 1) if file == "-" else Path(file).read_bytes()
    if len(raw) > INPUT_BYTES_MAX:
        raise Damaged("too_large", bytes=len(raw))
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise Damaged("not_json", file=file, why=str(wrong)) from wrong


def write_json(value: object) -> None:
    """Print ``value`` as indented UTF-8 JSON on standard output."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()
