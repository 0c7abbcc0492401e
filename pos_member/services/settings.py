"""The till's own settings: devices, looks, wishes of this counter. What a shop decides is synced.

A frozen dataclass read once at start, because a settings library costs more than the first window
may. A damaged file never stops a sale: the last good copy is used, and a warning code says so.
"""

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

FILE_NAME = "settings.json"
GOOD_NAME = "settings.good.json"
_LANGUAGES = ("zh_CN", "en")
_LOOKS = ("light", "dark", "system")
_PAPERS = (58, 80)
_ENCODINGS = ("gb18030", "raster")
_TEXT_MAX = 300


@dataclass(frozen=True, slots=True)
class Settings:
    """What this counter is set to.

    Attributes:
        scanner: serial scanners as ``devices.specs`` writes them, ``;`` between them; empty for a
            keyboard wedge alone.
        reader: serial card readers, written likewise; empty for none.
        display: the serial customer display, written likewise; empty for none.
        printer: ``serial:PORT``, ``tcp:HOST:PORT``, ``usb:FILE``, ``queue:NAME`` or ``file:PATH``,
            with options; empty for none.
        paper_mm: 58 or 80.
        printer_encoding: how Chinese reaches the printer: gb18030 or raster.
        drawer: whether a cash drawer hangs on the printer.
        scale_labels: patterns of the shop's own scale labels, with blanks between them, such as
            ``22IIIIIPPPPPC 21IIIIIWWWWWPPPPPC``; see ``pos_member.domain.scale_labels``.
        lock_after_s: seconds without a touch until the PIN is asked for again, 0 = never.
        cash_tolerance_minor: by how much a counted drawer may differ without a manager.
        approve_by_phone: offline, a manager must allow spending of a member found by phone or name.
    """

    language: str = "zh_CN"
    look: str = "light"
    touch: bool = True
    sounds: bool = True
    scanner: str = ""
    reader: str = ""
    display: str = ""
    printer: str = ""
    paper_mm: int = 80
    printer_encoding: str = "gb18030"
    drawer: bool = True
    scale_labels: str = ""
    lock_after_s: int = 300
    approve_by_phone: bool = True
    cash_tolerance_minor: int = 500


_ALLOWED: dict[str, tuple[object, ...]] = {
    "language": _LANGUAGES,
    "look": _LOOKS,
    "paper_mm": _PAPERS,
    "printer_encoding": _ENCODINGS,
}
_LOCK_MAX_S = 86_400


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, and a code when they are not what the file says.

    ``warning``: empty, ``settings_damaged`` (last good ones in use) or ``settings_lost`` (standard
    ones in use).
    """

    settings: Settings
    warning: str = ""


def load_settings(folder: Path) -> Loaded:
    """Read the settings in ``folder``; never fails, never touches anything but reads."""
    path = folder / FILE_NAME
    if not path.exists() and not (folder / GOOD_NAME).exists():
        return Loaded(Settings())
    found = _read(path)
    if found is not None:
        return Loaded(found)
    good = _read(folder / GOOD_NAME)
    return Loaded(good, "settings_damaged") if good else Loaded(Settings(), "settings_lost")


def save_settings(folder: Path, settings: Settings) -> None:
    """Write ``settings`` and keep them as the last good copy.

    Raises:
        ValueError: a value is not allowed.
    """
    _check(settings)
    text = json.dumps(asdict(settings), ensure_ascii=False, indent=1, sort_keys=True)
    for name in (FILE_NAME, GOOD_NAME):
        aside = folder / (name + ".new")
        with aside.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / name)


def changed(settings: Settings, name: str, value: str) -> Settings:
    """Return ``settings`` with ``name`` set to what ``value`` writes.

    Raises:
        ValueError: no such setting, or not allowed.
    """
    kinds = {item.name: item.type for item in fields(Settings)}
    if name not in kinds:
        raise ValueError(name)
    present = getattr(settings, name)
    read: object = value
    if isinstance(present, bool):
        read = {"true": True, "false": False}.get(value, value)
    elif isinstance(present, int):
        read = int(value)
    made = replace(settings, **{name: read})  # type: ignore[arg-type]
    _check(made)
    return made


def _read(path: Path) -> Settings | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            return None
        known = {item.name for item in fields(Settings)}
        settings = Settings(**{name: value for name, value in found.items() if name in known})
        _check(settings)
    except (OSError, ValueError, RecursionError):
        return None
    return settings


def _check(settings: Settings) -> None:
    standard = Settings()
    for name, value in asdict(settings).items():
        if type(value) is not type(getattr(standard, name)):
            raise ValueError(name)
        if name in _ALLOWED and value not in _ALLOWED[name]:
            raise ValueError(name)
        if isinstance(value, str) and len(value) > _TEXT_MAX:
            raise ValueError(name)
    if not 0 <= settings.lock_after_s <= _LOCK_MAX_S:
        raise ValueError("lock_after_s")
    if settings.cash_tolerance_minor < 0:
        raise ValueError("cash_tolerance_minor")
