"""A member, and what others may see of one."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.member import (
    Consent,
    Gender,
    Member,
    Purpose,
    Status,
    addressed,
    check_consents,
    format_birthday,
    masked_name,
    read_birthday,
    surname,
)


def refusal(call) -> tuple[str, dict]:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code, caught.value.values


def test_silence_is_no_consent():
    answers = {
        Purpose.SERVICE: Consent(given=True, at_ms=1, notice_version="v1"),
        Purpose.MARKETING: Consent(given=False, at_ms=1, notice_version="v1"),
    }
    lin = Member("m1", "林晓雯", "gold", consents=answers)
    assert [lin.agreed_to(each) for each in Purpose] == [True, False, False, False]


def test_only_service_is_needed_to_join():
    check_consents({Purpose.SERVICE: True})
    for given in ({}, {Purpose.SERVICE: False}, {Purpose.MARKETING: True}):
        code, values = refusal(lambda given=given: check_consents(given))
        assert (code, values) == ("consent_required", {"purpose": "service"})


def test_a_frozen_or_closed_member_is_not_served_as_one():
    Member("m1", "林", "gold").check_usable()
    for status in (Status.FROZEN, Status.CLOSED):
        held = Member("m1", "林", "gold", status=status)
        assert refusal(held.check_usable)[0] == f"member_{status.value}"


@pytest.mark.parametrize(
    ("text", "birthday"), [("", (0, 0)), ("02-29", (2, 29)), ("12-31", (12, 31)), ("1-5", (1, 5))]
)
def test_a_birthday_has_no_year(text, birthday):
    assert read_birthday(text) == birthday


@pytest.mark.parametrize(
    "text", ["02-30", "13-01", "00-10", "04-31", "1231", "a-b", "1-", "１-１", "1-0"]
)
def test_what_is_no_day_of_any_year_is_refused(text):
    assert refusal(lambda: read_birthday(text))[0] == "birthday_unreadable"


def test_a_birthday_is_written_or_left_empty():
    assert (format_birthday(2, 9), format_birthday(0, 0)) == ("02-09", "")


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("林晓雯", "林"),
        ("欧阳娜娜", "欧阳"),
        ("司马光", "司马"),
        ("欧阳", "欧"),
        ("阳欧明", "阳"),
        ("Anna Berg", "Berg"),
        ("", ""),
        (" ", ""),
    ],
)
def test_the_family_name(name, family):
    assert surname(name) == family


@pytest.mark.parametrize(
    ("name", "gender", "zh", "en"),
    [
        ("林晓雯", Gender.FEMALE, "林女士", "Ms 林"),
        ("诸葛亮", Gender.MALE, "诸葛先生", "Mr 诸葛"),
        ("Anna Berg", Gender.UNSAID, "Berg会员", "Member Berg"),
        ("", Gender.UNSAID, "会员", "Member"),
    ],
)
def test_a_customer_display_says_family_name_and_title_only(name, gender, zh, en):
    assert (addressed(name, gender, "zh"), addressed(name, gender, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("林晓雯", "林**"),
        ("林晓", "林*"),
        ("欧阳娜娜", "欧阳**"),
        ("林", "林"),
        ("Anna Berg", "Berg**"),
    ],
)
def test_a_masked_name_keeps_the_family_name(name, masked):
    assert masked_name(name) == masked
