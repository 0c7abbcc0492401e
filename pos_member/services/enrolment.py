"""Registers a member at the till, with or without network: phone first, all else a wish.

The journal holds only salted hashes of what identifies a person; the values stand beside it, where
they can be erased. The new member is found at this till at once.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection

from pos_member.domain import canonical, phone
from pos_member.domain.check_digits import luhn_holds
from pos_member.domain.codes import CARD_DIGITS
from pos_member.domain.errors import Refused, Unavailable
from pos_member.domain.journal import Moment
from pos_member.domain.member import Gender, Purpose, addressed, check_consents, read_birthday
from pos_member.domain.name_index import name_terms
from pos_member.domain.operations import Enrolment, MemberCodeBinding, Personal, Where
from pos_member.domain.views import MemberView
from pos_member.services.booking import book
from pos_member.services.health import require_room
from pos_member.services.lookup import card_holder, open_member, phone_holders
from pos_member.services.program import program_at
from pos_member.services.till import Till, may_spend, require_trust, shop_day
from pos_member.storage import entries, local_members
from pos_member.storage.local_members import LocalMember
from pos_member.storage.trust import phone_key, seal, tail_key

NAME_MAX = 64
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Joining:
    """What the customer gave. ``op_id`` is made before the first try and kept for every retry.

    Attributes:
        phone: as typed; may be empty only with a card.
        birthday: ``MM-DD`` or empty; the year is never asked.
        consents: purposes agreed to.
    """

    op_id: str
    cashier_id: str
    phone: str = ""
    name: str = ""
    gender: str = ""
    birthday: str = ""
    card_number: str = ""
    referrer_id: str = ""
    consents: tuple[str, ...] = ()
    notice_version: str = "1"


def enrol(till: Till, joining: Joining, moment: Moment) -> MemberView:
    """Register a member; a second call with the same ``op_id`` returns the same one.

    Raises:
        Refused: ``phone_…`` as ``domain.phone`` says, ``phone_taken`` or ``card_taken`` with the
            ``member_id`` of who has it, ``card_number_wrong``, ``birthday_unreadable``,
            ``consent_required``, ``name_long``, ``gender_unknown``, ``nothing_to_find_by``.
        Unavailable: the disk has no room.
    """
    done = _done_already(till, joining.op_id)
    if done:
        return open_member(till, done, "enrolled", moment)
    require_trust(till)
    require_room(till.folder)
    digits = _checked(joining)
    _check_free(till, digits, joining.card_number)
    body, values = _body(till, joining, digits, moment)
    with till.journal.writing() as connection:
        booked = book(
            connection,
            till,
            body,
            op_id=joining.op_id,
            actor_id=joining.cashier_id,
            moment=moment,
            values=values,
        )
        _keep_local(connection, till, body, values.values, booked.place)
    return open_member(till, body.member_id, "enrolled", moment)


def _done_already(till: Till, op_id: str) -> str:
    with till.journal.reading() as connection:
        entry = entries.by_op(connection, op_id)
    if entry is None:
        return ""
    fields = canonical.load(entry.draft.body)
    if entry.draft.kind != Enrolment.kind or not isinstance(fields, dict):
        raise Refused("op_id_used")
    return str(fields["member"])


def _checked(joining: Joining) -> str:
    """Check what was typed and return the phone's national digits."""
    check_consents({purpose: purpose in joining.consents for purpose in Purpose})
    read_birthday(joining.birthday)
    if joining.gender not in set(Gender):
        raise Refused("gender_unknown")
    if len(joining.name.strip()) > NAME_MAX:
        raise Refused("name_long", most=NAME_MAX)
    card = joining.card_number
    if card and not (len(card) == CARD_DIGITS and card.isdigit() and luhn_holds(card)):
        raise Refused("card_number_wrong")
    if not joining.phone.strip():
        if not card:
            raise Refused("nothing_to_find_by")
        return ""
    return phone.national_digits(phone.normalise(joining.phone))


def _check_free(till: Till, digits: str, card: str) -> None:
    holders = phone_holders(till, digits) if digits else []
    if holders:
        raise Refused("phone_taken", member_id=holders[0])
    holder = card_holder(till, card) if card else None
    if holder:
        raise Refused("card_taken", member_id=holder)


def _body(till: Till, joining: Joining, digits: str, moment: Moment) -> tuple[Enrolment, Personal]:
    gender = Gender(joining.gender)
    name = joining.name.strip()
    given = {
        "name": name,
        "phone": digits,
        "gender": gender.value,
        "birthday": joining.birthday,
        "salutation": addressed(name, gender, till.language) if name else "",
    }
    values = Personal(_salt(till), {key: value for key, value in given.items() if value})
    card = joining.card_number
    body = Enrolment(
        where=Where(till.identity.store_id, shop_day(moment), "", till.identity.currency),
        member_id=till.next_id(),
        personal=values.hashes(),
        codes=(MemberCodeBinding("card", card),) if card else (),
        consents=joining.consents,
        notice_version=joining.notice_version,
        referrer_id=joining.referrer_id or None,
        headroom=_headroom(till, moment),
    )
    return body, values


def _headroom(till: Till, moment: Moment) -> int:
    """A member that nobody else knows has all the room there is: it can be filled here at once."""
    with till.journal.reading() as connection:
        if not may_spend(connection):
            return 0
    try:
        return program_at(till, moment.wall_ms).stored_value.balance_cap_minor or 0
    except Unavailable:
        return 0


def _salt(till: Till) -> str:
    """Two ids carry 148 random bits, so the salt cannot be guessed from the hashes."""
    chance = (till.next_id() + till.next_id()).encode()
    return hashlib.sha256(b"PMJ1 salt" + chance).digest()[:_SALT_BYTES].hex()


def _keep_local(
    connection: Connection, till: Till, body: Enrolment, values: dict[str, str], place: int
) -> None:
    digits, identity = values.get("phone", ""), till.identity
    name = values.get("name", "")
    terms = name_terms(name, till.readings)
    rest = {
        "salutation": values.get("salutation", ""),
        "gender": values.get("gender", ""),
        "birthday": values.get("birthday", ""),
        "joined_day": body.where.day,
        "home_store": identity.store_name,
        "note": "",
        "tags": [],
        "consents": list(body.consents),
        "visits": 0,
    }
    local_members.add(
        connection,
        LocalMember(
            member_id=body.member_id,
            seq=place,
            name=name,
            phone_mask=phone.masked(phone.normalise(digits)) if digits else "",
            phone_sealed=seal(identity.field_key, digits) if digits else "",
            card_number=next((code.code for code in body.codes), ""),
            phone_key=phone_key(identity.phone_index_key, digits) if digits else b"",
            tail_key=tail_key(identity.phone_index_key, digits) if digits else b"",
            code="",
            name_chars=terms.spaced_characters(),
            pinyin=terms.spaced_pinyin(),
            terms=terms.prefixes() if name else (),
            rest=canonical.dump(rest).decode(),
        ),
    )
