"""A rescue is taken for what the till signed, entry by entry, or not at all."""

import json

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.journal import GENESIS, Draft, Entry, Moment, seal
from sync.protocol.rescue import Rescue, dump_rescue, load_rescue
from sync.protocol.signing import SigningKey

KEY = SigningKey(bytes(range(32)))
TILL = "00000000-0000-7000-8000-0000000000a1"


def entry(seq: int = 1) -> Entry:
    op_id = f"00000000-0000-7000-8000-00000000000{seq}"
    draft = Draft(op_id, "sale", "anna", Moment(1, 2, "boot", 480), b'{"a":1}')
    return seal(draft, terminal_id=TILL, incarnation=2, seq=seq, prev=GENESIS)


def made() -> Rescue:
    return Rescue(TILL, "store", (entry(1), entry(2)), {entry(2).draft.op_id: "sealed"})


def test_what_was_written_is_read() -> None:
    raw = dump_rescue(made(), KEY)
    assert load_rescue(raw, [bytes(32), KEY.public]) == made() == load_rescue(raw)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"content":{},"signature":"00"}', b"\xff"])
def test_what_is_no_rescue_is_refused(raw: bytes) -> None:
    with pytest.raises(Damaged, match="rescue_unreadable"):
        load_rescue(raw, [KEY.public])


def test_another_key_is_refused() -> None:
    with pytest.raises(Damaged, match="rescue_altered"):
        load_rescue(dump_rescue(made(), KEY), [SigningKey(bytes(32)).public])


def test_a_changed_entry_is_refused_even_unsigned() -> None:
    shape = json.loads(dump_rescue(made(), KEY))
    shape["content"]["entries"][1]["actor"] = "eve"
    with pytest.raises(Damaged, match="rescue_altered"):
        load_rescue(json.dumps(shape).encode(), [KEY.public])
    with pytest.raises(Damaged, match="rescue_altered"):
        load_rescue(json.dumps(shape).encode())
