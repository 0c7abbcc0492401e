"""The file of a rescue: operations out of a broken journal, signed by the till that made them.

Each entry stands there as it was journaled, with its hash; personal values stay sealed under the
chain's key, so that the file can be carried on a stick.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.journal import Entry, holds
from pos_member.domain.shape import Shape
from sync.protocol.messages import PushedEntry, entry_json, read_entry
from sync.protocol.signing import SigningKey, signed_by

_FORMAT = "pos-member-rescue"
_VERSION = 1
_MARK = b"PMRE1\n"
_ENTRIES_MAX = 10_000_000
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Rescue:
    """What was saved of one till's journal: entries by incarnation and number, sealed values."""

    terminal_id: str
    store_id: str
    entries: tuple[Entry, ...]
    sealed: Mapping[str, str]


def dump_rescue(rescue: Rescue, key: SigningKey) -> bytes:
    """Return the bytes of the file, signed with the till's ``key``."""
    content = {
        "format": _FORMAT,
        "version": _VERSION,
        "terminal": rescue.terminal_id,
        "store": rescue.store_id,
        "entries": [_to_json(entry, rescue.sealed) for entry in rescue.entries],
    }
    signature = key.sign(_MARK + canonical.dump(content)).hex()
    return canonical.dump({"content": content, "signature": signature})


def load_rescue(raw: bytes, keys: Sequence[bytes] | None = None) -> Rescue:
    """Return what ``raw`` holds; signed by one of ``keys``, unless it is only asked whose it is.

    Raises:
        Damaged: ``rescue_unreadable``: not such a file; ``rescue_altered``: none of ``keys`` signed
            it, or an entry is not what it was.
    """
    try:
        shape = Shape(canonical.load(raw))
        content = shape.part("content")
        content.choice("format", (_FORMAT,))
        content.integer("version", most=_VERSION)
        signature = bytes.fromhex(shape.hex("signature", _SIGNATURE_BYTES))
        read = content.parts("entries", _from_json, most=_ENTRIES_MAX)
        terminal_id = content.text("terminal", longest=36)
        store_id = content.text("store", longest=36)
    except (ValueError, Damaged) as wrong:
        raise Damaged("rescue_unreadable") from wrong
    signed = _MARK + canonical.dump(shape.raw("content"))
    if keys is not None and not any(signed_by(key, signed, signature) for key in keys):
        raise Damaged("rescue_altered")
    if not all(holds(entry, terminal_id=terminal_id) for entry, _ in read):
        raise Damaged("rescue_altered")
    sealed = {entry.draft.op_id: text for entry, text in read if text}
    return Rescue(terminal_id, store_id, tuple(entry for entry, _ in read), sealed)


def _to_json(entry: Entry, sealed: Mapping[str, str]) -> dict[str, object]:
    beside = {"incarnation": entry.incarnation, "sealed": sealed.get(entry.draft.op_id)}
    return entry_json(PushedEntry(entry)) | beside


def _from_json(shape: Shape) -> tuple[Entry, str]:
    sealed = shape.text("sealed") if shape.has("sealed") else ""
    return read_entry(shape, shape.integer("incarnation", least=1)).entry, sealed
