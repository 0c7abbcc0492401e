"""What a layout of a receipt is: rows from top to bottom. ``layout_reader`` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Size(StrEnum):
    """How large a row is set; ``wide`` and ``big`` halve the columns."""

    NORMAL = "normal"
    WIDE = "wide"
    TALL = "tall"
    BIG = "big"

    @property
    def wide(self) -> bool:
        """Tell whether it is twice as wide."""
        return self in (Size.WIDE, Size.BIG)

    @property
    def tall(self) -> bool:
        """Tell whether it is twice as tall."""
        return self in (Size.TALL, Size.BIG)


class Mark(StrEnum):
    """Rows that say what the till knows by itself; a layout may place them, not leave them out."""

    COPY = "copy"
    IDENTITY = "identity"
    LOGO = "logo"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: as it is, or a field's or word's name."""

    text: str
    field: bool = False
    word: bool = False


Text = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text on as many lines as it needs."""

    text: Text
    align: str = "left"
    size: Size = Size.NORMAL
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PairRow:
    """A text at the left and one at the right edge."""

    left: Text
    right: Text
    size: Size = Size.NORMAL
    bold: bool = False


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A line across the paper, of one ASCII character."""

    char: str


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """Empty lines."""

    lines: int


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A QR or bar code; ``dots`` to a module of a QR, fewer where the paper is too narrow."""

    kind: str
    text: Text
    dots: int


@dataclass(frozen=True, slots=True)
class EachRow:
    """Rows for each entry of a list."""

    name: str
    rows: tuple["Row", ...]


@dataclass(frozen=True, slots=True)
class MarkRow:
    """The mark of a copy, number and operation, or the logo."""

    mark: Mark


What: TypeAlias = TextRow | PairRow | RuleRow | SpaceRow | CodeRow | EachRow | MarkRow


@dataclass(frozen=True, slots=True)
class Row:
    """What is printed, and when: all conditions must hold, each a name and what it must be."""

    what: What
    when: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A receipt from top to bottom; ``words`` are the layout's own, by language."""

    rows: tuple[Row, ...]
    words: Mapping[str, Mapping[str, str]]

    def marks(self, mark: Mark) -> bool:
        """Tell whether the layout places ``mark``."""
        return any(isinstance(row.what, MarkRow) and row.what.mark is mark for row in self.rows)
