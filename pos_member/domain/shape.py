"""Reads a value that came from outside, and says exactly where it is not what it should be.

Every message, operation body and document passes through here once; behind it types hold.
"""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from pos_member.domain.errors import Damaged

Part = TypeVar("Part")
_Place: TypeAlias = "tuple[Shape, str, int | None]"
"""The object above, the key there, and the number in its list."""

TEXT_MAX = 2_000
INTEGER_MAX = 2**53


class Shape:
    """An object of a document, with the path that leads to it.

    Every reader raises ``Damaged("shape", path=…, why=…)`` where the value does not fit.
    """

    __slots__ = ("_fields", "_place")

    def __init__(self, value: object, path: "str | _Place" = "") -> None:
        self._place = path
        if not isinstance(value, dict):
            raise damaged(self.path or "(whole)", "must be an object")
        self._fields: dict[str, object] = value

    @property
    def path(self) -> str:
        """Return the path that leads here, empty for the whole."""
        place = self._place
        if isinstance(place, str):
            return place
        # Put together only when something is wrong: most of what is read is not.
        above, key, number = place
        return above.at(key) if number is None else f"{above.at(key)}[{number}]"

    def has(self, key: str) -> bool:
        """Tell whether ``key`` stands here with something other than null."""
        return self._fields.get(key) is not None

    def names(self) -> tuple[str, ...]:
        """Return what stands here, in the order of the document."""
        return tuple(self._fields)

    def only(self, *keys: str) -> None:
        """Refuse any key that is not one of ``keys``: a misspelt rule must not be ignored."""
        unknown = sorted(set(self._fields) - set(keys))
        if unknown:
            raise damaged(self.at(unknown[0]), "is not known here")

    def at(self, key: str) -> str:
        """Return the path of ``key``."""
        path = self.path
        return f"{path}.{key}" if path else key

    def text(self, key: str, *, longest: int = TEXT_MAX) -> str:
        """Return the text at ``key``, not empty and at most ``longest`` characters."""
        value = self._fields.get(key)
        if isinstance(value, str) and 0 < len(value) <= longest:
            return value
        if not isinstance(value, str) or not value:
            raise damaged(self.at(key), "must be a text")
        raise damaged(self.at(key), f"must be at most {longest} characters")

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """Return the text at ``key``, one of ``allowed``."""
        value = self.text(key)
        if value not in allowed:
            raise damaged(self.at(key), f"must be one of {', '.join(allowed)}")
        return value

    def integer(self, key: str, *, least: int = 0, most: int = INTEGER_MAX) -> int:
        """Return the integer at ``key``, within ``least`` and ``most``."""
        value = self._fields.get(key)
        # Not isinstance: a boolean is an integer to it.
        if type(value) is not int:
            raise damaged(self.at(key), "must be an integer")
        if not least <= value <= most:
            raise damaged(self.at(key), f"must be {least}..{most}")
        return value

    def truth(self, key: str) -> bool:
        """Return the boolean at ``key``."""
        value = self._fields.get(key)
        if not isinstance(value, bool):
            raise damaged(self.at(key), "must be true or false")
        return value

    def hex(self, key: str, size: int) -> str:
        """Return the lower-case hex text of ``size`` bytes at ``key``."""
        value = self.text(key)
        if len(value) != 2 * size or not set(value) <= set("0123456789abcdef"):
            raise damaged(self.at(key), f"must be {size} bytes in hex")
        return value

    def part(self, key: str) -> "Shape":
        """Return the object at ``key``."""
        return Shape(self._fields.get(key), (self, key, None))

    def parts(self, key: str, read: Callable[["Shape"], Part], *, most: int) -> tuple[Part, ...]:
        """Return what ``read`` makes of each object of the list at ``key``, ``most`` of them."""
        found = self._list(key, most)
        return tuple([read(Shape(value, (self, key, i))) for i, value in enumerate(found)])

    def texts(self, key: str, *, most: int) -> tuple[str, ...]:
        """Return the texts of the list at ``key``."""
        found = self._list(key, most)
        if not all(isinstance(value, str) for value in found):
            raise damaged(self.at(key), "must be a list of texts")
        return tuple(str(value) for value in found)

    def raw(self, key: str) -> object:
        """Return whatever stands at ``key``, unread."""
        return self._fields.get(key)

    def _list(self, key: str, most: int) -> list[object]:
        value = self._fields.get(key)
        if not isinstance(value, list):
            raise damaged(self.at(key), "must be a list")
        if len(value) > most:
            raise damaged(self.at(key), f"must hold at most {most}")
        return value


def damaged(path: str, why: str) -> Damaged:
    """Return the error that says what is wrong at ``path``."""
    return Damaged("shape", path=path, why=why)
