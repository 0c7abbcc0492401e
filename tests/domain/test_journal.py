"""The chain: every value is under the hash, and the first bad entry is named."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.journal import (
    GENESIS,
    Draft,
    Entry,
    Moment,
    check_chain,
    holds,
    incarnation_in,
    place_of,
    seal,
)

TERMINAL = "t-1"
MOMENT = Moment(1_000, 20, "boot", 480)


def draft(op: str = "op-1", body: bytes = b"{}") -> Draft:
    return Draft(op, "sale", "anna", MOMENT, body)


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    prev = GENESIS
    for seq in range(1, length + 1):
        entries.append(
            seal(draft(f"op-{seq}"), terminal_id=TERMINAL, incarnation=1, seq=seq, prev=prev)
        )
        prev = entries[-1].hash
    return entries


def check(entries: list[Entry]) -> None:
    check_chain(entries, terminal_id=TERMINAL, after=(0, GENESIS))


def test_a_chain_holds_from_its_genesis() -> None:
    entries = chain(4)
    check(entries)
    check_chain(entries[2:], terminal_id=TERMINAL, after=(2, entries[1].hash))


def test_the_same_sale_twice_at_one_number_differs_by_its_id() -> None:
    first = seal(draft("op-1"), terminal_id=TERMINAL, incarnation=1, seq=1, prev=GENESIS)
    second = seal(draft("op-2"), terminal_id=TERMINAL, incarnation=1, seq=1, prev=GENESIS)
    assert first.hash != second.hash


CHANGES = [
    lambda d: replace(d, op_id="op-9"),
    lambda d: replace(d, kind="top_up"),
    lambda d: replace(d, actor_id="bert"),
    lambda d: replace(d, body=b"[]"),
    lambda d: replace(d, schema_version=2),
    lambda d: replace(d, moment=replace(MOMENT, wall_ms=1_001)),
    lambda d: replace(d, moment=replace(MOMENT, mono_ms=21)),
    lambda d: replace(d, moment=replace(MOMENT, boot_id="other")),
    lambda d: replace(d, moment=replace(MOMENT, tz_min=0)),
]


@pytest.mark.parametrize("change", CHANGES)
def test_every_value_of_an_entry_is_under_its_hash(change) -> None:
    entry = chain(1)[0]
    assert holds(entry, terminal_id=TERMINAL)
    assert not holds(replace(entry, draft=change(entry.draft)), terminal_id=TERMINAL)


def test_the_place_and_the_till_are_under_the_hash() -> None:
    entry = chain(1)[0]
    assert not holds(entry, terminal_id="t-2")
    assert not holds(replace(entry, incarnation=2), terminal_id=TERMINAL)
    assert not holds(replace(entry, seq=2), terminal_id=TERMINAL)
    assert not holds(replace(entry, prev="11" * 32), terminal_id=TERMINAL)


@given(st.integers(min_value=0, max_value=3))
def test_a_removed_entry_leaves_a_gap(place: int) -> None:
    entries = chain(5)
    del entries[place]
    with pytest.raises(Damaged) as found:
        check(entries)
    assert (found.value.code, found.value.values["seq"]) == ("journal_gap", place + 1)


@given(st.integers(min_value=0, max_value=4))
def test_an_altered_entry_is_named(place: int) -> None:
    entries = chain(5)
    entries[place] = replace(entries[place], draft=draft("forged"))
    with pytest.raises(Damaged) as found:
        check(entries)
    assert (found.value.code, found.value.values["seq"]) == ("journal_altered", place + 1)


def test_a_resealed_entry_breaks_the_link_of_the_next() -> None:
    entries = chain(3)
    entries[1] = seal(
        draft("forged"), terminal_id=TERMINAL, incarnation=1, seq=2, prev=entries[0].hash
    )
    with pytest.raises(Damaged) as found:
        check(entries)
    assert found.value.values["seq"] == 3


def test_an_entry_has_a_number_from_one_on() -> None:
    with pytest.raises(AssertionError):
        seal(draft(), terminal_id=TERMINAL, incarnation=1, seq=0, prev=GENESIS)


def test_a_place_grows_with_the_incarnation_before_the_number() -> None:
    assert place_of(1, 7) == 7
    assert [incarnation_in(place_of(which, 7)) for which in (1, 2, 9)] == [1, 2, 9]
    assert place_of(1, 2**40 - 1) < place_of(2, 0) < place_of(2, 1)
    for incarnation, seq in ((0, 1), (1, -1), (1, 2**40)):
        with pytest.raises(AssertionError):
            place_of(incarnation, seq)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6))
def test_the_hash_is_over_the_canonical_bytes_whatever_the_texts_say(text: str) -> None:
    entry = chain(1)[0]
    odd = replace(entry.draft, actor_id=text, moment=replace(entry.draft.moment, boot_id=text))
    sealed = seal(odd, terminal_id="till", incarnation=1, seq=1, prev=GENESIS)
    when = odd.moment
    said = ["till", 1, 1, odd.op_id, odd.kind, odd.schema_version]
    said += [when.wall_ms, when.mono_ms, text, when.tz_min, text]
    head = canonical.dump([*said, hashlib.sha256(odd.body).hexdigest()])
    expected = hashlib.sha256(b"PMJ1" + bytes.fromhex(GENESIS) + head).hexdigest()
    assert sealed.hash == expected
