"""Members are found by what they show, what they say, and what is typed of their name."""

from pathlib import Path

import pytest

from pos_member.storage import members
from pos_member.storage.members import MemberRow
from sync.protocol.personal import phone_key, tail_key
from tests.support.counter import Counter, card, code, identity, member_id

KEY = identity().phone_index_key


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory):
    counter = Counter(Path(tmp_path_factory.mktemp("shop")))
    counter.member(1, name="林晓雯", mobile="13800006620", points=9)
    counter.member(2, name="林晓雯雯", mobile="13900006620", former="13800006620")
    counter.member(3, name="单田芳", mobile="13700001234", code_status="lost")
    with counter.till.cache.reading() as made:
        yield made
    counter.till.close()


def found(row: MemberRow | None) -> int:
    assert row is not None
    return row.no


def test_a_member_is_found_by_id_code_and_card(connection) -> None:
    assert found(members.by_id(connection, member_id(1))) == 1
    row = members.by_code(connection, code(1), "qr")
    assert row is not None and (row.no, row.points, row.code_status) == (1, 9, "active")
    lost = members.by_code(connection, card(3), "card")
    assert lost is not None and lost.code_status == "lost"
    assert members.by_code(connection, card(1), "qr") is None
    assert members.by_id(connection, "nobody") is None


def test_who_has_a_phone_comes_before_who_had_it(connection) -> None:
    rows = members.by_phone(connection, phone_key(KEY, "13800006620"))
    assert [(row.no, row.former) for row in rows] == [(1, False), (2, True)]
    tails = members.by_phone(connection, tail_key(KEY, "13800006620"))
    assert [(row.no, row.former) for row in tails][:2] == [(1, False), (2, False)]
    assert members.by_phone(connection, b"x" * 16) == []


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("林", [1, 2]), ("林晓雯", [1, 2]), ("linx", [1, 2]), ("lxw", [1, 2]), ("shant", [3]),
     ("dan", [3]), ("stf", [3]), ("x", [])],
)  # fmt: skip
def test_names_are_found_by_their_beginning_in_every_reading(
    connection, typed: str, numbers: list[int]
) -> None:
    assert sorted(members.with_prefix(connection, typed, 20)) == numbers


def test_names_are_found_by_what_they_contain(connection) -> None:
    assert sorted(members.with_name_part(connection, ["晓", "雯"], 20)) == [1, 2]
    assert members.with_name_part(connection, ["雯", "晓"], 20) == []
    assert members.with_pinyin_part(connection, "tianf", 20) == [3]
    assert members.with_name_part(connection, ['"', "*"], 20) == []
    assert members.with_pinyin_part(connection, 'a"b OR c', 20) == []


def test_rows_come_in_the_order_asked_for(connection) -> None:
    assert [row.no for row in members.by_numbers(connection, [3, 1, 9])] == [3, 1]
    assert members.by_numbers(connection, []) == []
