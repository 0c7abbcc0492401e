"""Entries come back as they were appended, and only the next number is taken."""

import pytest
from sqlalchemy.exc import IntegrityError

from pos_member.domain.ids import uuid7
from pos_member.domain.journal import GENESIS, Draft, Entry, Moment, seal
from pos_member.storage import entries


def op(number: int) -> str:
    return uuid7(number, bytes(10))


def appended(connection, count: int, *, incarnation: int = 1) -> list[Entry]:
    made: list[Entry] = []
    for seq in range(1, count + 1):
        kind = "sale" if seq % 2 else "top_up"
        moment = Moment(1_000 * seq, seq, "boot", -480)
        body = b'{"member":"%036d"}' % (seq % 4)
        draft = Draft(op(100 * incarnation + seq), kind, "anna", moment, body)
        prev = made[-1].hash if made else GENESIS
        made.append(seal(draft, terminal_id="t", incarnation=incarnation, seq=seq, prev=prev))
        entries.append(connection, made[-1])
    return made


def test_entries_come_back_as_they_went_in(connection) -> None:
    made = appended(connection, 3)
    assert entries.by_op(connection, op(102)) == made[1]
    assert entries.by_op(connection, op(9)) is None
    assert entries.at(connection, 1, 3) == made[2]
    assert entries.at(connection, 2, 3) is None
    assert entries.after(connection, 1, 1, 5) == made[1:]
    assert entries.after(connection, 1, 0, 2) == made[:2]
    assert list(entries.every(connection, 1)) == made
    assert entries.last_of(connection, 1, "sale") == made[2]
    assert entries.last_of(connection, 1, "top_up", "refund") == made[1]
    assert entries.last_of(connection, 1, "refund") is None


def test_long_journals_are_read_in_parts(connection) -> None:
    many = 1_001
    made = appended(connection, many)
    assert list(entries.every(connection, 1)) == made


def test_entries_about_a_member_are_found_since_a_moment_of_the_shop(connection) -> None:
    made = appended(connection, 25)

    def found(member: str, since_ms: int) -> list[Entry]:
        member_id = member.rjust(36, "0")
        # The shop of these entries is eight hours behind.
        local_ms = since_ms - 480 * 60_000
        return entries.of_member(connection, 1, "sale", member_id=member_id, local_ms=local_ms)

    assert found("1", 0) == made[::4]
    assert found("1", 17_001) == [made[20], made[24]]
    assert found("1", 25_001) == found("9", 0) == found("2", 0) == []
    assert entries.of_member(connection, 2, "sale", member_id="0" * 35 + "1", local_ms=0) == []


def test_a_body_that_is_no_json_is_about_nobody(connection) -> None:
    draft = Draft(op(1), "sale", "anna", Moment(1, 1, "boot", 0), b"<html>")
    entries.append(connection, seal(draft, terminal_id="t", incarnation=1, seq=1, prev=GENESIS))
    assert entries.of_member(connection, 1, "sale", member_id="m" * 36, local_ms=0) == []


def test_a_member_is_found_without_reading_the_journal(connection) -> None:
    seen: list[str] = []
    connection.connection.driver_connection.set_trace_callback(seen.append)
    entries.of_member(connection, 1, "sale", member_id="m", local_ms=0)
    plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + seen[-1]).all()
    assert "journal_by_member" in plan[0][3]


def test_each_incarnation_counts_for_itself(connection) -> None:
    appended(connection, 2)
    appended(connection, 1, incarnation=2)
    assert entries.incarnations(connection) == [1, 2]


def test_a_number_left_out_or_used_twice_is_refused(connection) -> None:
    made = appended(connection, 2)
    gap = seal(made[0].draft, terminal_id="t", incarnation=1, seq=4, prev=made[1].hash)
    with pytest.raises(IntegrityError, match="no gap"):
        entries.append(connection, gap)
    twice = seal(made[0].draft, terminal_id="t", incarnation=1, seq=3, prev=made[1].hash)
    with pytest.raises(IntegrityError, match="op_id"):
        entries.append(connection, twice)


def test_the_newest_of_some_kinds_are_found_in_a_stretch_and_by_what_they_hold(connection) -> None:
    made = appended(connection, 9)

    def found(*kinds: str, seqs: range = range(1, 10), most: int = 9, holding=()) -> list[Entry]:
        return entries.newest(connection, 1, *kinds, seqs=seqs, most=most, holding=holding)

    assert found("sale") == made[::-2]
    assert found("sale", "top_up", most=2) == [made[8], made[7]]
    assert found("sale", "top_up", seqs=range(2, 4)) == [made[2], made[1]]
    assert found("sale", "top_up", holding=(b"0002", b"0003"), most=3) == [
        made[6],
        made[5],
        made[2],
    ]
    assert found("refund") == [] == entries.newest(connection, 2, "sale", seqs=range(1, 9), most=9)
