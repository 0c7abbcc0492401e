"""Members with their opening balances out of a table, as the system before or Excel wrote it.

Every row is read as strictly as the counter asks: what is wrong is named by line and column, and
one wrong row keeps the whole table out. Days, amounts and numbers are understood as Excel in China
writes them; a number that Excel has rounded is refused, because nobody can know what it was.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pos_member.domain.check_digits import luhn_holds
from pos_member.domain.clock import add_days
from pos_member.domain.codes import CARD_DIGITS
from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.import_columns import columns_of
from pos_member.domain.member import Gender
from pos_member.domain.money import parse_minor
from pos_member.domain.phone import normalise

ROWS_MAX = 500_000
LINE_MAX = 20_000
NAME_MAX = 40
NOTE_MAX = 500
POINTS_MAX = 10**9
COUPONS_MAX = 100
AMOUNT_MAX = 10**12
"""Minor units: as much as one transfer of a server's books may move."""

_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = (",", "\t", ";")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")
_BIRTHDAY = re.compile(r"(?:\d{4}[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GENDERS = {
    "女": Gender.FEMALE, "男": Gender.MALE, "female": Gender.FEMALE, "male": Gender.MALE,
    "f": Gender.FEMALE, "m": Gender.MALE, "": Gender.UNSAID, "未知": Gender.UNSAID,
}  # fmt: skip
_LEAP_YEAR = "2024"


@dataclass(frozen=True, slots=True)
class ImportRules:
    """What the rows are held to.

    Attributes:
        digits: decimals of the shop's currency.
        tiers: what a tier may be called, its id or its name → its id; ``templates``: likewise of
            coupons.
        today: calendar day of the shop: what ended before it is not brought in.
    """

    digits: int
    tiers: Mapping[str, str]
    templates: Mapping[str, str]
    today: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A member that a row describes: amounts in minor units, days as ``YYYY-MM-DD``.

    Attributes:
        phone: its E.164 key, or empty; ``card``: the twelve digits, or empty. One of them is there.
        points: lots with their last day, empty for ever; ``coupons``: template and last day.
    """

    line: int
    phone: str = ""
    card: str = ""
    name: str = ""
    tier_id: str = ""
    gender: Gender = Gender.UNSAID
    birthday: str = ""
    joined_day: str = ""
    note: str = ""
    principal: int = 0
    bonus: int = 0
    qualifying: int = 0
    points: tuple[tuple[int, str], ...] = ()
    coupons: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Return what tells the member from all others: the phone, without one the card."""
        return self.phone or f"card {self.card}"


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that cannot be brought in: its line in the file, the column, and why."""

    line: int
    column: str
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


def decoded(raw: bytes) -> str:
    """Return the text of a file: UTF-8, or GB18030 as Excel in China writes it.

    Raises:
        Damaged: ``import_encoding``.
    """
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Damaged("import_encoding")


def read_members(text: str, rules: ImportRules) -> tuple[list[Imported], list[WrongRow]]:
    """Return the members of the table, and the rows that are wrong.

    Raises:
        Damaged: ``import_columns``: a column that is not known, stands twice, or neither phone nor
            card; ``import_empty``: no row; ``import_long``: more than 500,000 rows, or one of
            more than 20,000 characters.
    """
    found: list[Imported] = []
    wrong: list[WrongRow] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in _rows(text):
        row = _Row(line, cells, rules)
        made = row.member()
        for column, value in (("phone", made.phone), ("card", made.card)):
            first = seen.setdefault((column, value), line) if value else line
            if first != line:
                row.refuse(column, "stands_twice", first=first)
        found.append(made)
        wrong += row.wrong
    if not found:
        raise Damaged("import_empty")
    return found, wrong


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line in the file and column → cell of each row; empty rows are passed over."""
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    # Lines end where a table's do: not at every sign that Unicode takes for an end.
    lines = re.findall(r"[^\n]*\n|[^\n]+", text.replace("\r\n", "\n").replace("\r", "\n"))
    reader = csv.reader(_bounded(lines), delimiter=delimiter)
    columns = columns_of(next(reader, []))
    before = reader.line_num
    for count, cells in enumerate(reader):
        if count >= ROWS_MAX:
            raise Damaged("import_long", rows=ROWS_MAX)
        line, before = before + 1, reader.line_num
        trimmed = [cell.strip().lstrip("'") for cell in cells]
        if any(trimmed):
            spare = {"": "x"} if any(trimmed[len(columns) :]) else {}
            yield line, dict(zip(columns, trimmed, strict=False)) | spare


def _bounded(lines: list[str]) -> Iterator[str]:
    """Yield ``lines``, none of them longer than the reader takes."""
    for line in lines:
        if len(line) > LINE_MAX:
            raise Damaged("import_long", rows=ROWS_MAX)
        yield line


