"""Finds members and goods by what a person types, in the replica and among the newly joined.

Who has a phone now comes before who had it once.
"""

from collections.abc import Callable, Sequence

from pos_member.domain import phone
from pos_member.domain.check_digits import luhn_holds
from pos_member.domain.codes import CARD_DIGITS
from pos_member.domain.errors import Refused, Unavailable
from pos_member.domain.journal import Moment
from pos_member.domain.name_index import is_han, normalise_query
from pos_member.domain.program import Program
from pos_member.domain.views import GoodsView, MemberHit, MemberView
from pos_member.services import coupons, sessions
from pos_member.services.program import program_at
from pos_member.services.standing import counted, hit_of, standing_of, view_of
from pos_member.services.targeting import targeted
from pos_member.services.tiers import NO_TIER, tier_now
from pos_member.services.till import Till
from pos_member.storage import effects, goods, local_members, members
from pos_member.storage.local_members import LocalMember
from pos_member.storage.members import MemberRow
from pos_member.storage.trust import phone_key, tail_key

HITS_MAX = 20
_LOOKED_AT = 60
_TAIL_DIGITS = 4
_TRIGRAM = 3
_GOODS_MAX = 50


def open_member(till: Till, member_id: str, identified_by: str, moment: Moment) -> MemberView:
    """Return member ``member_id`` with what is held now.

    Raises:
        Refused: ``member_gone``.
    """
    with till.cache.reading() as connection:
        row = members.by_id(connection, member_id)
    local = None
    if row is None:
        with till.journal.reading() as connection:
            local = local_members.by_id(connection, member_id)
    found = row or local
    if found is None:
        raise Refused("member_gone")
    return show(till, found, identified_by, moment)


def search(till: Till, text: str, moment: Moment) -> list[MemberHit]:
    """Return who may be meant by ``text``: a phone, its last four digits, a card, part of a name.

    At most ``HITS_MAX``, the likeliest first: the phone's holder, then its former ones; names that
    begin like this before names that contain it.
    """
    plain = normalise_query(text)
    digits = plain.removeprefix("+").removeprefix("m")
    if digits.isascii() and digits.isdigit():
        found = _by_digits(till, plain, digits)
    elif plain:
        found = _by_name(till, plain)
    else:
        found = []
    return _hits(till, found[:HITS_MAX], _program(till, moment))


def find_goods(till: Till, text: str) -> list[GoodsView]:
    """Return goods by bar code, by SKU, or by what their name, pinyin or initials contain."""
    plain = text.strip()
    if not plain:
        return []
    with till.cache.reading() as connection:
        exact = goods.by_code(connection, plain) or goods.by_sku(connection, plain)
        if exact is not None:
            return [exact]
        return list(goods.containing(connection, normalise_query(plain), _GOODS_MAX))


def phone_holders(till: Till, digits: str) -> list[str]:
    """Return the ids of who has the number ``digits`` now, as far as this till knows."""
    key = phone_key(till.identity.phone_index_key, digits)
    with till.cache.reading() as connection:
        known = [row.member_id for row in members.by_phone(connection, key) if not row.former]
    with till.journal.reading() as connection:
        local = [row.member_id for row in local_members.by_phone(connection, key)]
    return list(dict.fromkeys([*known, *local]))


def card_holder(till: Till, number: str) -> str | None:
    """Return the id of whom a card names, whatever the card's status."""
    with till.cache.reading() as connection:
        row = members.by_code(connection, number, "card")
    if row is not None:
        return row.member_id
    with till.journal.reading() as connection:
        local = local_members.by_code(connection, number, "card")
    return local.member_id if local else None


_Found = tuple[MemberRow | LocalMember, str]


