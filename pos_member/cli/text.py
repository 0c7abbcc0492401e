"""Reading what a command is given and writing what it answers."""

import json
import os
import sys
from pathlib import Path

from pos_member.domain.errors import Damaged, PosError
from pos_member.i18n import explain, format_money, language, set_language, tr

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
INPUT_BYTES_MAX = 16 * 1024 * 1024


def read_json(file: str) -> object:
    """Return the JSON value in ``file`` (``-``: standard input).

    Raises:
        Damaged: ``file_not_json``, or ``file_too_large``: more than 16 MiB.
    """
    raw = sys.stdin.buffer.read(INPUT_BYTES_MAX + 1) if file == "-" else Path(file).read_bytes()
    if len(raw) > INPUT_BYTES_MAX:
        raise Damaged("file_too_large", file=file, bytes=len(raw))
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise Damaged("file_not_json", file=file, why=str(wrong)) from wrong


def write_json(value: object) -> None:
    """Print ``value`` as indented UTF-8 JSON on standard output."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()


def explained(error: PosError) -> str:
    """Return ``error`` in one line: code and values for scripts, then a sentence for people.

    The sentence is in the language of the terminal.
    """
    set_language(_terminal_language())
    details = ", ".join(f"{name}: {value}" for name, value in error.values.items())
    return f"{error.code}{f' ({details})' if details else ''}: {_sentence(error)}"


def in_both(error: PosError) -> dict[str, str]:
    """Return the sentence of ``error`` in Chinese and in English, for a document."""
    before, said = language(), {}
    for name, code in (("zh", "zh_CN"), ("en", "en")):
        set_language(code)
        said[name] = _sentence(error)
    set_language(before)
    return said


def _sentence(error: PosError) -> str:
    values = {
        name: format_money(int(value)) if name.endswith("_minor") else value
        for name, value in error.values.items()
    }
    try:
        return explain(error.code, **values)
    except KeyError:
        # The text names a value that did not come; the code says which it is.
        return tr("error.unknown", code=error.code)


def _terminal_language() -> str:
    """Return the catalogue for the locale of the terminal."""
    wanted = next((os.environ[name] for name in _LOCALE if os.environ.get(name)), "")
    return "zh_CN" if wanted.startswith("zh") else "en"
