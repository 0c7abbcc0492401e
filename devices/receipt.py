"""A receipt as styled lines at 32, 42 or 48 columns: pure, and the same for every printer.

Which rows it has is the layout's (``devices.layout``); what no layout may take away is decided
here: a copy says that it is one, and the number and the operation's short code stand in lines of
plain ASCII (``NO: …``, ``OP: …``) that are never wrapped, so that a machine finds them in the bytes
and in the picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from devices.columns import balanced, pair, printable, wrapped
from devices.layout import (
    CodeRow,
    EachRow,
    Layout,
    Mark,
    MarkRow,
    PairRow,
    Row,
    RuleRow,
    SpaceRow,
    Text,
    TextRow,
    What,
)
from devices.receipt_fields import Fields, ReceiptFields
from devices.receipt_labels import ReceiptLabels
from pos_member.domain.receipt import Receipt

COLUMNS_58_MM = 32
COLUMNS_80_MM = 48
DOTS_PER_COLUMN = 12
CODE128_DOTS_PER_MODULE = 2
QR_DOTS_PER_MODULE = 6
QR_DOTS_LEAST = 2
_QR_QUIET_MODULES = 8
_CODE128_BYTES_MAX = 253
_QR_BYTES_M = (
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
    711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370,
)  # fmt: skip
"""What a QR code of version 1, 2, … holds in bytes at level M (ISO/IEC 18004, table 7)."""


class Align(IntEnum):
    """Where a line stands; the numbers are those of ``ESC a``."""

    LEFT = 0
    CENTRE = 1
    RIGHT = 2


_ALIGNS = {"left": Align.LEFT, "centre": Align.CENTRE, "right": Align.RIGHT}


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line; ``wide`` and ``tall`` double it, and a wide one holds half the columns."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    wide: bool = False
    tall: bool = False


class CodeKind(StrEnum):
    """The two kinds of code on a receipt."""

    QR = "qr"
    CODE128 = "code128"


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code on a line of its own, centred; ``dots`` to a module of a QR."""

    kind: CodeKind
    text: str
    dots: int = QR_DOTS_PER_MODULE


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Rows of dots, eight to a byte, the leftmost in the highest bit; a set bit is black."""

    bytes_per_row: int
    rows: int
    bits: bytes

    def __post_init__(self) -> None:
        assert len(self.bits) == self.bytes_per_row * self.rows


@dataclass(frozen=True, slots=True)
class ImageLine:
    """A picture, centred."""

    bitmap: Bitmap


StyledLine = TextLine | CodeLine | ImageLine


def lay_out(
    receipt: Receipt,
    columns: int,
    labels: ReceiptLabels,
    layout: Layout,
    logo: Bitmap | None = None,
) -> list[StyledLine]:
    """Return the lines of ``receipt`` on paper of ``columns``, worded by ``labels``.

    A key that ``labels`` lacks is printed as itself: a receipt in odd words beats none.
    """
    own = layout.words.get(labels.get("language", ""), {})
    fields = ReceiptFields(receipt, columns, {**labels, **own})
    return list(_Sheet(receipt, columns, fields, logo).lines(layout))


class _Sheet:
    """The rows of one receipt, from top to bottom."""

    def __init__(
        self, receipt: Receipt, columns: int, fields: ReceiptFields, logo: Bitmap | None
    ) -> None:
        self._receipt = receipt
        self._columns = columns
        self._fields = fields
        self._logo = logo

    def lines(self, layout: Layout) -> Iterator[StyledLine]:
        whole = self._fields.whole()
        if not layout.marks(Mark.COPY):
            yield from self._mark(Mark.COPY)
        for row in layout.rows:
            yield from self._row(row, whole)
        if not layout.marks(Mark.IDENTITY):
            yield from self._mark(Mark.IDENTITY)

    def _row(self, row: Row, known: Fields) -> Iterator[StyledLine]:
        if any(bool(known.get(name)) is not wanted for name, wanted in row.when):
            return
        match row.what:
            case EachRow(name, rows):
                for entry in self._fields.entries(name):
                    for inner in rows:
                        yield from self._row(inner, {**known, **entry})
            case MarkRow(mark):
                yield from self._mark(mark)
            case CodeRow():
                yield from self._code(row.what, known)
            case _:
                yield from self._plain(row.what, known)

    def _plain(self, what: What, known: Fields) -> Iterator[TextLine]:
        match what:
            case TextRow():
                yield from self._text(what, known)
            case PairRow():
                yield from self._pair(what, known)
            case RuleRow(char):
                yield TextLine(char * self._columns)
            case SpaceRow(lines):
                yield from (TextLine(""),) * lines

    def _text(self, row: TextRow, known: Fields) -> Iterator[TextLine]:
        if _says_nothing(row.text, known):
            return
        columns = self._columns // 2 if row.size.wide else self._columns
        breaks = balanced if row.align == "centre" else wrapped
        for line in breaks(self._said(row.text, known), columns):
            yield TextLine(line, _ALIGNS[row.align], row.bold, row.size.wide, row.size.tall)

    def _pair(self, row: PairRow, known: Fields) -> Iterator[TextLine]:
        named = row.right if any(piece.field for piece in row.right) else row.left
        if _says_nothing(named, known):
            return
        columns = self._columns // 2 if row.size.wide else self._columns
        for line in pair(self._said(row.left, known), self._said(row.right, known), columns):
            yield TextLine(line, Align.LEFT, row.bold, row.size.wide, row.size.tall)

    def _code(self, row: CodeRow, known: Fields) -> Iterator[CodeLine]:
        text = self._said(row.text, known).strip()
        room = self._columns * DOTS_PER_COLUMN
        if not text or _says_nothing(row.text, known):
            return
        if row.kind == CodeKind.QR:
            dots = min(row.dots, room // (_qr_modules(text) + _QR_QUIET_MODULES))
            if len(text.encode()) <= _QR_BYTES_M[-1] and dots >= QR_DOTS_LEAST:
                yield CodeLine(CodeKind.QR, text, dots)
        elif text.isascii() and code128_dots(text) <= room:
            yield CodeLine(CodeKind.CODE128, text)

    def _mark(self, mark: Mark) -> Iterator[StyledLine]:
        match mark:
            case Mark.COPY if self._receipt.copy:
                yield TextLine(f"*** {self._fields.word('copy')} ***", Align.CENTRE, bold=True)
            case Mark.IDENTITY if self._receipt.number:
                yield TextLine(f"NO: {self._receipt.number}")
                yield TextLine(f"OP: {self._receipt.operation_code}")
            case Mark.LOGO if self._logo is not None:
                yield ImageLine(self._logo)
            case _:
                return

    def _said(self, text: Text, known: Fields) -> str:
        said = (
            known[piece.text]
            if piece.field
            else self._fields.word(piece.text)
            if piece.word
            else piece.text
            for piece in text
        )
        return printable("".join(said))


def _says_nothing(text: Text, known: Fields) -> bool:
    """Tell whether ``text`` names fields and all of them are empty."""
    named = [known[piece.text] for piece in text if piece.field]
    return bool(named) and not any(named)


def code128_dots(text: str) -> int:
    """Return the width of ``text`` as Code128 set B with its two quiet zones of ten modules."""
    modules = 11 * (len(text) + 3) + 2 + 20
    return modules * CODE128_DOTS_PER_MODULE


def _qr_modules(text: str) -> int:
    """Return the side of ``text`` as a QR code of level M in bytes, so that it is never more."""
    size = len(text.encode())
    version = next((n for n, most in enumerate(_QR_BYTES_M, 1) if size <= most), 40)
    return 17 + 4 * version
