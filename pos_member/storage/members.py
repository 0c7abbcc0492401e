"""Members of the replica: found by code, phone, or what their name starts with or contains.

Every lookup is one statement over one index, so that it costs the same at five million members.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)

from pos_member.storage.prepared import Prepared
from pos_member.storage.replica_tables import (
    figures,
    member,
    member_code,
    member_phone,
    member_term,
    meta,
)
from sync.protocol.replica import META_SERVER_TIME

_ABOVE_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the replica has one, figures beside; minor units, points, qualifying units.

    Attributes:
        included_seq: last operation of this till that the figures include; 0 without figures.
        code_status: of the code that led here; empty for other ways.
        former: found by a phone that was the member's once.
        as_of_ms: the server's time when all the figures were as they stand here.
    """

    no: int
    member_id: str
    name: str
    tier_id: str
    status: str
    card_number: str
    phone_mask: str
    phone_sealed: str
    last_visit_day: str
    rest: str
    principal: int = 0
    bonus: int = 0
    points: int = 0
    qualifying: int = 0
    included_seq: int = 0
    as_of_ms: int = 0
    code_status: str = ""
    former: bool = False


_NONE: ColumnElement[int] = literal_column("0")
_AS_OF = (
    select(cast(meta.c.value, Integer))
    .where(meta.c.key == literal_column(f"'{META_SERVER_TIME}'"))
    .scalar_subquery()
)
_COLUMNS = (
    member.c.no,
    member.c.member_id,
    member.c.name,
    member.c.tier_id,
    member.c.status,
    member.c.card_number,
    member.c.phone_mask,
    member.c.phone_sealed,
    member.c.last_visit_day,
    member.c.rest,
    func.coalesce(figures.c.principal, _NONE),
    func.coalesce(figures.c.bonus, _NONE),
    func.coalesce(figures.c.points, _NONE),
    func.coalesce(figures.c.qualifying, _NONE),
    func.coalesce(figures.c.included_seq, _NONE),
    func.coalesce(_AS_OF, _NONE),
)
_WITH_FIGURES = member.outerjoin(figures, figures.c.no == member.c.no)
_BY_ID = Prepared(
    select(*_COLUMNS).select_from(_WITH_FIGURES).where(member.c.member_id == bindparam("id")),
    "id",
)
_BY_CODE = Prepared(
    select(*_COLUMNS, member_code.c.status)
    .select_from(
        member_code.join(member, member.c.no == member_code.c.no).outerjoin(
            figures, figures.c.no == member.c.no
        )
    )
    .where(member_code.c.code == bindparam("code"), member_code.c.kind == bindparam("kind")),
    "code",
    "kind",
)
_BY_PHONE = Prepared(
    select(*_COLUMNS, member_phone.c.former)
    .select_from(
        member_phone.join(member, member.c.no == member_phone.c.no).outerjoin(
            figures, figures.c.no == member.c.no
        )
    )
    .where(member_phone.c.key == bindparam("key"))
    .order_by(member_phone.c.former, member_phone.c.no)
    .limit(bindparam("most")),
    "key",
    "most",
)
_BY_NO = (
    select(*_COLUMNS)
    .select_from(_WITH_FIGURES)
    .where(member.c.no.in_(bindparam("numbers", expanding=True)))
)
_TERM = (
    select(member_term.c.no)
    .where(member_term.c.term >= bindparam("low"), member_term.c.term < bindparam("high"))
    .limit(bindparam("most"))
)


def _matching(name: str) -> Select[Any]:
    return (
        select(column("rowid"))
        .select_from(table(name))
        .where(text(f"{name} MATCH :wanted"))
        .limit(bindparam("most"))
    )


_NAME_CONTAINS = _matching("name_fts")
_PINYIN_CONTAINS = _matching("pinyin_fts")


def by_id(connection: Connection, member_id: str) -> MemberRow | None:
    """Return member ``member_id``."""
    row = _BY_ID.one(connection, member_id)
    return None if row is None else MemberRow(*row)


def by_code(connection: Connection, code: str, kind: str) -> MemberRow | None:
    """Return the member that a code (``qr``, ``card``) names, whatever its status."""
    row = _BY_CODE.one(connection, code, kind)
    return None if row is None else MemberRow(*row)


def by_phone(connection: Connection, key: bytes, most: int = 50) -> list[MemberRow]:
    """Return the members under a phone's keyed hash, present holders before former ones."""
    return [
        replace(MemberRow(*row[:-1]), former=bool(row[-1]))
        for row in _BY_PHONE.all(connection, key, most)
    ]


def by_numbers(connection: Connection, numbers: Sequence[int]) -> list[MemberRow]:
    """Return the members with the server's ``numbers``, in that order."""
    if not numbers:
        return []
    found = {
        row[0]: MemberRow(*row) for row in connection.execute(_BY_NO, {"numbers": list(numbers)})
    }
    return [found[no] for no in numbers if no in found]


def with_prefix(connection: Connection, term: str, most: int) -> list[int]:
    """Return numbers of members with a term that starts with ``term`` (in the index's form)."""
    bounds = {"low": term, "high": term + _ABOVE_ALL, "most": most}
    return _distinct(row[0] for row in connection.execute(_TERM, bounds))


def with_name_part(connection: Connection, characters: Iterable[str], most: int) -> list[int]:
    """Return numbers of members whose name contains ``characters`` one after the other."""
    phrase = " ".join(characters).replace('"', " ")
    found = connection.execute(_NAME_CONTAINS, {"wanted": f'"{phrase}"', "most": most})
    return _distinct(row[0] for row in found)


def with_pinyin_part(connection: Connection, letters: str, most: int) -> list[int]:
    """Return numbers of members whose pinyin contains ``letters``, three of them or more."""
    phrase = letters.replace('"', " ")
    found = connection.execute(_PINYIN_CONTAINS, {"wanted": f'"{phrase}"', "most": most})
    return _distinct(row[0] for row in found)


def _distinct(numbers: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(numbers))
