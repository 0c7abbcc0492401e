"""What each kind of operation does in the books."""

from dataclasses import replace
from typing import Any

from pos_member.domain import canonical
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import (
    Approval,
    CounterAct,
    LeaseReturned,
    Personal,
    TenderAbandoned,
    Tendered,
)
from sync.server import programs, sample, tables
from tests.sync.server.books import assert_whole, figures, member_row, rows
from tests.sync.server.far_end import Till, burn, cash, last


def test_a_sale_without_a_member_moves_only_the_shops_accounts(till: Till) -> None:
    till.sell(None, cash(1_000), Tendered("qr", 500, reference="A1"))
    assert last(till) == ("applied", "")
    assert assert_whole(till)["moved"][0]["amount"] == 1_500


def test_a_sale_earns_points_and_qualifies(till: Till) -> None:
    member = till.enrol()
    till.sell(member, cash(10_000), points=100)
    assert last(till) == ("applied", "")
    found = figures(till, member)
    assert (found["points"], found["qualifying"]) == (100, 10_000)
    assert_whole(till)


def test_points_are_burnt_lot_by_lot(till: Till) -> None:
    member = till.enrol()
    for points in (300, 500):
        till.sell(member, cash(100), points=points)
    till.push()
    grant = till.want(member, 600, Kind.POINTS)
    assert grant is not None
    assert [lot.amount for lot in grant.lots] == [300, 300]
    till.sell(member, burn(grant, 400, 400))
    assert last(till) == ("applied", "")
    till.write(LeaseReturned(grant.lease_id, member, Kind.POINTS, 200, (
        Lot(grant.lots[1].lot, 200, "2099-12-31"),)))  # fmt: skip
    assert last(till) == ("applied", "")
    assert figures(till, member)["points"] == 400
    lots = {row["lot"]: (row["amount"], row["expires_day"]) for row in rows(till, tables.lot)}
    assert lots == {
        grant.lots[0].lot: (0, "2027-12-31"),
        grant.lots[1].lot: (400, "2027-12-31"),
    }
    assert_whole(till)


def test_a_top_ups_principal_stands_in_a_lease_of_its_own(till: Till) -> None:
    member = till.enrol()
    op_id = till.top_up(member, 10_000, bonus=1_000, points=50)
    assert last(till) == ("applied", "")
    found = figures(till, member)
    assert (found["principal"], found["free_principal"]) == (10_000, 0)
    assert (found["bonus"], found["free_bonus"], found["free_points"]) == (1_000, 1_000, 50)
    (lease,) = rows(till, tables.lease)
    assert (lease["lease_id"], lease["remaining"], lease["opened"]) == (op_id, 10_000, 1)
    made_ms = till.entries[-1].entry.draft.moment.wall_ms
    assert lease["expires_ms"] == made_ms + till.house.policy.valid_ms


def test_a_tender_that_became_no_sale_is_booked_to_what_was_taken(till: Till) -> None:
    taken = Tendered("qr", 700, reference="W9")
    till.write(TenderAbandoned(till.where(), till.new_id(), taken, "customer left"))
    assert last(till) == ("applied", "")
    assert rows(till, tables.ledger)[0]["credit"].endswith("/taken")


def test_an_act_at_the_counter_is_kept_and_moves_nothing(till: Till) -> None:
    before = rows(till, tables.ledger)
    till.write(CounterAct(till.where(), "reprint", till.new_id(), Approval("boss", "reprint")))
    assert last(till) == ("applied", "")
    assert rows(till, tables.ledger) == before
    till.write(CounterAct(till.where(), "reprint", "not an id"))
    assert last(till) == ("quarantined", "not_an_id")


def test_an_enrolment_writes_the_member_with_what_finds_it(till: Till) -> None:
    member = till.enrol("单晓雯", "13800006620")
    assert last(till) == ("applied", "")
    row = member_row(till, member)
    assert (row["name"], row["phone_mask"]) == ("单晓雯", "138 **** 6620")
    assert "shanxiaowen" in row["pinyin"].split() and "danxiaowen" in row["pinyin"].split()
    assert "6620" not in row["phone_sealed"]
    assert canonical.load(row["rest"])["consents"] == ["service"]  # type: ignore[index, call-overload]
    assert len(rows(till, tables.member_phone)) == 2


