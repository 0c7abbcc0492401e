"""The people of the sample shop: drawn apart in parts, the same as drawn at once in each part."""

from pos_member.domain.check_digits import luhn_holds
from pos_member.domain.phone import national_digits, normalise
from sync.server.sample_people import Names, people

NAMES = Names("王李张", ("欧阳",), "雯静", "伟强")


def drawn(count: int, seed: int = 1, first: int = 1) -> list[object]:
    return list(people(count, seed=seed, names=NAMES, store_name="店", first=first))


def test_the_same_seed_and_place_give_the_same_people() -> None:
    assert drawn(20, first=2001) == drawn(20, first=2001)
    assert drawn(20, first=2001) != drawn(20, seed=2, first=2001)


def test_nobody_shares_a_phone_a_card_or_a_code() -> None:
    found = [
        person
        for first in (1, 501)
        for person in people(500, seed=1, names=NAMES, store_name="店", first=first)
    ]
    assert len(found) == 1_000
    for shared in (
        {person.member.phone for person in found},
        {person.card for person in found},
        {person.qr for person in found},
        {person.member.member_id for person in found},
    ):
        assert len(shared) == 1_000


def test_what_they_carry_is_well_formed() -> None:
    for person in people(200, seed=5, names=NAMES, store_name="店", first=100):
        phone = person.member.phone
        assert normalise(national_digits(normalise(phone))) == phone
        assert luhn_holds(person.card)
        opening = person.opening
        assert opening.points == sum(points for _, points, _ in opening.lots)
        assert min(opening.principal, opening.bonus, opening.points, opening.qualifying) >= 0


def test_of_nobody_there_is_nobody() -> None:
    assert drawn(0) == []
