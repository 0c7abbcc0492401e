"""Members as they are stored: found by every reading of a name, shown with a masked phone."""

import pytest

from pos_member.domain.operations import Enrolment, MemberCodeBinding
from sync.protocol.personal import phone_key, unseal
from sync.server import members
from sync.server.house import House
from tests.sync.server.far_end import STORE, Where

WHERE = Where(STORE.store_id, "2026-09-21", "")
CARD = MemberCodeBinding("card", "880122031144")


def rows_of(house: House, **values: str) -> members.MemberRows:
    enrolment = Enrolment(WHERE, "id", {}, (MemberCodeBinding("qr", "ab"), CARD), ("service",), "1")
    return members.rows_of(members.enrolled(enrolment, values, house, tier_id="regular"), house)


def test_a_surname_is_found_by_all_its_readings(house: House) -> None:
    made = rows_of(house, name="曾单")
    terms = {row["term"] for row in made.terms}
    assert {"zengshan", "cengdan", "zs", "曾单"} <= terms
    assert made.profile["name_chars"] == "曾 单"


def test_a_phone_stands_only_hashed_sealed_and_masked(house: House) -> None:
    made = rows_of(house, phone="13800006620")
    assert made.profile["phone_mask"] == "138 **** 6620"
    assert unseal(house.field_key, str(made.profile["phone_sealed"])) == "13800006620"
    assert made.phones[0]["key"] == phone_key(house.phone_index_key, "13800006620")
    assert "13800006620" not in repr(made)


@pytest.mark.parametrize("phone", ["15551234567", "442071234567"])
def test_a_foreign_number_is_kept_as_one(house: House, phone: str) -> None:
    made = rows_of(house, phone=phone)
    assert unseal(house.field_key, str(made.profile["phone_sealed"])) == phone


def test_the_card_is_the_one_among_the_codes(house: House) -> None:
    made = rows_of(house)
    assert made.profile["card_number"] == "880122031144"
    assert [row["kind"] for row in made.codes] == ["qr", "card"]


def test_a_member_says_only_what_it_was_told(house: House) -> None:
    made = rows_of(house, gender="female")
    assert '"gender":"female"' in str(made.profile["rest"])
    assert '"birthday":""' in str(made.profile["rest"])
    assert (made.phones, made.terms) == ([], [])
