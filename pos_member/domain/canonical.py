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
        TypeError: a float, or anything else that JSON integers and strings cannot say.
    """
    text = json.dumps(
        _checked(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def load(raw: bytes | str) -> JsonValue:
    """Return the value that ``raw`` writes.

    Raises:
        ValueError: not JSON, not UTF-8, a float, or a key twice.
    """
    value: JsonValue = json.loads(
        raw, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_once
    )
    return value


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical bytes of ``value``, in hex."""
    return hashlib.sha256(dump(value)).hexdigest()


def _checked(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case list() | tuple():
            return [_checked(item) for item in value]
        case dict():
            return {_key(key): _checked(item) for key, item in value.items()}
    raise TypeError(_REFUSED.format(type(value).__name__))


def _key(key: object) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise TypeError(_REFUSED.format(f"key {key!r}"))
    return key


def _no_float(text: str) -> JsonValue:
    raise ValueError(f"not an integer: {text}")


def _once(pairs: list[tuple[str, JsonValue]]) -> JsonValue:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
