"""The newest program that has begun prices, and only one that the server signed."""

import pytest

from pos_member.domain.errors import Damaged, Unavailable
from pos_member.services.program import program_at
from sync.protocol.signing import program_bytes
from tests.support.counter import PROGRAM, SERVER, START_MS, Counter, signed_program


def test_the_newest_program_that_has_begun_is_used(counter: Counter) -> None:
    assert program_at(counter.till, START_MS).version == 1
    counter.publish(version=2, valid_from_ms=START_MS + 10)
    assert [program_at(counter.till, START_MS + wait).version for wait in (0, 10)] == [1, 2]
    assert program_at(counter.till, START_MS) is program_at(counter.till, START_MS)


def test_a_forged_or_unreadable_program_prices_nothing(counter: Counter) -> None:
    forged = {**signed_program({**PROGRAM, "version": 2}), "signature": "00" * 64}
    counter.pull(program=forged)
    with pytest.raises(Damaged) as found:
        program_at(counter.till, START_MS)
    assert found.value.code == "program_forged"
    counter.publish(version=3, hologram=True)
    with pytest.raises(Damaged) as found:
        program_at(counter.till, START_MS)
    assert (found.value.code, found.value.values["path"]) == ("shape", "hologram")


def test_a_signed_text_that_is_no_document_prices_nothing(counter: Counter) -> None:
    signature = SERVER.sign(program_bytes(2, 0, "[1.5]")).hex()
    row = {"version": 2, "valid_from_ms": 0, "document": "[1.5]", "signature": signature}
    counter.pull(program=row)
    with pytest.raises(Damaged) as found:
        program_at(counter.till, START_MS)
    assert found.value.code == "program_unreadable"


def test_without_any_there_is_none(tmp_path) -> None:
    bare = Counter(tmp_path)
    with pytest.raises(Unavailable) as none:
        program_at(bare.till, START_MS)
    assert none.value.code == "no_program"
    bare.till.close()
