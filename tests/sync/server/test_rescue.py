"""A rescue comes in once, whatever is missing from it, and nobody's balance goes below nothing."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, Refused
from sync.protocol.messages import PushedEntry
from sync.protocol.personal import seal
from sync.protocol.rescue import Rescue, dump_rescue
from sync.protocol.signing import SigningKey
from sync.server import tables, terminals
from sync.server.rescue import Admitted, admit
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import STORE, Till, cash, stored_value


def saved(till: Till, pushed: Sequence[PushedEntry], **changes: str) -> bytes:
    """Return the file that a rescue of ``pushed`` makes."""
    sealed = {
        each.entry.draft.op_id: seal(
            till.house.field_key, canonical.dump(each.personal.to_json()).decode()
        )
        for each in pushed
        if each.personal
    }
    where = {"terminal_id": till.terminal_id, "store_id": STORE.store_id} | changes
    rescue = Rescue(entries=tuple(each.entry for each in pushed), sealed=sealed, **where)
    return dump_rescue(rescue, till.key)


def bring(till: Till, raw: bytes) -> Admitted:
    return till.database.write(
        lambda connection: admit(connection, raw, now_ms=till.now_ms, house=till.house)
    )


@pytest.fixture
def broken(till: Till) -> tuple[Till, str, str]:
    """A till with a funded member here, and sales and a new member that never came."""
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.push()
    till.sell(member, stored_value(lease, 1_000))
    till.enrol("李四", "13900139000")
    till.sell(None, cash(300))
    till.sell(member, stored_value(lease, 2_000))
    return till, member, lease


def test_what_goes_on_where_the_server_stands_is_pushed(broken: tuple[Till, str, str]) -> None:
    till, member, _ = broken
    raw = saved(till, till.entries[1:])
    assert bring(till, raw) == Admitted(4, 1)
    assert figures(till, member)["principal"] == 17_000
    assert rows(till, tables.member)[1]["name"] == "李四"
    assert [row["incarnation"] for row in rows(till, tables.terminal)] == [1]
    assert_whole(till)
    # The till itself, if it comes back, goes on behind it.
    till.sell(None, cash(1))
    assert till.push().ack_seq == 7


def test_the_same_file_again_changes_nothing(broken: tuple[Till, str, str]) -> None:
    till, member, _ = broken
    for pushed in (till.entries[2:], [till.entries[2], till.entries[5]]):
        raw = saved(till, pushed)
        bring(till, raw)
        before = rows(till, tables.operation)
        assert bring(till, raw).taken == 0
        assert rows(till, tables.operation) == before
    assert figures(till, member)["principal"] == 17_000


def test_where_rows_are_missing_the_rest_is_said_in_a_new_incarnation(
    broken: tuple[Till, str, str],
) -> None:
    till, member, lease = broken
    assert bring(till, saved(till, [till.entries[2], till.entries[5]])) == Admitted(2, 0)
    assert figures(till, member)["principal"] == 17_000
    assert [row["incarnation"] for row in rows(till, tables.terminal)] == [2]
    assert_whole(till)
    # What it may have spent and never brought stays apart until a manager has decided.
    (held,) = [row for row in rows(till, tables.lease) if row["lease_id"] == lease]
    assert (held["void"], held["remaining"]) == (1, 17_000)


def test_a_till_that_comes_back_after_all_doubles_nothing(broken: tuple[Till, str, str]) -> None:
    till, member, _ = broken
    bring(till, saved(till, [till.entries[2], till.entries[5]]))
    reply = till.send(till.request())
    assert (reply.status, [each.outcome for each in reply.results]) == (
        "superseded",
        ["applied"] * 4,
    )
    assert figures(till, member)["principal"] == 17_000
    assert len(rows(till, tables.member)) == 2
    assert_whole(till)


def test_more_than_one_push_takes_comes_in_whole(till: Till) -> None:
    for _ in range(450):
        till.sell(None, cash(1))
    assert bring(till, saved(till, till.entries)) == Admitted(450, 0)
    assert rows(till, tables.terminal)[0]["last_seq"] == 450
    assert_whole(till)


def test_a_revoked_tills_rescue_is_kept_as_evidence(broken: tuple[Till, str, str]) -> None:
    till, member, _ = broken
    with till.database.writing() as connection:
        terminals.revoke(connection, till.terminal_id)
    assert bring(till, saved(till, till.entries[2:])).waiting == 4
    assert figures(till, member)["principal"] == 20_000
    assert_whole(till)


def test_what_cannot_be_booked_waits_and_the_rest_goes_on(broken: tuple[Till, str, str]) -> None:
    till, member, lease = broken
    till.sell(member, stored_value(lease, 90_000))
    till.sell(None, cash(5))
    assert bring(till, saved(till, till.entries[2:])) == Admitted(6, 0, waiting=1)
    assert figures(till, member)["principal"] == 17_000
    assert_whole(till)


def test_who_may_not_bring_it_is_refused(broken: tuple[Till, str, str]) -> None:
    till, _, _ = broken
    with pytest.raises(Refused, match="rescue_foreign"):
        bring(till, saved(till, till.entries, store_id="another"))
    forged = till.image()
    forged.key = SigningKey(bytes(32))
    with pytest.raises(Damaged, match="rescue_altered"):
        bring(till, saved(forged, till.entries))
    with till.database.writing() as connection:
        connection.execute(sa.update(tables.terminal).values(terminal_id=till.new_id()))
    with pytest.raises(Refused, match="terminal_unknown"):
        bring(till, saved(till, till.entries))
