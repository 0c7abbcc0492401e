"""A table of members comes into the books whole or not at all, and once."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from pos_member.domain.code_texts import card_number
from pos_member.domain.errors import Damaged
from pos_member.domain.ledger import Kind
from sync.protocol.pages import START
from sync.server import feed, imports, tables
from sync.server.database import ServerDatabase
from sync.server.imports import Brought, bring
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import NOW_MS, Till, house, stored_value

CARD = card_number("77010000001")
HEAD = "手机号,姓名,卡号,本金,赠金,积分,积分有效期\n"
TABLE = (
    HEAD
    + f"13800138000,林晓雯,{CARD},100.00,20.00,300,2027-12-31\n"
    + "13800138001,王小美,,50.00,,,\n"
    + "13800138002,李雷,,,,,\n"
)


def run(database: ServerDatabase, text: str = TABLE, *, apply: bool = True) -> Brought:
    return database.write(
        lambda connection: bring(connection, text.encode(), house(), now_ms=NOW_MS, apply=apply)
    )


def count(database: ServerDatabase) -> int:
    with database.reading() as connection:
        return connection.execute(
            sa.select(sa.func.count()).select_from(tables.member)
        ).scalar_one()


def test_a_dry_run_says_what_would_come_and_writes_nothing(
    till: Till, database: ServerDatabase
) -> None:
    made = run(database, apply=False)
    assert made.to_json(till.house) == {
        "applied": False, "rows": 3, "new": 3, "known": 0, "wrong": [],
        "sums": {"principal": "150.00", "bonus": "20.00", "qualifying": "0.00", "points": 300,
                 "coupons": 0},
    }  # fmt: skip
    assert count(database) == 0


def test_the_same_table_again_changes_nothing_and_says_so(
    till: Till, database: ServerDatabase
) -> None:
    assert run(database).applied
    before = [rows(till, table) for table in tables.metadata.sorted_tables]
    again = run(database)
    assert (len(again.new), again.known, again.wrong) == (0, 3, ())
    assert [rows(till, table) for table in tables.metadata.sorted_tables] == before


def test_a_longer_table_brings_only_who_is_new(till: Till, database: ServerDatabase) -> None:
    run(database)
    more = run(database, TABLE + "13800138003,韩梅梅,,9.00,,,\n")
    assert (len(more.new), more.known, more.applied) == (1, 3, True)
    assert count(database) == 4
    assert_whole(till)


def test_one_wrong_row_keeps_all_of_them_out(database: ServerDatabase) -> None:
    made = run(database, TABLE + "138,短,,,,,\n13800138009,负,,-1.00,,,\n")
    assert not made.applied
    said = made.to_json(house())["wrong"]
    assert [(each["line"], each["column"], each["reason"]) for each in said] == [  # type: ignore[attr-defined]
        (5, "phone", "phone_short"), (6, "principal", "amount_bounds"),
    ]  # fmt: skip
    assert count(database) == 0


def test_who_is_here_already_is_not_made_a_second_time(
    till: Till, database: ServerDatabase
) -> None:
    till.enrol("林", "13800138000")
    till.push()
    run(database, f"card,name\n{CARD},持卡人\n")
    made = run(database)
    assert [(each.line, each.code) for each in made.wrong] == [(2, "phone_taken")]
    other = run(database, f"phone,card\n13800138007,{CARD}\n")
    assert [(each.line, each.code) for each in other.wrong] == [(2, "card_taken")]


def test_other_balances_of_somebody_who_was_brought_in_are_refused(
    database: ServerDatabase,
) -> None:
    run(database)
    made = run(database, TABLE.replace("50.00", "60.00"))
    assert [(each.line, each.code) for each in made.wrong] == [(3, "import_differs")]


def test_what_is_no_table_is_refused(database: ServerDatabase) -> None:
    with pytest.raises(Damaged, match="import_columns"):
        run(database, "colour\nred\n")


def test_tills_get_them_by_the_feed_and_pay_with_what_they_brought(
    till: Till, database: ServerDatabase
) -> None:
    [member, *_] = run(database).new
    member_id = member.member.member_id
    with database.snapshot_reading() as connection:
        page = feed.page(
            connection, terminal_id=till.terminal_id, cursor=START, now_ms=NOW_MS, house=till.house
        )
    assert len(page.profiles) == len(page.figures) == 3
    assert {row["member_id"] for row in page.profiles} >= {member_id}
    grant = till.want(member_id, 6_000)
    assert grant is not None
    till.sell(member_id, stored_value(grant.lease_id, 6_000))
    till.push()
    assert figures(till, member_id)["principal"] == 4_000
    points = till.want(member_id, 100, Kind.POINTS)
    assert points is not None and points.lots[0].expires_day == "2027-12-31"
    assert_whole(till)


# --- kill -9 -------------------------------------------------------------------------------------


def killed(folder: Path, die_at: int) -> bool:
    """Bring the table in, in a process that dies before a statement; tell whether it died so."""
    child = os.fork()
    if child == 0:
        seen = 0

        def listener(*_: Any) -> None:  # noqa: ANN401 - an event's arguments
            nonlocal seen
            seen += 1
            if seen == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

        database = ServerDatabase(f"sqlite:///{folder}/books.db")
        event.listen(Engine, "before_cursor_execute", listener)
        run(database)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_a_program_that_is_killed_has_brought_in_nothing_and_the_next_one_all(
    tmp_path: Path,
) -> None:
    books = ServerDatabase(f"sqlite:///{tmp_path}/books.db")
    books.migrate()
    books.dispose()
    statements = 0
    while killed(tmp_path, statements + 1):
        statements += 1
        assert count(books) == 0
        books.dispose()
    assert statements > 10
    assert count(books) == 3
    assert len(run(books).new) == 0
    books.dispose()


def test_the_table_is_looked_up_in_portions(
    till: Till, database: ServerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "_AT_ONCE", 2)
    till.enrol("韩", "13800138002")
    till.push()
    assert [each.line for each in run(database).wrong] == [4]