class _Row:
    """One row while it is read; what is wrong about it is collected."""

    def __init__(self, line: int, cells: Mapping[str, str], rules: ImportRules) -> None:
        self.line = line
        self.wrong: list[WrongRow] = []
        self._cells = cells
        self._rules = rules

    def refuse(self, column: str, code: str, **values: str | int) -> None:
        """Say that ``column`` is wrong."""
        self.wrong.append(WrongRow(self.line, column, code, values))

    def member(self) -> Imported:
        """Return what the row says; what is wrong about it is empty."""
        if "" in self._cells:
            self.refuse("", "too_many_cells")
        phone, card = self._phone(), self._card()
        if not (self._cell("phone") or self._cell("card")):
            self.refuse("phone", "phone_or_card")
        return Imported(
            line=self.line,
            phone=phone,
            card=card,
            name=self._text("name", NAME_MAX),
            tier_id=self._named("tier", self._cell("tier"), self._rules.tiers),
            gender=self._gender(),
            birthday=self._birthday(),
            joined_day=self._day("joined"),
            note=self._text("note", NOTE_MAX),
            principal=self._amount("principal"),
            bonus=self._amount("bonus"),
            qualifying=self._amount("qualifying"),
            points=tuple(self._points()),
            coupons=tuple(self._coupons()),
        )

    def _cell(self, column: str) -> str:
        return self._cells.get(column, "")

    def _text(self, column: str, longest: int) -> str:
        text = self._cell(column)
        if len(text) > longest:
            self.refuse(column, "too_long", longest=longest)
        return text

    def _phone(self) -> str:
        text = self._cell("phone")
        if _ROUNDED.fullmatch(text):
            self.refuse("phone", "rounded_by_excel")
            return ""
        try:
            return normalise(text) if text else ""
        except Refused as why:
            self.refuse("phone", why.code)
            return ""

    def _card(self) -> str:
        text = self._cell("card").replace(" ", "").replace("-", "")
        if _ROUNDED.fullmatch(text):
            self.refuse("card", "rounded_by_excel")
            return ""
        digits = text.isascii() and text.isdigit()
        if text and not (digits and len(text) == CARD_DIGITS and luhn_holds(text)):
            self.refuse("card", "card_number")
            return ""
        return text

    def _named(self, column: str, text: str, known: Mapping[str, str]) -> str:
        if text and text not in known:
            self.refuse(column, "not_in_program", name=text)
        return known.get(text, "")

    def _gender(self) -> Gender:
        text = self._cell("gender").lower()
        if text not in _GENDERS:
            self.refuse("gender", "gender")
        return _GENDERS.get(text, Gender.UNSAID)

    def _birthday(self) -> str:
        text = self._cell("birthday")
        found = _BIRTHDAY.fullmatch(text)
        day = f"{int(found[1]):02d}-{int(found[2]):02d}" if found else ""
        if text and not (day and _is_day(f"{_LEAP_YEAR}-{day}")):
            self.refuse("birthday", "birthday")
            return ""
        return day

    def _day(self, column: str, text: str | None = None) -> str:
        text = self._cell(column) if text is None else text
        found = _DAY.fullmatch(text)
        day = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else ""
        if text and not _is_day(day):
            self.refuse(column, "day")
            return ""
        return day

    def _last_day(self, column: str, text: str | None = None) -> str:
        day = self._day(column, text)
        if day and day < self._rules.today:
            self.refuse(column, "over", last_day=day)
        return day

    def _amount(self, column: str) -> int:
        text = self._cell(column).removeprefix("¥").removeprefix("￥").strip()
        if _THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        try:
            minor = parse_minor(text, self._rules.digits) if text else 0
        except ValueError:
            self.refuse(column, "amount", digits=self._rules.digits)
            return 0
        if not 0 <= minor <= AMOUNT_MAX:
            self.refuse(column, "amount_bounds")
            return 0
        return minor

    def _count(self, column: str, text: str, most: int) -> int:
        plain = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
        plain = plain.removesuffix(".0").removesuffix(".00")
        if not (plain.isascii() and plain.isdigit() and len(plain) < 12 and int(plain) <= most):  # noqa: PLR2004
            self.refuse(column, "count", most=most)
            return 0
        return int(plain)

    def _points(self) -> Iterator[tuple[int, str]]:
        """Yield the lots: ``300``, or ``300@2026-12-31;200@2027-06-30`` with a last day each."""
        for part in filter(None, self._cell("points").split(";")):
            amount, mark, day = (piece.strip() for piece in part.partition("@"))
            count = self._count("points", amount, POINTS_MAX)
            last = self._last_day("points", day) if mark else self._last_day("points_last_day")
            if count:
                yield count, last

    def _coupons(self) -> Iterator[tuple[str, str]]:
        """Yield each coupon: ``c50``, or ``c50*2;c20``, all with the same last day."""
        for part in filter(None, self._cell("coupons").split(";")):
            template, mark, times = (piece.strip() for piece in part.partition("*"))
            count = self._count("coupons", times, COUPONS_MAX) if mark else 1
            template_id = self._named("coupons", template, self._rules.templates)
            last = self._last_day("coupons_last_day")
            yield from [(template_id, last)] * count


def _is_day(text: str) -> bool:
    try:
        add_days(text, 0)
    except ValueError:
        return False
    return True
