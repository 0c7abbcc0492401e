"""Single values: written by name, read back as text or number, the head out of them."""

from pos_member.domain.journal import GENESIS
from pos_member.storage import meta


def test_values_are_replaced_and_have_defaults(connection) -> None:
    meta.put(connection, {"a": 1, "b": "x"})
    meta.put(connection, {"a": 2})
    assert meta.values(connection) == {"a": "2", "b": "x"}
    assert meta.number(connection, "a") == 2
    assert meta.number(connection, "none", 7) == 7
    assert meta.get(connection, "none", "d") == "d"


def test_a_new_journal_ends_at_its_genesis(connection) -> None:
    assert meta.head(connection) == meta.Head("", 1, 0, GENESIS, 0, GENESIS)
    meta.put(connection, {meta.TERMINAL: "t", meta.HEAD_SEQ: 3, meta.HEAD_HASH: "ab"})
    head = meta.head(connection)
    assert (head.terminal_id, head.seq, head.hash, head.acked_seq) == ("t", 3, "ab", 0)
