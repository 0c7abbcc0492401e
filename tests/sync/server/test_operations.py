"""What a till pushed is kept as it was made, with what became of it."""

from sync.server import tables
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
