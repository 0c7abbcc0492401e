"""One way to write a value as bytes, so that a hash or a signature means one thing.

JSON with sorted ASCII keys, no spaces, UTF-8 in NFC, integers only. Within these bounds it is what
RFC 8785 gives; a float is refused because two machines may print it differently.
"""

import hashlib
import json
import unicodedata

_REFUSED = "no {} in a canonical value"

JsonValue = None | bool | int | str | list["JsonValue"] | dict[str, "JsonValue"]


def dump(value: object) -> bytes:
    """Return ``value`` (nested dicts, lists, tuples, str, int, bool, None) as canonical bytes.

    Raises:
        TypeError: a float, NUL, or anything else that JSON integers and strings of a database
            cannot say.
    """
    return _ENCODER.encode(_checked(value)).encode()


def load(raw: bytes | str) -> JsonValue:
    """Return the value that ``raw`` writes.

    Raises:
        ValueError: not JSON, not UTF-8, a float, a key twice, or a text that no database can look
            up: one with NUL or half of a surrogate pair (RFC 7493 section 2.1).
    """
    text = raw if isinstance(raw, str) else raw.decode()
    value: JsonValue = _DECODER.decode(text)
    if "\\u" in text:  # only an escape can write either
        _check_texts(value)
    return value


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical bytes of ``value``, in hex."""
    return hashlib.sha256(dump(value)).hexdigest()


def _checked(value: object) -> object:
    # What occurs most often stands first: every operation passes here several times.
    if isinstance(value, str):
        if "\0" in value:
            raise TypeError(_REFUSED.format("NUL"))
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, dict):
        return {_key(key): _checked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_checked(item) for item in value]
    raise TypeError(_REFUSED.format(type(value).__name__))


def _key(key: object) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise TypeError(_REFUSED.format(f"key {key!r}"))
    return key


def _check_texts(value: JsonValue) -> None:
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError("NUL or half of a surrogate pair in a text")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_texts(key)
            _check_texts(item)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)


def _no_float(text: str) -> JsonValue:
    raise ValueError(f"not an integer: {text}")


def _once(pairs: list[tuple[str, JsonValue]]) -> JsonValue:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


# Made once: making them costs more than most values take to write or to read.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)
_DECODER = json.JSONDecoder(
    parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_once
)
