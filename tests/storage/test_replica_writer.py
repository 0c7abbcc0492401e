"""Pages become rows: again and again without harm, the search index right after each."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_member.domain.errors import Damaged
from pos_member.storage import members
from pos_member.storage.cache import Cache, ensure_replica
from pos_member.storage.replica_writer import ROWS_A_TRANSACTION, ReplicaWriter
from sync.protocol import replica
from sync.protocol.pages import FigureRow, Page
from sync.simulator.crash import Crash, CrashPoints
from tests.support.counter import card, figure_row, member_id, member_row

NAMES = ("林晓雯", "单田芳", "欧阳娜娜", "Anna Lee")


@pytest.fixture
def writer(tmp_path: Path):
    ensure_replica(tmp_path)
    made = ReplicaWriter(tmp_path / "cache-1.db")
    yield made
    made.close()


def page(cursor: str = "0.1", **rows: object) -> Page:
    return Page("epoch", 5, cursor, more=False, **rows)  # type: ignore[arg-type]


def rows(writer: ReplicaWriter, table: str) -> list[tuple[object, ...]]:
    raw = sqlite3.connect(writer.path)
    found = sorted(raw.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608
    raw.close()
    return found


def test_a_page_twice_is_a_page_once(writer: ReplicaWriter) -> None:
    profile, figures = member_row(1, former="13900000000", principal=500, included=3)
    goods = {
        "sku": "s1", "name": "茶", "category": "drinks", "price_minor": 500,
        "member_price_minor": None, "service": False, "weighed": True, "tax_bp": 600,
        "terms": "cha c", "active": True, "codes": ["6901234567892"],
    }  # fmt: skip
    staff = {
        "staff_id": "anna", "name": "安娜", "role": "cashier", "pin_verifier": "x",
        "badge_hash": "", "active": True,
    }  # fmt: skip
    program = {"version": 1, "valid_from_ms": 0, "document": "{}", "signature": "00"}
    whole = page(
        profiles=(profile,), figures=(figures,), goods=(goods,), staff=(staff,), program=program
    )
    writer.apply(whole)
    tables = (
        "member", "member_code", "member_phone", "member_term", "figures", "goods", "goods_code",
        "staff", "program", "meta",
    )  # fmt: skip
    once = {table: rows(writer, table) for table in tables}
    writer.apply(whole)
    assert {table: rows(writer, table) for table in tables} == once
    assert len(once["member_phone"]) == 4
    assert writer.value(replica.META_CURSOR) == "0.1"
    assert writer.value(replica.META_EPOCH) == "epoch"
    assert writer.value("nothing") == ""


def test_codes_phones_and_terms_that_went_are_gone(writer: ReplicaWriter) -> None:
    before, figures = member_row(1)
    writer.apply(page(profiles=(before,), figures=(figures,)))
    after = {**before, "codes": [], "phones": [], "terms": [], "name_chars": "", "pinyin": ""}
    writer.apply(page("0.2", profiles=(after,)))
    for table in ("member_code", "member_phone", "member_term"):
        assert rows(writer, table) == []


def test_a_code_that_went_to_another_member_names_that_one(writer: ReplicaWriter) -> None:
    first, _ = member_row(1)
    second, _ = member_row(2)
    moved = {**second, "codes": [{"code": card(1), "kind": "card", "status": "active"}]}
    writer.apply(page(profiles=(first, moved)))
    assert (card(1), "card", 2, "active") in rows(writer, "member_code")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(NAMES)), min_size=1, max_size=8))
def test_the_search_index_follows_every_change_of_name(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("replica")
    ensure_replica(folder)
    writer = ReplicaWriter(folder / "cache-1.db")
    for no, name in changes:
        writer.apply(page(profiles=(member_row(no, name=name)[0],)))
    writer.close()
    raw = sqlite3.connect(folder / "cache-1.db")
    for fts in ("name_fts", "pinyin_fts"):
        # The index checks itself against the rows it was made from.
        raw.execute(f"INSERT INTO {fts}({fts}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    raw.close()
    now = dict(changes)
    cache = Cache(folder, terminal_id="t")
    with cache.reading() as connection:
        found = members.with_name_part(connection, ["晓", "雯"], 10)
    cache.close()
    assert sorted(found) == sorted(no for no, name in now.items() if name == "林晓雯")


def test_no_transaction_holds_more_than_its_share(writer: ReplicaWriter) -> None:
    statements: list[str] = []
    writer._raw.set_trace_callback(statements.append)
    many = tuple(figure_row(no, included=1, points=no) for no in range(1, 451))
    writer.apply(page(figures=many))
    writer._raw.set_trace_callback(None)
    sizes, count = [], 0
    for statement in statements:
        if statement.startswith("BEGIN"):
            count = 0
        elif statement.strip().startswith("INSERT INTO figures"):
            count += 1
        elif statement == "COMMIT":
            sizes.append(count)
    assert sizes == [ROWS_A_TRANSACTION, ROWS_A_TRANSACTION, 50, 0]
    assert writer.sums() == {
        "members": 0, "principal": 0, "bonus": 0, "points": sum(range(1, 451)), "coupons": 0,
    }  # fmt: skip


SPOILED = [
    {"no": "1"},
    {"no": 2**70},
    {"name": None},
    {"status": "gone"},
    {"rest": ["x"]},
    {"pinyin": 5},
    {"codes": "x"},
    {"codes": ["x"]},
    {"phones": [{"key": "zz", "former": False}]},
    {"terms": [1]},
]


@pytest.mark.parametrize("spoiled", SPOILED, ids=str)
def test_a_row_that_does_not_fit_leaves_the_cursor_where_it_was(
    writer: ReplicaWriter, spoiled: dict[str, object]
) -> None:
    good, _ = member_row(1)
    with pytest.raises(Damaged) as found:
        writer.apply(page("0.9", profiles=({**member_row(2)[0], **spoiled}, good)))
    assert found.value.code == "shape"
    assert writer.value(replica.META_CURSOR) == "0.0"
    assert rows(writer, "member") == []


def test_a_checkpoint_is_made_when_enough_has_come(writer: ReplicaWriter) -> None:
    log = writer.path.with_name(writer.path.name + "-wal")
    writer.apply(page(figures=(FigureRow(1, 1, 1, 1, 1, 1),)))
    before = writer.path.stat().st_mtime_ns
    writer.checkpoint(least_rows=100)
    assert writer.path.stat().st_mtime_ns == before
    assert log.stat().st_size > 0
    writer.checkpoint(least_rows=1)
    assert writer.path.stat().st_mtime_ns > before


def test_a_member_reads_back_as_written(writer: ReplicaWriter, tmp_path: Path) -> None:
    profile, figures = member_row(7, principal=10, bonus=20, points=30, qualifying=40, included=5)
    writer.apply(page(profiles=(profile,), figures=(figures,)))
    cache = Cache(tmp_path, terminal_id="t")
    with cache.reading() as connection:
        found = members.by_id(connection, member_id(7))
    cache.close()
    assert found is not None
    assert (found.principal, found.bonus, found.points, found.qualifying) == (10, 20, 30, 40)
    assert (found.name, found.included_seq) == ("林晓雯", 5)


def test_wherever_it_is_killed_no_cursor_stands_without_its_rows(tmp_path: Path) -> None:
    ensure_replica(tmp_path)
    path = tmp_path / "cache-1.db"
    profile, figures = member_row(1, principal=500, included=3)
    whole = page(cursor="0.9", profiles=(profile,), figures=(figures,))
    crashes = CrashPoints()

    def killed(at: int) -> bool:
        writer = ReplicaWriter(path)
        try:
            with crashes.watching(at):
                writer.apply(whole)
        except Crash:
            return crashes.passed > 0
        finally:
            writer.close()
        return False

    with crashes.attached():
        for at in range(1, 20):
            assert killed(at)
            writer = ReplicaWriter(path)
            there = writer.value(replica.META_CURSOR) == "0.9"
            held = [row[1] for row in rows(writer, "figures")]
            writer.close()
            assert not there or held == [500]
    assert there, "the last kill came after it all"
