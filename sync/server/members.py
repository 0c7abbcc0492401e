"""Members as the server keeps them: the profile in the replica's own columns, codes, phones, terms.

Two members with one phone both live, and stand in a list for somebody to decide; a code that is
bound already stays with whom it names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

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
from sync.server import compact_json, sets, tables, upserts
from sync.server.house import House

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


@dataclass(frozen=True, slots=True)
class Standing:
    """What a sale may change about a member: its tier, its last visit, ``rest`` as stored."""

    tier_id: str
    last_visit_day: str
    rest: str


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
    return no, _make_known(connection, no, rows, house, phone=member.phone, now_ms=now_ms)


def add_unnamed(
    connection: Connection, member_id: str, house: House, *, tier_id: str, now_ms: int
) -> int:
    """Insert a member of whom only the id is known yet; return its number."""
    rest: dict[str, object] = dict.fromkeys(_REST_FIELDS, "")
    rest |= {"joined_day": "", "home_store": "", "tags": [], "consents": [], "visits": 0}
    nobody = NewMember(member_id, "", "", tier_id, (), rest)
    no, _ = add(connection, nobody, house, now_ms=now_ms)
    connection.execute(_UNNAMED, {"no": no})
    return no


def is_unnamed(connection: Connection, no: int) -> bool:
    """Tell whether only the id of member ``no`` is known yet."""
    return connection.execute(_IS_UNNAMED, {"no": no}).first() is not None


def name(connection: Connection, no: int, member: NewMember, house: House, *, now_ms: int) -> str:
    """Give member ``no`` what its enrolment says; return ``code_taken`` as ``add`` does."""
    rows = rows_of(member, house)
    said = {column: rows.profile[column] for column in _SAID_LATER}
    connection.execute(_NAMED, said | {"member_no": no})
    connection.execute(_NAMED_NOW, {"no": no})
    return _make_known(connection, no, rows, house, phone=member.phone, now_ms=now_ms)


def named(before: Standing, member: NewMember) -> Standing:
    """Return what stands of an unnamed member, with the rest that its enrolment says."""
    visits = Shape(canonical.load(before.rest)).integer("visits")
    rest = canonical.dump(member.rest | {"visits": visits}).decode()
    last = max(before.last_visit_day, member.last_visit_day)
    return replace(before, last_visit_day=last, rest=rest)


def _make_known(
    connection: Connection, no: int, rows: MemberRows, house: House, *, phone: str, now_ms: int
) -> str:
    taken = _bind_codes(connection, no, rows.codes)
    for statement, found in ((_PHONE, rows.phones), (_TERM, rows.terms)):
        if found:
            connection.execute(statement, [row | {"no": no} for row in found])
    _note_same_phone(connection, no, house, phone, now_ms)
    return CODE_TAKEN if taken else ""


def visited(standing: Standing, day: str) -> Standing:
    """Return ``standing`` after a visit on ``day``; the same where that was known already."""
    if standing.last_visit_day >= day:
        return standing
    values = compact_json.load(standing.rest.encode())
    assert isinstance(values, dict)
    values["visits"] = Shape(values).integer("visits") + 1
    return Standing(standing.tier_id, day, compact_json.again(values).decode())


def restate(connection: Connection, standings: Iterable[tuple[int, Standing]]) -> None:
    """Write what is said of members now, by their numbers."""
    cells = [(no, s.tier_id, s.last_visit_day, s.rest) for no, s in standings]
    _RESTATE.run(connection, cells)


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
_UNNAMED = sa.insert(tables.unnamed)
_IS_UNNAMED = sa.select(tables.unnamed).where(tables.unnamed.c.no == sa.bindparam("no"))
_NAMED_NOW = sa.delete(tables.unnamed).where(tables.unnamed.c.no == sa.bindparam("no"))
_SAID_LATER = ("name", "card_number", "phone_mask", "phone_sealed", "name_chars", "pinyin")
_NAMED = (
    sa.update(tables.member)
    .where(tables.member.c.no == sa.bindparam("member_no"))
    .values({column: sa.bindparam(column) for column in _SAID_LATER})
)
_PHONE = sa.insert(tables.member_phone)
_TERM = sa.insert(tables.member_term)
_CANDIDATE = sa.insert(tables.merge_candidate)
_SAME_PHONE = sa.select(tables.member_phone.c.no).where(
    tables.member_phone.c.key == sa.bindparam("key"),
    tables.member_phone.c.no != sa.bindparam("member_no"),
)
_MEMBER = tables.member
_RESTATE = sets.updating(
    _MEMBER,
    {name: _MEMBER.c[name] for name in ("no", "tier_id", "last_visit_day", "rest")},
    change="tier_id = :tier_id, last_visit_day = :last_visit_day, rest = :rest",
    where="member.no = :no",
)
