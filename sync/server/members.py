"""Members as the server keeps them: the profile in the replica's own columns, codes, phones, terms.

Two members with one phone both live, and stand in a list for somebody to decide; a code that is
bound already stays with whom it names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member import han
from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from pos_member.domain.name_index import NameTerms, name_terms
from pos_member.domain.operations import Enrolment, MemberCodeBinding
from pos_member.domain.phone import PhoneKey, masked, national_digits, normalise
from pos_member.domain.shape import Shape
from sync.protocol.personal import phone_key, seal, tail_key
from sync.server import tables, upserts
from sync.server.house import House
from sync.server.programs import Rules

CODE_TAKEN = "code_taken"
_REST_FIELDS = ("salutation", "gender", "birthday", "note")


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member about to be written.

    ``phone`` is its E.164 key or empty, ``rest`` the replica's ``rest`` as values; days are
    ``YYYY-MM-DD``.
    """

    member_id: str
    name: str
    phone: str
    tier_id: str
    codes: tuple[MemberCodeBinding, ...]
    rest: dict[str, object]
    last_visit_day: str = ""
    status: str = "active"


@dataclass(frozen=True, slots=True)
class MemberRows:
    """The rows of one member, ready to be inserted; ``profile`` has no ``no`` where it is new."""

    profile: dict[str, object]
    codes: list[dict[str, object]] = field(default_factory=list)
    phones: list[dict[str, object]] = field(default_factory=list)
    terms: list[dict[str, object]] = field(default_factory=list)


def enrolled(
    enrolment: Enrolment, values: dict[str, str], house: House, *, tier_id: str
) -> NewMember:
    """Return the member that ``enrolment`` makes, with the personal ``values`` beside it."""
    where = enrolment.where
    rest: dict[str, object] = {name: values.get(name, "") for name in _REST_FIELDS}
    rest |= {
        "joined_day": where.day,
        "home_store": house.store.name,
        "tags": [],
        "consents": list(enrolment.consents),
        "visits": 0,
    }
    return NewMember(
        member_id=enrolment.member_id,
        name=values.get("name", ""),
        phone=_phone(values.get("phone", "")),
        tier_id=tier_id,
        codes=enrolment.codes,
        rest=rest,
        last_visit_day=where.day,
    )


def indexed(name: str) -> NameTerms:
    """Return what ``name`` is found by, each character by all its readings."""
    return name_terms(name, han.readings)


def rows_of(
    member: NewMember, house: House, *, terms_of: Callable[[str], NameTerms] = indexed
) -> MemberRows:
    """Return the rows of ``member`` without its number; phones only as keyed hash and sealed."""
    index = terms_of(member.name)
    national = national_digits(PhoneKey(member.phone))
    profile: dict[str, object] = {
        "member_id": member.member_id,
        "name": member.name,
        "tier_id": member.tier_id,
        "status": member.status,
        "card_number": next((c.code for c in member.codes if c.kind == "card"), ""),
        "phone_mask": masked(PhoneKey(member.phone)) if member.phone else "",
        "phone_sealed": seal(house.field_key, national) if national else "",
        "last_visit_day": member.last_visit_day,
        "name_chars": index.spaced_characters(),
        "pinyin": index.spaced_pinyin(),
        "rest": canonical.dump(member.rest).decode(),
    }
    codes = [{"code": c.code, "kind": c.kind, "status": "active"} for c in member.codes]
    keys = _phone_keys(house, member.phone)
    return MemberRows(
        profile,
        codes=[dict(code) for code in codes],
        phones=[{"key": key, "former": 0} for key in keys],
        terms=[{"term": term} for term in index.prefixes() if term],
    )


def add(connection: Connection, member: NewMember, house: House, *, now_ms: int) -> tuple[int, str]:
    """Insert ``member``; return its number and ``code_taken`` where a code was bound already."""
    rows = rows_of(member, house)
    no: int = connection.execute(_PROFILE, rows.profile).scalar_one()
    connection.execute(_HOLDING, dict.fromkeys(_FIGURES, 0) | {"no": no})
    taken = _bind_codes(connection, no, rows.codes)
    for statement, found in ((_PHONE, rows.phones), (_TERM, rows.terms)):
        if found:
            connection.execute(statement, [row | {"no": no} for row in found])
    _note_same_phone(connection, no, house, member.phone, now_ms)
    return no, CODE_TAKEN if taken else ""


