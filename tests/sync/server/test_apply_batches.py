"""A batch is one set: where the database does not agree, what is wrong stands alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, event

from pos_member.domain.ledger import Kind
from sync.server import posting, tables
from tests.sync.server import far_end
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import Till, burn, cash, stored_value


def outcomes(till: Till) -> list[tuple[str, str]]:
    """Push, and say what became of every entry."""
    return [(result.outcome, result.code) for result in till.push().results]


APPLIED = ("applied", "")


def lend_under(till: Till, member: str, lease: str) -> None:
    """Let the till hold a grant whose id the next operation uses again."""
    first = till.top_up(member, 1_000)
    till.give_back_lease(first, member, 1_000)
    till.push()
    assert till.push(far_end.Want(lease, member, Kind.PRINCIPAL, 10)).grants


@pytest.mark.parametrize("place", [0, 3, 6])
def test_one_row_that_the_database_refuses_leaves_its_batch_alone(till: Till, place: int) -> None:
    member = till.enrol()
    till.push()
    lease = till.new_id()
    till.top_up(member, 1_000)
    body = till.entries.pop().entry.draft.body
    lend_under(till, member, lease)
    expected = []
    for i in range(7):
        if i == place:
            till.write_raw("top_up", body, lease)
        else:
            till.sell(member, cash(100), points=1)
        expected.append(("quarantined", "constraint") if i == place else APPLIED)
    assert outcomes(till)[-7:] == expected
    assert figures(till, member)["points"] == 6
    assert_whole(till)


def test_what_is_refused_when_half_of_it_is_done_leaves_nothing_behind(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 1_000)
    bad = till.top_up(member, posting.AMOUNT_MAX + 1)
    till.sell(member, stored_value(lease, 400))
    till.sell(member, stored_value(bad, 400))
    assert outcomes(till) == [
        APPLIED,
        APPLIED,
        ("quarantined", "amount_too_large"),
        APPLIED,
        ("quarantined", "depends_on_quarantined"),
    ]
    assert [row["lease_id"] for row in rows(till, tables.lease)] == [lease]
    assert figures(till, member)["principal"] == 600
    assert_whole(till)


def test_an_operation_that_comes_twice_in_a_batch_is_applied_once(till: Till) -> None:
    member = till.enrol()
    op_id = till.top_up(member, 1_000)
    body = till.entries[-1].entry.draft.body
    till.now_ms -= 1
    till.write_raw("top_up", body, op_id)
    till.top_up(member, posting.AMOUNT_MAX + 1)
    assert outcomes(till)[:3] == [APPLIED] * 3
    assert figures(till, member)["principal"] == 1_000
    assert_whole(till)


@contextmanager
def behind_our_back(till: Till, statement: sa.Update, *, before: str, times: int) -> Iterator[None]:
    """Let somebody else do ``statement`` between what a batch reads and what it writes."""
    left = times

    def meanwhile(connection: Connection, _: object, text: str, *__: object) -> None:
        nonlocal left
        if text.startswith(before) and left:
            left -= 1
            connection.execute(statement)

    event.listen(till.database.engine, "before_cursor_execute", meanwhile)
    try:
        yield
    finally:
        event.remove(till.database.engine, "before_cursor_execute", meanwhile)


@pytest.mark.parametrize(("times", "applied"), [(1, 4), (2, 4), (100, 0)])
def test_a_guard_that_disagrees_with_our_arithmetic_writes_nothing(
    till: Till, times: int, applied: int
) -> None:
    member = till.enrol()
    till.sell(member, cash(100), points=10)
    till.push()
    grant = till.want(member, 10, Kind.POINTS)
    assert grant is not None
    for _ in range(4):
        till.sell(member, burn(grant, 2, 2))
    less = sa.update(tables.holding).values(points=tables.holding.c.points - 9)
    with behind_our_back(till, less, before="UPDATE holding SET principal", times=times):
        found = outcomes(till)
    assert found[:applied] == [APPLIED] * applied
    assert found[applied:] == [("quarantined", "balance_short")] * (4 - applied)
    assert figures(till, member)["points"] == 10 - 2 * applied
    assert_whole(till)


def test_an_enrolment_that_the_database_refuses_leaves_its_batch_alone(till: Till) -> None:
    till.enrol("王小美", "13800000001")
    till.push()
    till.sell(None, cash(100))
    member = till.enrol("张三", "13911112222")
    till.sell(None, cash(100))
    same = sa.update(tables.member).values(member_id=member)
    with behind_our_back(till, same, before="INSERT INTO member ", times=100):
        found = outcomes(till)
    assert found == [APPLIED, ("quarantined", "constraint"), APPLIED]
    till.sell(member, cash(100))
    assert outcomes(till) == [("quarantined", "depends_on_quarantined")]
    assert len(rows(till, tables.member)) == 1
    assert_whole(till)


@pytest.mark.parametrize("written", [b"\\u0000", b"\\ud800"])
def test_a_name_that_no_database_could_look_up_is_kept_apart(till: Till, written: bytes) -> None:
    member = till.enrol()
    lease = till.top_up(member, 10_000)
    till.push()
    for name in (member, lease):
        till.sell(member, stored_value(lease, 500))
        body = till.entries.pop().entry.draft.body
        till.write_raw("sale", body.replace(name.encode(), name[:-1].encode() + written))
        assert outcomes(till) == [("quarantined", "not_json")]
    till.sell(member, stored_value(lease, 500))
    assert outcomes(till) == [APPLIED]
    assert_whole(till)
