"""Records read out of the bytes of a broken SQLite file: no schema, no tree, no index is needed.

Every leaf page of the file and of its log is tried, outdated ones too, so the same comes out more
than once, and nonsense with it: whoever asks must know a true record when it sees one. Those of the
journal are known by their hashes. The format is SQLite's, https://www.sqlite.org/fileformat2.html.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Value = int | bytes | str | None
Record = tuple[Value, ...]

_PAGE_SIZES = tuple(2**power for power in range(9, 17))
_USUAL_PAGE = 4_096
_MAGIC = b"SQLite format 3\x00"
_FILE_HEADER, _LOG_HEADER, _FRAME_HEADER = 100, 32, 24
_SALTS = slice(16, 24)
_TABLE_LEAF, _INDEX_LEAF = 0x0D, 0x0A
_VARINT_BYTES, _MORE = 8, 0x80
_PAYLOAD_MAX = 16 * 1024 * 1024
_COLUMNS_MAX = 100
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)
_ZERO, _ONE, _BLOB, _TEXT = 8, 9, 12, 13


@dataclass(frozen=True, slots=True)
class _Page:
    raw: bytes
    first: int
    """Where its header begins: behind the file's own on page 1."""


def records(path: Path) -> Iterator[Record]:
    """Yield every record that can be read from the file at ``path`` and from its log.

    What does not read is passed over. Floats are given as ``None``: there are none of ours.

    Raises:
        OSError: the file cannot be read at all.
    """
    whole = path.read_bytes()
    log = path.with_name(path.name + "-wal")
    size = _page_size(whole)
    pages = dict(enumerate(_pages(whole, size), start=1))
    frames = list(_frames(log.read_bytes(), size)) if log.exists() else []
    newest = pages | dict(frames)
    for number, raw in [*pages.items(), *frames]:
        page = _Page(raw, _FILE_HEADER if number == 1 else 0)
        for payload in _payloads(page, newest):
            record = _record(payload)
            if record is not None:
                yield record


def _page_size(whole: bytes) -> int:
    said = int.from_bytes(whole[16:18], "big")
    said = 65_536 if said == 1 else said
    return said if whole[:16] == _MAGIC and said in _PAGE_SIZES else _USUAL_PAGE


def _pages(whole: bytes, size: int) -> Iterator[bytes]:
    for at in range(0, len(whole) - size + 1, size):
        yield whole[at : at + size]


def _frames(log: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield (page number, page) of every frame up to the last commit, in the log's newest round.

    What was never committed never happened, and no hash would tell.
    """
    step = _FRAME_HEADER + size
    places = range(_LOG_HEADER, len(log) - step + 1, step)
    salts = log[_SALTS]
    if not any(log[at + 8 : at + 16] == salts for at in places):
        salts = log[_LOG_HEADER + 8 : _LOG_HEADER + 16]  # the log's own header is broken
    waiting: list[tuple[int, bytes]] = []
    for at in places:
        if log[at + 8 : at + 16] != salts:
            return
        number = int.from_bytes(log[at : at + 4], "big")
        waiting.append((number, log[at + _FRAME_HEADER : at + step]))
        if any(log[at + 4 : at + 8]):
            yield from waiting
            waiting = []


def _payloads(page: _Page, newest: dict[int, bytes]) -> Iterator[bytes]:
    raw, first = page.raw, page.first
    kind = raw[first]
    if kind not in (_TABLE_LEAF, _INDEX_LEAF):
        return
    cells = int.from_bytes(raw[first + 3 : first + 5], "big")
    for place in range(min(cells, len(raw) // 4)):
        pointer = first + 8 + 2 * place
        at = int.from_bytes(raw[pointer : pointer + 2], "big")
        payload = _payload(raw, at, newest, is_table=kind == _TABLE_LEAF)
        if payload is not None:
            yield payload


def _payload(raw: bytes, at: int, newest: dict[int, bytes], *, is_table: bool) -> bytes | None:
    length, at = _varint(raw, at)
    if is_table:
        _, at = _varint(raw, at)
    if not 0 < length <= _PAYLOAD_MAX:
        return None
    local = _local(length, len(raw), is_table=is_table)
    payload = raw[at : at + local]
    following = int.from_bytes(raw[at + local : at + local + 4], "big") if local < length else 0
    visited: set[int] = set()
    while len(payload) < length:
        page = newest.get(following)
        if page is None or following in visited:
            return None
        visited.add(following)
        following = int.from_bytes(page[:4], "big")
        payload += page[4 : 4 + length - len(payload)]
    return payload


def _local(length: int, size: int, *, is_table: bool) -> int:
    """Return how much of a payload stands on the page itself; the rest is on pages of its own."""
    most = size - 35 if is_table else (size - 12) * 64 // 255 - 23
    if length <= most:
        return length
    least = (size - 12) * 32 // 255 - 23
    wanted = least + (length - least) % (size - 4)
    return wanted if wanted <= most else least


def _record(payload: bytes) -> Record | None:
    header, at = _varint(payload, 0)
    if not 0 < header <= len(payload):
        return None
    types: list[int] = []
    while at < header and len(types) < _COLUMNS_MAX:
        kind, at = _varint(payload, at)
        types.append(kind)
    at = header
    values: list[Value] = []
    for kind in types:
        size = _size(kind)
        if at + size > len(payload):
            return None
        values.append(_value(kind, payload[at : at + size]))
        at += size
    return tuple(values)


def _size(kind: int) -> int:
    if kind >= _BLOB:
        return (kind - _BLOB) // 2
    if kind < len(_INTEGER_BYTES):
        return _INTEGER_BYTES[kind]
    return 0 if kind in (_ZERO, _ONE) else 8


def _value(kind: int, raw: bytes) -> Value:
    if kind >= _BLOB:
        return raw.decode("utf-8", "replace") if kind % 2 else raw
    if kind in (_ZERO, _ONE):
        return kind - _ZERO
    return int.from_bytes(raw, "big", signed=True) if 0 < kind < len(_INTEGER_BYTES) else None


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    """Return the variable-length number at ``at`` and where it ends; 0 beyond the end."""
    found = 0
    for place, byte in enumerate(raw[at : at + _VARINT_BYTES], start=at):
        found = found << 7 | byte & ~_MORE
        if not byte & _MORE:
            return found, place + 1
    return 0, len(raw)  # no length of ours takes nine bytes
