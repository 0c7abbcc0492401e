"""What counts for a tier and is no sale counts once, however often it is told."""

from typing import Any

import pytest

from pos_member.domain.errors import PosError
from sync.server import tables
from tests.sync.server.books import member_row, rows
from tests.sync.server.far_end import Till
from tests.sync.server.tier_desk import NOON_MS, publish, tell

PROGRAM: dict[str, Any] = {
    "tier_rules": {
        "memberships": [{"id": "year", "name": "Year", "fee": "199.00", "days": 365}],
        "grades": [
            {"id": "quiet", "name": "Quiet"}, {"id": "active", "name": "Active", "at": 10}
        ],
    },
    "tiers": [
        {"id": "plain", "name": "Plain"},
        {"id": "silver", "name": "Silver", "requires": {"grade": "active"}},
        {"id": "gold", "name": "Gold", "requires": {
            "any": [{"measure": "units", "unit": "nights", "least": 10}, {"paid": "year"}]}},
        {"id": "black", "name": "Black", "threshold": "90000.00"},
    ],
}  # fmt: skip


@pytest.fixture
def member(till: Till) -> str:
    till.now_ms = NOON_MS
    publish(till, PROGRAM)
    made = till.enrol()
    till.push()
    return made


def tier(till: Till, member: str) -> str:
    return str(member_row(till, member)["tier_id"])


def test_a_partners_voucher_grants_once(till: Till, member: str) -> None:
    event = {
        "id": "books-1",
        "member": member,
        "kind": "grant",
        "tier": "gold",
        "reason": "partner",
        "last_day": "2027-11-21",
    }
    assert tell(till, **event) == {"member": member, "tier": "gold", "again": False}
    assert tell(till, **event) == {"member": member, "tier": "gold", "again": True}
    (row,) = rows(till, tables.tier_book)
    assert (row["book"].count("partner"), row["look_day"]) == (1, "2027-11-22")
    (event_row,) = rows(till, tables.tier_event)
    assert (event_row["told_by"], event_row["told_ms"]) == ("head office", NOON_MS)
    with pytest.raises(PosError) as other:
        tell(till, **{**event, "tier": "black"})
    assert other.value.code == "event_id_used"


def test_activity_and_units_add_up(till: Till, member: str) -> None:
    tell(till, id="1", member=member, kind="activity", amount=9)
    assert tier(till, member) == "plain"
    tell(till, id="2", member=member, kind="activity", amount=1, day="2026-11-01")
    assert tier(till, member) == "silver"
    tell(till, id="3", member=member, kind="units", unit="nights", amount=10)
    assert tier(till, member) == "gold"


def test_a_paid_membership_is_a_way_into_the_tier_and_its_refund_the_way_out(
    till: Till, member: str
) -> None:
    tell(till, id="1", member=member, kind="membership", membership="year")
    assert tier(till, member) == "gold"
    (row,) = rows(till, tables.tier_book)
    assert row["look_day"] == "2027-11-22"
    tell(till, id="2", member=member, kind="membership_refund", membership="year")
    assert tier(till, member) == "plain"
    with pytest.raises(PosError) as nothing:
        tell(till, id="3", member=member, kind="membership_refund", membership="year")
    assert nothing.value.code == "membership_not_paid"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"member": "nobody"}, "member_unknown"),
        ({"kind": "luck"}, "shape"),
        ({"amount": 0}, "shape"),
        ({"amount": 10**10}, "shape"),
        ({"day": "someday"}, "shape"),
        ({"kind": "grant", "tier": "tin", "reason": "x"}, "tier_not_in_program"),
        ({"kind": "grant", "tier": "gold", "reason": "x", "last_day": "2026-11-21"}, "shape"),
        ({"kind": "membership", "membership": "month"}, "membership_not_in_program"),
    ],
)
def test_what_cannot_be_counted_changes_nothing(
    till: Till, member: str, wrong: dict[str, Any], code: str
) -> None:
    event = {"id": "1", "member": member, "kind": "activity", "amount": 100}
    with pytest.raises(PosError) as refused:
        tell(till, **{**event, **wrong})
    assert refused.value.code == code
    assert rows(till, tables.tier_event) == []
    assert tier(till, member) == "plain"


def test_without_a_program_there_is_nothing_to_count_for(till: Till) -> None:
    with pytest.raises(PosError) as refused:
        tell(till, id="1", member="m", kind="activity", amount=1)
    assert refused.value.code == "no_program"
