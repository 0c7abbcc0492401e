"""What a till pushed is kept as it was made, with what became of it."""

import sqlalchemy as sa

from sync.server import operations, tables
from tests.sync.server.books import rows
from tests.sync.server.far_end import Till, cash


def test_an_entry_is_kept_with_its_place_its_bytes_and_its_outcome(till: Till) -> None:
    entry = till.sell(None, cash(500))
    till.write_raw("gift", b"{}")
    till.now_ms += 1_000
    till.push()
    sale, gift = rows(till, tables.operation)
    assert (sale["terminal_id"], sale["incarnation"], sale["seq"]) == (till.terminal_id, 1, 1)
    assert (sale["op_id"], sale["body"]) == (entry.draft.op_id, entry.draft.body)
    assert (sale["prev"], sale["hash"]) == (entry.prev, entry.hash)
    assert (sale["wall_ms"], sale["received_ms"]) == (entry.draft.moment.wall_ms, till.now_ms)
    assert (sale["outcome"], sale["code"], sale["original"]) == ("applied", "", 1)
    assert (gift["outcome"], gift["original"]) == ("quarantined", 1)
    assert gift["prev"] == sale["hash"]


def test_all_that_was_decided_is_said_in_the_end_however_much_it_is(till: Till) -> None:
    many = 3 * operations.DECISIONS_MAX
    words = {"decision": "voided", "code": "", "decided_by": "m", "reason": "r", "decided_ms": 1}
    place = {"terminal_id": till.terminal_id, "incarnation": 1}
    with till.database.writing() as connection:
        noted = [place | words | {"seq": seq} for seq in range(1, many + 1)]
        connection.execute(sa.insert(tables.resolution), noted)
        said = [
            operations.decided(connection, till.terminal_id, 1, now_ms=now_ms)
            for now_ms in range(10, 13)
        ]
    for results in said:
        newest = [result.seq for result in results[: operations.DECISIONS_MAX]]
        assert newest == list(range(many, many - operations.DECISIONS_MAX, -1))
        assert len(results) == 2 * operations.DECISIONS_MAX
    assert {result.seq for results in said for result in results} == set(range(1, many + 1))
