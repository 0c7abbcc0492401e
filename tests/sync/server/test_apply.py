"""What becomes of an operation: once, or kept apart with its reason."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pos_member.domain import canonical
from pos_member.domain.lease import Grant, Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import (
    LeaseOpened,
    LeaseReturned,
    MemberCodeBinding,
    Personal,
    Tendered,
)
from sync.server import tables
from tests.sync.server import far_end
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, cash, last, stored_value


def test_the_same_operation_from_elsewhere_is_known(till: Till, other_till: Till) -> None:
    member = till.enrol()
    op_id = till.top_up(member, 10_000)
    till.push()
    draft = till.entries[1].entry.draft
    other_till.now_ms = draft.moment.wall_ms - 1
    other_till.write_raw("top_up", draft.body, op_id)
    assert last(other_till) == ("applied", "")
    assert figures(till, member)["principal"] == 10_000
    assert_whole(till)


def test_an_id_with_other_content_is_alarmed(till: Till, other_till: Till) -> None:
    op_id = till.sell(None, cash(100)).draft.op_id
    till.push()
    other_till.write_raw("sale", till.entries[0].entry.draft.body.replace(b"100", b"900"), op_id)
    assert last(other_till) == ("quarantined", "op_id_reused")
    other_till.sell(None, cash(100))
    assert last(other_till) == ("applied", "")


BAD_BODIES: list[tuple[str, bytes, str]] = [
    ("sale", b"<html>", "not_json"),
    ("sale", b"\xff\xff", "not_json"),
    ("sale", b'{"a":' * 50_000, "not_json"),
    ("sale", b"1.5", "not_json"),
    ("sale", b"[]", "shape"),
    ("sale", b"{}", "shape"),
    ("gift", b"{}", "unknown_kind"),
]


@pytest.mark.parametrize(("kind", "body", "code"), BAD_BODIES)
def test_a_body_that_cannot_be_read_is_kept_apart(
    till: Till, kind: str, body: bytes, code: str
) -> None:
    till.write_raw(kind, body)
    assert last(till) == ("quarantined", code)
    assert rows(till, tables.operation)[0]["body"] == body


def test_an_id_that_is_none_is_kept_apart(till: Till) -> None:
    till.sell(None, cash(100))
    body = till.entries.pop().entry.draft.body
    till.write_raw("sale", body, "member/x")
    assert last(till) == ("quarantined", "not_an_id")


def test_a_member_that_nobody_knows(till: Till) -> None:
    till.top_up(till.new_id(), 1_000)
    assert last(till) == ("quarantined", "member_unknown")


def test_what_needs_something_quarantined_joins_it(till: Till) -> None:
    till.enrol()
    bad = Personal("ab" * 16, {"name": "other"})
    till.entries[0] = replace(till.entries[0], personal=bad)
    body = canonical.load(till.entries[0].entry.draft.body)
    assert isinstance(body, dict)
    member = str(body["member"])
    lease = till.top_up(member, 10_000)
    till.sell(member, stored_value(lease, 500))
    good = till.enrol("王", "13911112222")
    till.sell(good, stored_value(lease, 500))
    till.sell(None, cash(100))
    codes = [result.code for result in till.push().results]
    joined = "depends_on_quarantined"
    assert codes == ["personal_altered", joined, joined, "", joined, ""]
    # Later pushes remember it, too.
    till.write(LeaseReturned(lease, good, Kind.PRINCIPAL, 100))
    assert last(till) == ("quarantined", joined)
    assert_whole(till)


def test_a_lease_that_nobody_granted(till: Till) -> None:
    member = till.enrol()
    till.sell(member, stored_value(till.new_id(), 500))
    assert last(till) == ("quarantined", "lease_unknown")


def lent(till: Till, *, opened: bool = True) -> tuple[str, Grant]:
    """Return a member with ¥50.00 on loan to this till."""
    member = till.enrol()
    lease = till.top_up(member, 10_000)
    till.give_back_lease(lease, member, 10_000)
    till.push()
    reply = till.send(till.request(far_end.Want(till.new_id(), member, Kind.PRINCIPAL, 5_000)))
    (grant,) = reply.grants
    till.grant_ver = grant.grant_ver
    if opened:
        till.write(LeaseOpened(grant))
        till.push()
    return member, grant


def test_a_lease_is_not_spent_from_before_it_is_written_down(till: Till) -> None:
    member, grant = lent(till, opened=False)
    till.sell(member, stored_value(grant.lease_id, 500))
    assert last(till) == ("quarantined", "lease_not_opened")


def test_a_lease_is_opened_once_and_as_it_was_granted(till: Till) -> None:
    _, grant = lent(till, opened=False)
    till.write(LeaseOpened(replace(grant, amount=grant.amount + 1)))
    assert last(till) == ("quarantined", "grant_differs")
    till.write(LeaseOpened(grant))
    assert last(till) == ("applied", "")
    till.write(LeaseOpened(grant))
    assert last(till) == ("quarantined", "lease_opened_before")
    assert_whole(till)


def test_more_than_a_lease_holds_is_not_spent(till: Till) -> None:
    member, grant = lent(till)
    till.sell(member, stored_value(grant.lease_id, 5_001))
    assert last(till) == ("quarantined", "lease_short")
    till.sell(member, stored_value(grant.lease_id, 5_000))
    assert last(till) == ("applied", "")
    assert figures(till, member)["principal"] == 5_000
    assert_whole(till)


def test_half_a_sale_is_never_written(till: Till) -> None:
    member, grant = lent(till)
    before = figures(till, member)
    legs = tuple(Leg(grant.lease_id, Kind.PRINCIPAL, amount) for amount in (1_000, 5_000))
    both = Tendered("stored_value", 6_000, legs)
    till.sell(member, cash(500), both, points=7)
    assert last(till) == ("quarantined", "lease_short")
    assert figures(till, member) == before
    assert_whole(till)


def test_a_foreign_tills_lease_is_not_spent(till: Till, other_till: Till) -> None:
    member, grant = lent(till)
    other_till.sell(member, stored_value(grant.lease_id, 500))
    assert last(other_till) == ("quarantined", "lease_foreign")
    other_till.write(LeaseOpened(grant))
    assert last(other_till) == ("quarantined", "lease_foreign")


def test_a_lease_pays_only_for_its_own_member_and_kind(till: Till) -> None:
    _, grant = lent(till)
    other = till.enrol("张三", "13911112222")
    till.sell(other, stored_value(grant.lease_id, 500))
    assert last(till) == ("quarantined", "lease_foreign")
    till.sell(grant.member_id, stored_value(grant.lease_id, 500, Kind.BONUS))
    assert last(till) == ("quarantined", "lease_foreign")


def test_a_row_that_the_database_refuses_is_kept_apart(till: Till) -> None:
    member = till.enrol()
    till.push()
    lease = till.new_id()
    till.top_up(member, 1_000)
    body = till.entries.pop().entry.draft.body
    far_lend(till, member, lease)
    till.write_raw("top_up", body, lease)
    assert last(till) == ("quarantined", "constraint")
    assert_whole(till)


def far_lend(till: Till, member: str, lease: str) -> None:
    """Let the till hold a grant whose id the next operation uses again."""
    first = till.top_up(member, 1_000)
    till.give_back_lease(first, member, 1_000)
    till.push()
    assert till.push(far_end.Want(lease, member, Kind.PRINCIPAL, 10)).grants


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda b: b["where"].update(store="elsewhere"), "foreign_store"),
        (lambda b: b["where"].update(currency="USD"), "foreign_currency"),
        (lambda b: b["tenders"][0].update(kind="stored_value"), "tender_differs"),
    ],
)
def test_a_sale_whose_parts_do_not_agree_is_kept_apart(
    till: Till, change: Callable[[Any], None], code: str
) -> None:
    till.sell(None, cash(100))
    body = canonical.load(till.entries.pop().entry.draft.body)
    change(body)
    till.write_raw("sale", canonical.dump(body))
    assert last(till) == ("quarantined", code)


def test_a_quarantined_member_code_is_free_for_the_next(till: Till) -> None:
    """What waits for a manager binds nothing."""
    till.enrol("a", "13800000001")
    till.entries[0] = replace(till.entries[0], personal=Personal("ab" * 16, {"name": "b"}))
    body = canonical.load(till.entries[0].entry.draft.body)
    assert isinstance(body, dict)
    till.write_raw("enrolment", canonical.dump({**body, "member": till.new_id(), "personal": {}}))
    assert [r.code for r in till.push().results] == ["personal_altered", ""]
    assert [MemberCodeBinding(row["kind"], row["code"]) for row in rows(till, tables.member_code)]
