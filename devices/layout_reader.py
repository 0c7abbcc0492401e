"""Reads the layout of a receipt: a document that a shop may edit, read strictly and never run.

A text names fields as ``{total}`` and words of the till's language as ``{word.subtotal}``; ``{{``
and ``}}`` are the braces themselves.
"""

import re
from collections.abc import Callable, Mapping

from devices.layout import (
    CodeRow,
    EachRow,
    Layout,
    Mark,
    MarkRow,
    PairRow,
    Piece,
    Row,
    RuleRow,
    Size,
    SpaceRow,
    Text,
    TextRow,
)
from devices.receipt_fields import FIELDS, FLAGS, LISTS
from devices.receipt_labels import LANGUAGES, ZH
from pos_member.domain.shape import Shape, damaged

FORMAT = 1
ROWS_MAX = 200
TEXT_MAX = 400
SPACE_MAX = 10
DOTS_MAX = 10
WORDS_MAX = 100

_PIECE = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}]*)\}|(?P<brace>[{}])")
_WORD = "word."
_STYLE = ("size", "bold")


def read_layout(document: object) -> Layout:
    """Read a layout.

    Raises:
        Damaged: ``shape`` with the path and the reason of the first thing that is wrong.
    """
    shape = Shape(document)
    shape.only("format", "about", "words", "rows")
    shape.integer("format", least=FORMAT, most=FORMAT)
    words = _words(shape.part("words")) if shape.has("words") else {}
    known = frozenset(ZH).union(*words.values())
    reader = _Reader(FIELDS, FLAGS | frozenset(LISTS), known)
    rows = shape.parts("rows", reader.outer, most=ROWS_MAX)
    if not rows:
        raise damaged("rows", "must hold at least one row")
    return Layout(rows, words)


def _words(shape: Shape) -> dict[str, dict[str, str]]:
    shape.only(*LANGUAGES)
    found = {}
    for language in shape.names():
        own = shape.part(language)
        if len(own.names()) > WORDS_MAX:
            raise damaged(own.path, f"must hold at most {WORDS_MAX}")
        found[language] = {name: own.text(name, longest=TEXT_MAX) for name in own.names()}
    return found


class _Reader:
    """Reads rows where ``fields`` have a meaning."""

    def __init__(
        self, fields: frozenset[str], flags: frozenset[str], words: frozenset[str]
    ) -> None:
        self._fields = fields
        self._flags = flags
        self._words = words

    def outer(self, shape: Shape) -> Row:
        """Read a row of the layout itself."""
        kinds: dict[str, Callable[[Shape], Row]] = {
            "each": self._each,
            "logo": self._mark,
            "copy": self._mark,
            "identity": self._mark,
            "qr": self._code,
            "code128": self._code,
        }
        return self._row(shape, {**kinds, **self._plain()})

    def inner(self, shape: Shape) -> Row:
        """Read a row inside ``each``."""
        return self._row(shape, self._plain())

    def _plain(self) -> dict[str, Callable[[Shape], Row]]:
        return {"text": self._text, "pair": self._pair, "rule": self._rule, "space": self._space}

    def _row(self, shape: Shape, kinds: Mapping[str, Callable[[Shape], Row]]) -> Row:
        named = [kind for kind in kinds if shape.has(kind)]
        if len(named) != 1:
            raise damaged(shape.path, f"must have exactly one of {', '.join(sorted(kinds))}")
        return kinds[named[0]](shape)

    def _text(self, shape: Shape) -> Row:
        shape.only("text", "align", "when", *_STYLE)
        align = shape.choice("align", ("left", "centre", "right")) if shape.has("align") else "left"
        text = self._pieces(shape.text("text", longest=TEXT_MAX), shape.at("text"))
        return Row(TextRow(text, align, *_style(shape)), self._when(shape))

    def _pair(self, shape: Shape) -> Row:
        shape.only("pair", "when", *_STYLE)
        path, both = shape.at("pair"), shape.texts("pair", most=2)
        if len(both) != 2 or max(map(len, both)) > TEXT_MAX:  # noqa: PLR2004 - a pair
            raise damaged(path, f"must be two texts of at most {TEXT_MAX} characters")
        left, right = (self._pieces(text, f"{path}[{n}]") for n, text in enumerate(both))
        return Row(PairRow(left, right, *_style(shape)), self._when(shape))

    def _rule(self, shape: Shape) -> Row:
        shape.only("rule", "when")
        char = shape.text("rule", longest=1)
        if not (char.isascii() and char.isprintable()):
            raise damaged(shape.at("rule"), "must be one ASCII character")
        return Row(RuleRow(char), self._when(shape))

    def _space(self, shape: Shape) -> Row:
        shape.only("space", "when")
        return Row(SpaceRow(shape.integer("space", least=1, most=SPACE_MAX)), self._when(shape))

    def _code(self, shape: Shape) -> Row:
        kind = "qr" if shape.has("qr") else "code128"
        shape.only(kind, "when", *(("dots",) if kind == "qr" else ()))
        dots = shape.integer("dots", least=2, most=DOTS_MAX) if shape.has("dots") else 6
        text = self._pieces(shape.text(kind, longest=TEXT_MAX), shape.at(kind))
        return Row(CodeRow(kind, text, dots), self._when(shape))

    def _each(self, shape: Shape) -> Row:
        shape.only("each", "rows", "when")
        name = shape.choice("each", tuple(LISTS))
        reader = _Reader(self._fields | LISTS[name], self._flags, self._words)
        rows = shape.parts("rows", reader.inner, most=ROWS_MAX)
        return Row(EachRow(name, rows), self._when(shape))

    def _mark(self, shape: Shape) -> Row:
        mark = next(mark for mark in Mark if shape.has(mark))
        shape.only(mark)
        if not shape.truth(mark):
            raise damaged(shape.at(mark), "must be true; leave the row out instead")
        return Row(MarkRow(mark))

    def _when(self, shape: Shape) -> tuple[tuple[str, bool], ...]:
        if not shape.has("when"):
            return ()
        one = isinstance(shape.raw("when"), str)
        written = (shape.text("when"),) if one else shape.texts("when", most=ROWS_MAX)
        found = tuple((name.removeprefix("!"), not name.startswith("!")) for name in written)
        known = self._fields | self._flags
        for name, _ in found:
            if name not in known:
                raise damaged(shape.at("when"), _unknown(name, known))
        return found

    def _pieces(self, text: str, path: str) -> Text:
        pieces, end = [], 0
        for found in _PIECE.finditer(text):
            pieces.append(Piece(text[end : found.start()]))
            pieces.append(self._piece(found, path))
            end = found.end()
        pieces.append(Piece(text[end:]))
        return tuple(piece for piece in pieces if piece.text)

    def _piece(self, found: re.Match[str], path: str) -> Piece:
        if found["brace"]:
            raise damaged(path, f"has a lone {found['brace']}; written twice it is a brace")
        name = found["name"]
        if name is None:
            return Piece(found[0][0])
        if name.startswith(_WORD):
            word = name.removeprefix(_WORD)
            if word not in self._words:
                raise damaged(path, _unknown(word, self._words))
            return Piece(word, word=True)
        if name not in self._fields:
            raise damaged(path, _unknown(name, self._fields))
        return Piece(name, field=True)


def _style(shape: Shape) -> tuple[Size, bool]:
    size = Size(shape.choice("size", tuple(Size))) if shape.has("size") else Size.NORMAL
    return size, shape.has("bold") and shape.truth("bold")


def _unknown(name: str, known: frozenset[str]) -> str:
    return f'knows no "{name}"; known are {", ".join(sorted(known))}'