def test_a_member_without_a_name_or_a_phone_is_one_too(till: Till) -> None:
    member = till.enrol("", "")
    assert last(till) == ("applied", "")
    row = member_row(till, member)
    assert (row["name"], row["phone_mask"], row["phone_sealed"]) == ("", "", "")
    assert rows(till, tables.member_term) == []


def test_an_enrolment_whose_personal_values_are_gone_still_makes_a_member(till: Till) -> None:
    till.enrol()
    till.entries[0] = replace(till.entries[0], personal=None)
    assert last(till) == ("applied", "")


def test_altered_personal_values_are_found_out_and_kept_sealed(till: Till) -> None:
    till.enrol("林晓雯")
    altered = Personal("ab" * 16, {"name": "林小雯", "phone": "13800138000"})
    till.entries[0] = replace(till.entries[0], personal=altered)
    assert last(till) == ("quarantined", "personal_altered")
    (kept,) = rows(till, tables.operation_personal)
    assert "林" not in kept["sealed"]


def test_two_members_with_one_phone_both_live_and_are_listed(till: Till) -> None:
    for name in ("林晓雯", "林小文"):
        till.enrol(name, "13800006620")
        assert last(till) == ("applied", "")
    (found,) = rows(till, tables.merge_candidate)
    assert (found["no"], found["other_no"], found["why"]) == (2, 1, "phone")


def test_a_code_that_is_bound_stays_with_whom_it_names(till: Till) -> None:
    till.enrol()
    first = rows_after_push(till)
    member, body = till.new_id(), canonical.load(till.entries[0].entry.draft.body)
    assert isinstance(body, dict)
    till.write_raw("enrolment", canonical.dump({**body, "member": member, "personal": {}}))
    assert last(till) == ("applied", "code_taken")
    assert rows(till, tables.member_code) == first


def rows_after_push(till: Till) -> list[dict[str, Any]]:
    till.push()
    return rows(till, tables.member_code)


def test_a_member_is_enrolled_once(till: Till) -> None:
    till.enrol()
    till.write_raw("enrolment", till.entries[0].entry.draft.body)
    assert last(till) == ("quarantined", "member_exists")


def test_a_visit_is_noted_once_a_day(till: Till) -> None:
    member = till.enrol()
    far_end_day = member_visits(till, member)
    assert far_end_day == ("2026-09-21", 0)
    till.sell(member, cash(100))
    till.push()
    assert member_visits(till, member) == ("2026-09-21", 0)
    till.day = "2026-09-22"
    for _ in range(2):
        till.sell(member, cash(100))
        till.push()
    assert member_visits(till, member) == ("2026-09-22", 1)


def test_a_sale_that_qualifies_for_nothing_is_a_visit_all_the_same(till: Till) -> None:
    member = till.enrol()
    till.day = "2026-09-22"
    till.sell(member, points=1)
    assert last(till) == ("applied", "")
    assert member_visits(till, member) == ("2026-09-22", 1)


def member_visits(till: Till, member: str) -> tuple[str, int]:
    till.push()
    row = member_row(till, member)
    rest = canonical.load(row["rest"])
    assert isinstance(rest, dict)
    return row["last_visit_day"], int(str(rest["visits"]))


def test_a_member_rises_to_the_tier_that_is_reached_and_never_falls(till: Till) -> None:
    document = sample.program_document()
    with till.database.writing() as connection:
        programs.publish(connection, till.house, document)
    member = till.enrol()
    till.push()
    assert member_row(till, member)["tier_id"] == "regular"
    till.sell(member, cash(500_000))
    till.push()
    assert member_row(till, member)["tier_id"] == "gold"
    till.sell(member, cash(100))
    till.push()
    assert member_row(till, member)["tier_id"] == "gold"
