"""Pages of the change feed: what changed since a cursor, profiles and figures apart.

A page shows figures as they are when it is read, not as they were when they changed, so every row
of figures says which of the asking till's operations it includes.
"""

from dataclasses import dataclass

from pos_member.domain import canonical
from pos_member.domain.canonical import JsonValue
from pos_member.domain.errors import Damaged
from pos_member.domain.shape import Shape
from sync.protocol import limits

START = "0.0"
"""The cursor before the first change."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """All figures of member ``no``: minor units, points, qualifying units.

    ``included_seq`` is the last operation of the asking till that the figures include, and
    ``tier_book`` as well: what was done for the tier, empty where nothing was.
    """

    no: int
    principal: int
    bonus: int
    points: int
    qualifying: int
    included_seq: int
    tier_book: str = ""

    def cells(self) -> list[JsonValue]:
        """Return the row as it travels: the book only where there is one."""
        figures: list[JsonValue] = [
            self.no, self.principal, self.bonus, self.points, self.qualifying, self.included_seq
        ]  # fmt: skip
        return [*figures, self.tier_book] if self.tier_book else figures


@dataclass(frozen=True, slots=True)
class Page:
    """Changes after a cursor, and the cursor after them.

    Attributes:
        profiles: members as the replica stores them (``sync.protocol.replica``), by name of column.
        goods, staff: rows likewise; ``active`` false takes one out of use.
        coupons: coupons likewise, of members; ``state`` says whether one is still ``open``.
        program: the newest program document, when it changed.
        check: on the last page: sums over the whole replica that the till must find too.
    """

    server_epoch: str
    server_time_ms: int
    cursor: str
    more: bool
    figures: tuple[FigureRow, ...] = ()
    profiles: tuple[dict[str, JsonValue], ...] = ()
    goods: tuple[dict[str, JsonValue], ...] = ()
    staff: tuple[dict[str, JsonValue], ...] = ()
    coupons: tuple[dict[str, JsonValue], ...] = ()
    program: dict[str, JsonValue] | None = None
    check: dict[str, int] | None = None
    snapshot_needed: bool = False


def dump_page(page: Page) -> bytes:
    """Return the canonical bytes of ``page``; rows of figures are plain lists, for their number."""
    return canonical.dump(
        {
            "server_epoch": page.server_epoch,
            "server_time_ms": page.server_time_ms,
            "cursor": page.cursor,
            "more": page.more,
            "figures": [row.cells() for row in page.figures],
            "profiles": list(page.profiles),
            "goods": list(page.goods),
            "staff": list(page.staff),
            "coupons": list(page.coupons),
            "program": page.program,
            "check": page.check,
            "snapshot_needed": page.snapshot_needed,
        }
    )


def load_page(raw: bytes) -> Page:
    """Return the page that ``raw`` writes.

    Raises:
        Damaged: it does not parse, or does not fit.
    """
    try:
        shape = Shape(canonical.load(raw))
    except (ValueError, RecursionError) as wrong:
        raise Damaged("not_json", why=str(wrong)[:100]) from wrong
    check = shape.part("check") if shape.has("check") else None
    return Page(
        server_epoch=shape.text("server_epoch", longest=36),
        server_time_ms=shape.integer("server_time_ms"),
        cursor=shape.text("cursor", longest=60),
        more=shape.truth("more"),
        figures=_read_figures(shape.raw("figures")),
        profiles=_read_rows(shape, "profiles"),
        goods=_read_rows(shape, "goods"),
        staff=_read_rows(shape, "staff"),
        coupons=_read_rows(shape, "coupons"),
        program=_as_object(shape.raw("program")) if shape.has("program") else None,
        check={name: check.integer(name) for name in check.names()} if check else None,
        snapshot_needed=shape.truth("snapshot_needed"),
    )


_FIGURE_COLUMNS = 6


def _read_figures(value: object) -> tuple[FigureRow, ...]:
    if not isinstance(value, list) or len(value) > limits.PULL_ROWS_MAX:
        raise Damaged("shape", path="figures", why="must be a list of rows")
    rows = []
    for row in value:
        fits = isinstance(row, list) and len(row) in (_FIGURE_COLUMNS, _FIGURE_COLUMNS + 1)
        if not fits or not all(type(cell) is int for cell in row[:_FIGURE_COLUMNS]):
            raise Damaged("shape", path="figures", why="must hold rows of six integers")
        if not all(_is_book(cell) for cell in row[_FIGURE_COLUMNS:]):
            raise Damaged("shape", path="figures", why="must have a short text as tier book")
        rows.append(FigureRow(*row))
    return tuple(rows)


def _is_book(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) <= limits.TIER_BOOK_MAX


def _read_rows(shape: Shape, key: str) -> tuple[dict[str, JsonValue], ...]:
    return shape.parts(
        key,
        lambda part: {name: _as_json(part.raw(name)) for name in part.names()},
        most=limits.PULL_ROWS_MAX,
    )


def _as_object(value: object) -> dict[str, JsonValue]:
    part = Shape(value, "program")
    return {name: _as_json(part.raw(name)) for name in part.names()}


def _as_json(value: object) -> JsonValue:
    assert value is None or isinstance(value, bool | int | str | list | dict)
    return value
