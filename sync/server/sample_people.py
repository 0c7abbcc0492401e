"""The people of the sample shop, drawn from a seed: the same seed gives the same people.

Names, phones and balances are made up. The first one is the member that the documents show.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from pos_member.domain.clock import add_days
from pos_member.domain.code_texts import card_number
from pos_member.domain.ids import uuid7
from pos_member.domain.lease import Lot
from pos_member.domain.member import Gender, addressed
from pos_member.domain.opening import Opening as Brought
from pos_member.domain.operations import MemberCodeBinding
from pos_member.domain.phone import CHINA, PhoneKey
from sync.server.members import NewMember

START_MS = 1_735_689_600_000
"""1 January 2025: before it no sample member joined."""

_DAY_MS = 86_400_000
_DAYS_OPEN = 650
_PREFIXES = ("138", "139", "136", "158", "186", "177", "135", "150", "188", "199")
_NUMBERS = 10**8
_STEP = 49_979_687  # prime to 10^8, so that every member gets another number
_COMPOUND_EVERY = 60
_CARD_PREFIX = "8801"
_LOT_DAYS = 730
_FEMALE_PERCENT = 70
_BONUS_FROM = 50_000
_HEADLINE = ("林晓雯", "13800006620")


@dataclass(frozen=True, slots=True)
class Names:
    """What names are made of."""

    surnames: str
    compound: Sequence[str]
    female: str
    male: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What a member holds on the first day: minor units, points with their lots, qualifying.

    Attributes:
        opening_id: names the transfers that brought it, and the lot of most points.
        lots: (lot, points, last day).
    """

    opening_id: str
    principal: int
    bonus: int
    lots: tuple[tuple[str, int, str], ...]
    qualifying: int

    @property
    def points(self) -> int:
        """Return all points."""
        return sum(points for _, points, _ in self.lots)

    @property
    def brought(self) -> Brought:
        """Return it as the books take it in."""
        lots = tuple(Lot(*lot) for lot in self.lots)
        return Brought(self.principal, self.bonus, self.qualifying, lots)


@dataclass(frozen=True, slots=True)
class Person:
    """A sample member with the code on the phone, the card, and what it holds."""

    member: NewMember
    qr: bytes
    card: str
    opening: Opening


def people(
    count: int, *, seed: int, names: Names, store_name: str, first: int = 1
) -> Iterator[Person]:
    """Yield ``count`` people, the ones with the numbers ``first`` and following."""
    chance = Random(f"{seed}/{first}")  # noqa: S311 - a sample wants the same people again
    if first == 1 and count:
        yield _headline(chance, store_name)
    for number in range(max(first, 2), first + count):
        yield _person(number, chance, seed, names, store_name)


def _person(number: int, chance: Random, seed: int, names: Names, store_name: str) -> Person:
    gender = Gender.FEMALE if chance.randrange(100) < _FEMALE_PERCENT else Gender.MALE
    name = _name(chance, names, gender)
    joined = chance.randrange(_DAYS_OPEN)
    phone = PhoneKey(CHINA + _mobile(number, seed))
    birthday = f"{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    spent = int(chance.paretovariate(1.1) * 20_000) if chance.randrange(10) else 0
    card = card_number(f"{_CARD_PREFIX}{number % 10_000_000:07d}")
    return _made(
        chance,
        name=name,
        gender=gender,
        phone=phone,
        card=card,
        joined_day=_day(joined),
        visit_day=_day(joined + chance.randrange(_DAYS_OPEN - joined)),
        birthday=birthday if chance.randrange(3) else "",
        opening=_opening(chance, min(spent, 9_000_000)),
        store_name=store_name,
        note="",
    )


def _headline(chance: Random, store_name: str) -> Person:
    name, phone = _HEADLINE
    opening_id, older = _id(chance), _id(chance)
    lots = ((older, 1_200, "2026-11-30"), (opening_id, 11_280, "2028-06-30"))
    return _made(
        chance,
        name=name,
        gender=Gender.FEMALE,
        phone=PhoneKey(CHINA + phone),
        card=card_number("88012203114"),
        joined_day="2025-03-08",
        visit_day="2026-10-28",
        birthday="11-24",
        opening=Opening(opening_id, 100_000, 28_650, lots, 864_000),
        store_name=store_name,
        note="对薰衣草过敏 · 常约 Kevin",
    )


def _made(
    chance: Random,
    *,
    name: str,
    gender: Gender,
    phone: PhoneKey,
    card: str,
    joined_day: str,
    visit_day: str,
    birthday: str,
    opening: Opening,
    store_name: str,
    note: str,
) -> Person:
    qr = chance.randbytes(10)
    rest: dict[str, object] = {
        "salutation": addressed(name, gender, "zh"),
        "gender": gender.value,
        "birthday": birthday,
        "joined_day": joined_day,
        "home_store": store_name,
        "note": note,
        "tags": [],
        "consents": ["service", "birthday"] if birthday else ["service"],
        "visits": chance.randrange(1, 60),
    }
    codes = (MemberCodeBinding("qr", qr.hex()), MemberCodeBinding("card", card))
    member = NewMember(_id(chance), name, phone, "", codes, rest, visit_day)
    return Person(member, qr, card, opening)


def _opening(chance: Random, spent: int) -> Opening:
    """Half have stored value, in the steps that offers come in; most have points."""
    opening_id = _id(chance)
    principal = bonus = 0
    if chance.randrange(2):
        principal = chance.choice((5_000, 10_000, 20_000, 50_000, 100_000, 200_000))
        principal -= chance.randrange(principal // 200) * 100
        bonus = principal // 10 // 10 * 10 if principal >= _BONUS_FROM else 0
    points = chance.randrange(spent // 100 + 1)
    expires = add_days(_day(_DAYS_OPEN), _LOT_DAYS)
    lots = ((opening_id, points, expires),) if points else ()
    return Opening(opening_id, principal, bonus, lots, spent)


def _name(chance: Random, names: Names, gender: Gender) -> str:
    given = names.female if gender is Gender.FEMALE else names.male
    rare = not chance.randrange(_COMPOUND_EVERY)
    # The first surnames of the list are the most usual ones, as in life.
    place = min(chance.randrange(len(names.surnames)), chance.randrange(len(names.surnames)))
    surname = chance.choice(names.compound) if rare else names.surnames[place]
    return surname + "".join(
        chance.choice(given) for _ in range(1 if rare else chance.choice((1, 2, 2)))
    )


def _mobile(number: int, seed: int) -> str:
    spread = (number * _STEP + seed * 7_919) % _NUMBERS
    return _PREFIXES[number // _NUMBERS % len(_PREFIXES)] + f"{spread:08d}"


def _day(days: int) -> str:
    return add_days("2025-01-01", days)


def _id(chance: Random) -> str:
    return uuid7(START_MS + chance.randrange(_DAYS_OPEN) * _DAY_MS, chance.randbytes(10))
