"""The layouts that a till prints by: the shop's own from its folder, else the ones that come along.

A file is looked at for each receipt, so that a change counts from the next one on. One that does
not read is told once for each change and the built-in layout takes its place: nothing that stands
in a layout ever stops a receipt.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import resources
from devices.layout import Layout
from devices.layout_reader import read_layout
from devices.receipt import Bitmap
from pos_member.domain.errors import Damaged
from pos_member.domain.receipt import ReceiptKind

FOLDER = "receipts"
LOGO = "logo.png"
LAYOUT_BYTES_MAX = 256 * 1024
LOGO_BYTES_MAX = 4 * 1024 * 1024

Tell = Callable[[str, dict[str, str]], None]
"""``(code, values)`` of something to tell a person."""
ReadLogo = Callable[[bytes, int], Bitmap]
"""``(file's content, columns)``: the logo in dots; raises ``Damaged``."""

_Stamp = tuple[int, int]


def builtin_file(kind: ReceiptKind) -> Path:
    """Return the file of the layout that comes with the product."""
    return Path(next(iter(resources.__path__))) / "receipts" / f"{kind}.json"


@lru_cache(maxsize=len(ReceiptKind))
def builtin_layout(kind: ReceiptKind) -> Layout:
    """Return the layout that comes with the product."""
    return parse_layout(builtin_file(kind).read_bytes())


def parse_layout(raw: bytes) -> Layout:
    """Read a layout's file.

    Raises:
        Damaged: ``shape`` with path and reason, also where it is no JSON.
    """
    if len(raw) > LAYOUT_BYTES_MAX:
        raise Damaged("shape", path="(file)", why=f"must be at most {LAYOUT_BYTES_MAX} bytes")
    try:
        document = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise Damaged("shape", path="(file)", why=f"is no JSON: {wrong}") from wrong
    return read_layout(document)


@dataclass(slots=True)
class _Kept:
    """What was made of a file as it was at ``stamp``."""

    stamp: _Stamp | None = None
    made: dict[int, object] = field(default_factory=dict)
    failed: bool = False


def _tell_nobody(_code: str, _values: dict[str, str]) -> None:
    """Tell nobody."""


class Layouts:
    """The layouts and the logo of one till; asked from the thread that prints and others.

    Args:
        folder: where the shop's own files are, ``sale.json`` and so on and ``logo.png``; None for
            none.
        read_logo: makes dots of a picture (``devices.logo.read_logo``); None for no logos.
        tell: hears ``layout_unusable`` with ``file``, ``path`` and ``why``.
    """

    def __init__(
        self,
        folder: Path | None = None,
        read_logo: ReadLogo | None = None,
        tell: Tell = _tell_nobody,
    ) -> None:
        self._folder = folder
        self._read_logo = read_logo
        self._tell = tell
        self._kept: dict[str, _Kept] = {}
        self._reading = threading.Lock()

    def layout(self, kind: ReceiptKind) -> Layout:
        """Return the shop's layout of ``kind`` as it is now, else the built-in one."""
        found = self._made(f"{kind}.json", 0, LAYOUT_BYTES_MAX, parse_layout)
        return found if isinstance(found, Layout) else builtin_layout(kind)

    def logo(self, columns: int) -> Bitmap | None:
        """Return the shop's logo for paper of ``columns``, if there is one that can be read."""
        read = self._read_logo
        if read is None:
            return None
        found = self._made(LOGO, columns, LOGO_BYTES_MAX, lambda raw: read(raw, columns))
        return found if isinstance(found, Bitmap) else None

    def stamp(self) -> tuple[tuple[str, _Stamp], ...]:
        """Return what tells whether any of the files has changed."""
        names = (*(f"{kind}.json" for kind in ReceiptKind), LOGO)
        stamps = ((name, self._stamp(name)) for name in names)
        return tuple((name, stamp) for name, stamp in stamps if stamp is not None)

    def _stamp(self, name: str) -> _Stamp | None:
        if self._folder is None:
            return None
        try:
            found = (self._folder / name).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _made(
        self, name: str, key: int, most: int, make: Callable[[bytes], object]
    ) -> object | None:
        stamp = self._stamp(name)
        if stamp is None or self._folder is None:
            return None
        with self._reading:
            kept = self._kept.setdefault(name, _Kept())
            if kept.stamp != stamp:
                kept.stamp, kept.made, kept.failed = stamp, {}, False
            if key not in kept.made and not kept.failed:
                try:
                    kept.made[key] = make(_content(self._folder / name, most))
                except Damaged as wrong:
                    kept.failed = True
                    self._tell("layout_unusable", {"file": name, **_said(wrong)})
            return kept.made.get(key)


def _content(path: Path, most: int) -> bytes:
    """Return what a file holds, at most a byte more than ``most``.

    Raises:
        Damaged: ``shape``: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as failed:
        why = failed.strerror or "cannot be read"
        raise Damaged("shape", path="(file)", why=why) from failed


def _said(wrong: Damaged) -> dict[str, str]:
    return {name: str(wrong.values.get(name, "")) for name in ("path", "why")}