def visited(connection: Connection, no: int, day: str) -> bool:
    """Note that member ``no`` was here on ``day``; false when that was known already."""
    change = {"member_no": no, "day": day}
    if connection.execute(_VISITED, change).rowcount == 0:
        return False
    rest = Shape(canonical.load(connection.execute(_REST, {"member_no": no}).scalar_one()))
    values = {name: rest.raw(name) for name in rest.names()}
    values["visits"] = rest.integer("visits") + 1
    connection.execute(_SET_REST, {"member_no": no, "values": canonical.dump(values).decode()})
    return True


def raised(connection: Connection, no: int, rules: Rules) -> bool:
    """Put member ``no`` into the tier that its qualifying units reach; false if it has it.

    Never down: a tier that was granted stays until its validity ends.
    """
    row = connection.execute(_STANDING, {"member_no": no}).one()
    tier_id = rules.tier_for(row.tier_id, row.qualifying)
    if tier_id == row.tier_id:
        return False
    connection.execute(_SET_TIER, {"member_no": no, "tier": tier_id})
    return True


def _phone(text: str) -> str:
    """Return the key of a number; one that a till took from abroad comes without its plus sign.

    It has been checked when it was typed, so nothing is refused here.
    """
    try:
        return normalise(text) if text else ""
    except Refused:
        return "+" + text


def _phone_keys(house: House, phone: str) -> Iterable[bytes]:
    if not phone:
        return ()
    return (phone_key(house.phone_index_key, phone), tail_key(house.phone_index_key, phone))


def _bind_codes(connection: Connection, no: int, codes: list[dict[str, object]]) -> bool:
    statement = _CODE[connection.dialect.name]
    bound = [connection.execute(statement, code | {"no": no}).first() for code in codes]
    return None in bound


def _note_same_phone(
    connection: Connection, no: int, house: House, phone: str, now_ms: int
) -> None:
    if not phone:
        return
    key = phone_key(house.phone_index_key, phone)
    others = connection.execute(_SAME_PHONE, {"key": key, "member_no": no}).scalars().all()
    if others:
        rows = [{"no": no, "other_no": n, "why": "phone", "found_ms": now_ms} for n in others]
        connection.execute(_CANDIDATE, rows)


_FIGURES = tuple(column.name for column in tables.holding.c if column.name != "no")
_PROFILE = sa.insert(tables.member).returning(tables.member.c.no)
_HOLDING = sa.insert(tables.holding)
_CODE = {
    dialect: statement.returning(tables.member_code.c.no)
    for dialect, statement in upserts.insert_new(tables.member_code).items()
}
_PHONE = sa.insert(tables.member_phone)
_TERM = sa.insert(tables.member_term)
_CANDIDATE = sa.insert(tables.merge_candidate)
_SAME_PHONE = sa.select(tables.member_phone.c.no).where(
    tables.member_phone.c.key == sa.bindparam("key"),
    tables.member_phone.c.no != sa.bindparam("member_no"),
)
_OF_MEMBER = tables.member.c.no == sa.bindparam("member_no")
_VISITED = (
    sa.update(tables.member)
    .where(_OF_MEMBER, tables.member.c.last_visit_day < sa.bindparam("day"))
    .values(last_visit_day=sa.bindparam("day"))
)
_REST = sa.select(tables.member.c.rest).where(_OF_MEMBER)
_STANDING = sa.select(tables.member.c.tier_id, tables.holding.c.qualifying).where(
    _OF_MEMBER, tables.holding.c.no == tables.member.c.no
)
_SET_TIER = sa.update(tables.member).where(_OF_MEMBER).values(tier_id=sa.bindparam("tier"))
_SET_REST = sa.update(tables.member).where(_OF_MEMBER).values(rest=sa.bindparam("values"))
