"""The newly joined are found by whatever they gave, until the replica knows them."""

from dataclasses import replace

from pos_member.storage import local_members
from pos_member.storage.local_members import LocalMember

ROW = LocalMember(
    member_id="m1",
    seq=3,
    name="单雯",
    phone_mask="139 **** 1111",
    phone_sealed="x",
    card_number="000000000018",
    phone_key=b"p" * 16,
    tail_key=b"t" * 16,
    code="",
    name_chars="单 雯",
    pinyin="danwen shanwen",
    terms=("单雯", "danwen", "dw"),
    rest="{}",
)


def test_a_new_member_is_found_every_way(connection) -> None:
    local_members.add(connection, ROW)
    assert local_members.by_id(connection, "m1") == ROW
    assert local_members.by_phone(connection, b"p" * 16) == [ROW]
    assert local_members.by_tail(connection, b"t" * 16) == [ROW]
    assert local_members.by_code(connection, "000000000018", "card") == ROW
    assert local_members.every(connection) == [ROW]
    assert (ROW.status, ROW.tier_id, ROW.last_visit_day) == ("active", "", "")


def test_what_was_not_given_finds_nobody(connection) -> None:
    local_members.add(connection, ROW)
    assert local_members.by_code(connection, "", "qr") is None
    assert local_members.by_code(connection, "ff", "qr") is None
    assert local_members.by_id(connection, "m9") is None


def test_only_those_that_the_server_has_are_up_to_be_forgotten(connection) -> None:
    local_members.add(connection, ROW)
    local_members.add(connection, replace(ROW, member_id="m2", seq=9))
    assert local_members.synced_up_to(connection, 5) == ["m1"]
    local_members.forget(connection, [])
    local_members.forget(connection, ["m1"])
    assert [row.member_id for row in local_members.every(connection)] == ["m2"]