def show(
    till: Till, row: MemberRow | LocalMember, identified_by: str, moment: Moment
) -> MemberView:
    """Return ``row`` as the cashier sees it, with what is held now."""
    replica = row if isinstance(row, MemberRow) else None
    program = _program(till, moment)
    cap = program.stored_value.balance_cap_minor if program else None
    with till.journal.reading() as connection:
        standing = standing_of(till, connection, row.member_id, replica, moment, cap_minor=cap)
        now = tier_now(till, connection, row, program, moment) if program else NO_TIER
    view = view_of(
        till,
        row,
        identified_by=identified_by,
        standing=standing,
        now=now,
        coupons=coupons.of_member(till, row.member_id, program, moment) if replica else (),
        packages=sessions.of_member(till, row.member_id, program, moment),
    )
    return targeted(view, row, program, moment) if program else view


def _program(till: Till, moment: Moment) -> Program | None:
    """Members are found before there is a program; only their tier has no name then."""
    try:
        return program_at(till, moment.wall_ms)
    except Unavailable:
        return None


def _by_digits(till: Till, plain: str, digits: str) -> list[_Found]:
    if len(digits) == _TAIL_DIGITS:
        key = tail_key(till.identity.phone_index_key, digits)
        return _under(till, key, "tail", local_members.by_tail)
    if len(digits) == CARD_DIGITS and luhn_holds(digits):
        found = card_holder(till, digits)
        return _one(till, found, "card") if found else []
    try:
        whole = phone.normalise(plain)
    except Refused:
        return []
    key = phone_key(till.identity.phone_index_key, phone.national_digits(whole))
    return _under(till, key, "phone", local_members.by_phone)


def _under(
    till: Till, key: bytes, matched: str, find_local: Callable[..., list[LocalMember]]
) -> list[_Found]:
    with till.cache.reading() as connection:
        rows = members.by_phone(connection, key, _LOOKED_AT)
    with till.journal.reading() as connection:
        local = find_local(connection, key)
    present: list[_Found] = [(row, matched) for row in rows if not row.former]
    former: list[_Found] = [(row, "former") for row in rows if row.former]
    return _once([*present, *((row, matched) for row in local), *former])


def _one(till: Till, member_id: str, matched: str) -> list[_Found]:
    with till.cache.reading() as connection:
        row: MemberRow | LocalMember | None = members.by_id(connection, member_id)
    if row is None:
        with till.journal.reading() as connection:
            row = local_members.by_id(connection, member_id)
    return [(row, matched)] if row else []


def _by_name(till: Till, plain: str) -> list[_Found]:
    characters = [letter for letter in plain if is_han(letter)]
    with till.journal.reading() as connection:
        local = [row for row in local_members.every(connection) if _named(row, plain)]
    # Who joined here may stand in the replica by now, too, and is shown once.
    most = HITS_MAX + len(local)
    with till.cache.reading() as connection:
        numbers = members.with_prefix(connection, plain, _LOOKED_AT)
        if len(numbers) < HITS_MAX and characters:
            numbers += members.with_name_part(connection, characters, _LOOKED_AT)
        if len(numbers) < HITS_MAX and not characters and len(plain) >= _TRIGRAM:
            numbers += members.with_pinyin_part(connection, plain, _LOOKED_AT)
        rows = members.by_numbers(connection, list(dict.fromkeys(numbers))[:most])
    return _once([*((row, "name") for row in local), *((row, "name") for row in rows)])


def _named(row: LocalMember, plain: str) -> bool:
    if any(term.startswith(plain) for term in row.terms):
        return True
    return plain in normalise_query(row.name) or plain in row.pinyin


def _once(found: Sequence[_Found]) -> list[_Found]:
    """A member that is in the replica already may still stand among the newly joined."""
    return list({row.member_id: (row, matched) for row, matched in reversed(found)}.values())[::-1]


def _hits(till: Till, found: Sequence[_Found], program: Program | None) -> list[MemberHit]:
    hits = []
    with till.journal.reading() as connection:
        own = effects.of_members(connection, [row.member_id for row, _ in found])
    for row, matched in found:
        replica = row if isinstance(row, MemberRow) else None
        counting = counted(till, replica, own[row.member_id])
        hits.append(hit_of(till, row, program, own=counting, matched=matched))
    return hits
