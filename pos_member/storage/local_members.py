"""Members registered at this till that the replica does not know yet, so that they are found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from pos_member.domain import canonical
from pos_member.storage.tables import local_member


@dataclass(frozen=True, slots=True)
class LocalMember:
    """A new member, in the same terms as the replica's.

    ``seq`` is the place (``journal.place_of``) of the entry that registered it.

    ``code`` is the QR's (hex), ``rest`` the JSON text of the replica's column of that name.
    """

    member_id: str
    seq: int
    name: str
    phone_mask: str
    phone_sealed: str
    card_number: str
    phone_key: bytes
    tail_key: bytes
    code: str
    name_chars: str
    pinyin: str
    terms: tuple[str, ...]
    rest: str

    @property
    def tier_id(self) -> str:
        """Return no tier: whoever just joined has the program's lowest."""
        return ""

    @property
    def status(self) -> str:
        """Return ``active``: nobody can have been frozen yet."""
        return "active"

    @property
    def last_visit_day(self) -> str:
        """Return no day: this is the first visit."""
        return ""


_INSERT = insert(local_member)
_BY_ID = select(local_member).where(local_member.c.member_id == bindparam("id"))
_BY_PHONE = select(local_member).where(local_member.c.phone_key == bindparam("key"))
_BY_TAIL = select(local_member).where(local_member.c.tail_key == bindparam("key"))
_BY_CODE = select(local_member).where(local_member.c.code == bindparam("code"))
_BY_CARD = select(local_member).where(local_member.c.card_number == bindparam("number"))
_EVERY = select(local_member).order_by(local_member.c.seq)
_SYNCED = select(local_member.c.member_id).where(local_member.c.seq <= bindparam("acked"))
_MOVE = (
    update(local_member).where(local_member.c.seq == bindparam("old")).values(seq=bindparam("new"))
)
_FORGET = delete(local_member).where(local_member.c.member_id == bindparam("id"))


def add(connection: Connection, row: LocalMember) -> None:
    """Write ``row``."""
    connection.execute(
        _INSERT,
        {
            "member_id": row.member_id,
            "seq": row.seq,
            "name": row.name,
            "phone_mask": row.phone_mask,
            "phone_sealed": row.phone_sealed,
            "card_number": row.card_number,
            "phone_key": row.phone_key,
            "tail_key": row.tail_key,
            "code": row.code,
            "name_chars": row.name_chars,
            "pinyin": row.pinyin,
            "terms": canonical.dump(row.terms).decode(),
            "rest": row.rest,
        },
    )


def by_id(connection: Connection, member_id: str) -> LocalMember | None:
    """Return the member ``member_id`` if registered here and not synced."""
    row = connection.execute(_BY_ID, {"id": member_id}).one_or_none()
    return None if row is None else _local(row)


def by_phone(connection: Connection, key: bytes) -> list[LocalMember]:
    """Return who has the phone with this keyed hash."""
    return [_local(row) for row in connection.execute(_BY_PHONE, {"key": key})]


def by_tail(connection: Connection, key: bytes) -> list[LocalMember]:
    """Return who has the last four digits with this keyed hash."""
    return [_local(row) for row in connection.execute(_BY_TAIL, {"key": key})]


def by_code(connection: Connection, code: str, kind: str) -> LocalMember | None:
    """Return whom a code (``qr``, ``card``) names."""
    if not code:
        return None
    statement, name = (_BY_CODE, "code") if kind == "qr" else (_BY_CARD, "number")
    row = connection.execute(statement, {name: code}).first()
    return None if row is None else _local(row)


def every(connection: Connection) -> list[LocalMember]:
    """Return all of them: few, so a search by name looks at each."""
    return [_local(row) for row in connection.execute(_EVERY)]


def synced_up_to(connection: Connection, acked_seq: int) -> list[str]:
    """Return those whose registration the server has acknowledged."""
    return [str(row[0]) for row in connection.execute(_SYNCED, {"acked": acked_seq})]


def move(connection: Connection, places: Mapping[int, int]) -> None:
    """Give the members at the old place of each registration its new one."""
    if places:
        connection.execute(_MOVE, [{"old": old, "new": new} for old, new in places.items()])


def forget(connection: Connection, member_ids: list[str]) -> None:
    """Delete members that the replica knows."""
    if member_ids:
        connection.execute(_FORGET, [{"id": member_id} for member_id in member_ids])


def _local(row: Row[*tuple[Any, ...]]) -> LocalMember:
    found = dict(row._asdict())
    terms = canonical.load(found.pop("terms"))
    assert isinstance(terms, list)
    return LocalMember(**found, terms=tuple(str(term) for term in terms))
