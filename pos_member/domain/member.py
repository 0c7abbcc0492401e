"""A member as a value, and the views of one that others may see.

The phone is only ever here as its mask. Consent is per purpose and never assumed: only ``service``
is needed to join, everything else is the customer's own wish.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pos_member.domain.errors import Refused

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_COMPOUND_SURNAMES = (
    "欧阳太史上官端木司马东方独孤南宫夏侯诸葛尉迟皇甫公孙慕容令狐宇文长孙司徒司空轩辕百里呼延东郭"
    "西门濮阳公冶宗政淳于单于太叔申屠仲孙钟离闻人澹台赫连拓跋万俟歐陽司馬東方諸葛尉遲長孫軒轅鍾離"
)
"""Two characters each: the family names that are not one character long."""
_COMPOUND = frozenset(
    _COMPOUND_SURNAMES[place : place + 2] for place in range(0, len(_COMPOUND_SURNAMES), 2)
)


class Status(StrEnum):
    """Whether a member may be served as one."""

    ACTIVE = "active"
    FROZEN = "frozen"
    CLOSED = "closed"


class Gender(StrEnum):
    """How a member wishes to be addressed."""

    FEMALE = "female"
    MALE = "male"
    UNSAID = ""


class Purpose(StrEnum):
    """What personal data may be used for; each agreed to apart."""

    SERVICE = "service"
    BIRTHDAY = "birthday"
    MARKETING = "marketing"
    PERSONALISED = "personalised"


REQUIRED = (Purpose.SERVICE,)


@dataclass(frozen=True, slots=True)
class Consent:
    """The answer to one purpose: when it was given, and to which text of the notice."""

    given: bool
    at_ms: int
    notice_version: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member.

    Attributes:
        card_number: twelve digits, or empty.
        phone_mask: as ``phone.masked`` writes it, or empty.
        birthday_month: with ``birthday_day``; both 0 where not told. The year is never asked.
        joined_day: shop day as ``YYYY-MM-DD``.
    """

    member_id: str
    name: str
    tier_id: str
    card_number: str = ""
    gender: Gender = Gender.UNSAID
    phone_mask: str = ""
    status: Status = Status.ACTIVE
    birthday_month: int = 0
    birthday_day: int = 0
    consents: Mapping[Purpose, Consent] = field(default_factory=dict)
    joined_day: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()

    def agreed_to(self, purpose: Purpose) -> bool:
        """Tell whether the member agreed to ``purpose``; silence is no."""
        answer = self.consents.get(purpose)
        return answer is not None and answer.given

    def check_usable(self) -> None:
        """Check that the member's benefits and accounts may be used.

        Raises:
            Refused: ``member_frozen`` or ``member_closed``.
        """
        if self.status is not Status.ACTIVE:
            raise Refused(f"member_{self.status}")


def check_consents(given: Mapping[Purpose, bool]) -> None:
    """Check that whoever joins agreed to what serving them needs.

    Raises:
        Refused: ``consent_required`` with the ``purpose``.
    """
    for purpose in REQUIRED:
        if not given.get(purpose):
            raise Refused("consent_required", purpose=purpose.value)


def read_birthday(text: str) -> tuple[int, int]:
    """Return month and day of ``MM-DD``; the empty text is (0, 0), not told.

    Raises:
        Refused: ``birthday_unreadable``: not two numbers, or no such day in any year.
    """
    if not text:
        return 0, 0
    month, dash, day = text.partition("-")
    plain = text.isascii() and month.isdigit() and day.isdigit() and dash == "-"
    if not plain or not 1 <= int(month) <= len(_DAYS) or not 1 <= int(day) <= _DAYS[int(month) - 1]:
        raise Refused("birthday_unreadable")
    return int(month), int(day)


def format_birthday(month: int, day: int) -> str:
    """Return ``MM-DD``, or the empty text where no birthday was told."""
    return f"{month:02d}-{day:02d}" if month else ""


def surname(name: str) -> str:
    """Return the family name: one character or a compound one; of Latin names the last word."""
    plain = name.strip()
    if not plain:
        return ""
    if plain.isascii():
        return plain.split()[-1]
    return plain[:2] if plain[:2] in _COMPOUND and len(plain) > len("欧阳") else plain[:1]


def addressed(name: str, gender: Gender, language: str) -> str:
    """Return surname and title, all that a customer display says of a person (林女士, Ms Lin)."""
    family = surname(name)
    if language == "zh":
        return family + {Gender.FEMALE: "女士", Gender.MALE: "先生", Gender.UNSAID: "会员"}[gender]
    title = {Gender.FEMALE: "Ms", Gender.MALE: "Mr", Gender.UNSAID: "Member"}[gender]
    return f"{title} {family}".rstrip()


def masked_name(name: str) -> str:
    """Return the name with all but the family name hidden: ``林**``."""
    plain = name.strip()
    family = surname(plain)
    return family + "*" * min(len(plain) - len(family), 2)
