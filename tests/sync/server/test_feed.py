"""The change feed: whoever follows it has what the server has, and misses nothing."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from pos_member.domain.errors import Damaged
from sync.protocol.pages import START, Page
from sync.server import feed, programs, sample, tables
from sync.server.database import ServerDatabase
from sync.server.feed import Change
from sync.server.house import House
from tests.sync.server import far_end
from tests.sync.server.far_end import NOW_MS, Till, cash


def read(till: Till, cursor: str = START, *, rows_max: int = 2_000, check: bool = False) -> Page:
    with till.database.snapshot_reading() as connection:
        return feed.page(
            connection,
            terminal_id=till.terminal_id,
            cursor=cursor,
            now_ms=NOW_MS,
            house=till.house,
            rows_max=rows_max,
            check=check,
        )


def follow(till: Till, cursor: str = START, *, rows_max: int = 2_000) -> list[Page]:
    """Read to the end."""
    found = [read(till, cursor, rows_max=rows_max)]
    while found[-1].more:
        found.append(read(till, found[-1].cursor, rows_max=rows_max))
    return found


def test_an_empty_feed_stays_where_it_was(till: Till) -> None:
    page = read(till)
    assert (page.cursor, page.more, page.figures, page.snapshot_needed) == (START, False, (), False)


def test_a_new_member_comes_with_profile_and_figures(till: Till) -> None:
    member = till.enrol("林晓雯", "13800006620")
    till.push()
    page = read(till)
    (profile,) = page.profiles
    assert profile["member_id"] == member
    assert [len(profile[name]) for name in ("codes", "phones")] == [1, 2]  # type: ignore[arg-type]
    assert profile["terms"] == ["linxiaowen", "lxw", "林晓雯"]
    assert [row.no for row in page.figures] == [profile["no"]]


def test_a_member_with_nothing_beside_it_has_empty_lists(till: Till) -> None:
    till.enrol("", "")
    till.push()
    with till.database.writing() as connection:
        connection.execute(sa.delete(tables.member_code))
    (profile,) = read(till).profiles
    assert (profile["codes"], profile["phones"], profile["terms"]) == ([], [], [])


def test_figures_say_which_of_the_asking_tills_operations_they_include(
    till: Till, other_till: Till
) -> None:
    member = till.enrol()
    till.top_up(member, 10_000)
    till.push()
    other_till.sell(None, cash(100))
    other_till.push()
    assert [row.included_seq for row in read(till).figures] == [2]
    (row,) = read(other_till).figures
    assert (row.included_seq, row.principal) == (1, 10_000)


def test_a_page_shows_figures_as_they_are_now(till: Till) -> None:
    member = till.enrol()
    till.push()
    cursor = read(till).cursor
    for _ in range(3):
        till.top_up(member, 100)
        till.push()
    page = read(till, cursor)
    assert [(row.principal, row.included_seq) for row in page.figures] == [(300, 4)]
    assert page.profiles == ()


def test_pages_are_cut_and_go_on_where_they_stopped(till: Till) -> None:
    members = [till.enrol(phone=f"1380013{i:04d}") for i in range(7)]
    till.push()
    pages = follow(till, rows_max=3)
    assert [page.more for page in pages] == [True] * 4 + [False]
    assert [p["member_id"] for page in pages for p in page.profiles] == members
    assert sorted(row.no for page in pages for row in page.figures) == list(range(1, 8))


def test_the_whole_shop_comes_through_the_feed(database: ServerDatabase, house: House) -> None:
    till = Till(database, house).register_here()
    with database.writing() as connection:
        sample.fill(connection, house, members=1_300, pin_cost=CHEAP)
    pages = follow(till)
    assert sum(len(page.profiles) for page in pages) == 1_300
    assert max(len(page.profiles) for page in pages) <= 1_000
    assert sum(len(page.goods) for page in pages) == 303
    assert sum(len(page.staff) for page in pages) == 6
    (program,) = [page.program for page in pages if page.program]
    assert program["version"] == 1
    water = [g for page in pages for g in page.goods if g["codes"] == ["6921168509256"]]
    assert [g["price_minor"] for g in water] == [300]


CHEAP = sample.PinCost(time=1, memory_kib=8)


def test_every_program_comes_by_a_page_of_its_own(till: Till) -> None:
    from_sample = sample.program_document()
    with till.database.writing() as connection:
        for version in (1, 2):
            programs.publish(connection, till.house, {**from_sample, "version": version})
    pages = follow(till)
    assert [page.program["version"] for page in pages if page.program] == [1, 2]


def test_the_last_page_carries_sums_when_asked(till: Till) -> None:
    member = till.enrol()
    till.top_up(member, 10_000, bonus=500, points=7)
    till.push()
    sums = {"members": 1, "principal": 10_000, "bonus": 500, "points": 7, "coupons": 0}
    assert read(till, check=True).check == sums
    assert read(till).check is None
    assert read(till, rows_max=1, check=True).check is None


@pytest.mark.parametrize("cursor", ["", "1", "1.2.3", "a.b", "-1.0", "1.", "٣.0", "9" * 20 + ".0",
                                    f"0.{2**63}"])  # fmt: skip
def test_what_is_no_cursor_is_refused(till: Till, cursor: str) -> None:
    with pytest.raises(Damaged) as refused:
        read(till, cursor)
    assert refused.value.code == "cursor"


def test_a_cursor_from_the_future_needs_a_snapshot() -> None:
    """A database that was set back knows less than its tills."""
    database = ServerDatabase("sqlite://")
    database.migrate()
    till = Till(database, far_end.house()).register_here()
    assert read(till, "0.5").snapshot_needed
    till.enrol()
    till.push()
    assert not read(till, "0.1").snapshot_needed
    database.dispose()


def test_news_are_what_a_page_would_show(till: Till) -> None:
    assert not news(till, START)
    till.enrol()
    till.push()
    assert news(till, START)
    assert not news(till, read(till).cursor)


def news(till: Till, cursor: str) -> bool:
    with till.database.reading() as connection:
        return feed.has_news(connection, cursor)


def test_nobody_changed_is_no_change(till: Till) -> None:
    with till.database.writing() as connection:
        feed.changed(connection, Change.FIGURES, [])
    assert not news(till, START)


def test_a_cursor_at_the_head_is_fed_only_what_comes_after(till: Till) -> None:
    till.enrol()
    till.push()
    with till.database.snapshot_reading() as connection:
        head = feed.head(connection)
    assert read(till, head).profiles == ()
    till.enrol("张三", "13911112222")
    till.push()
    assert [p["name"] for p in read(till, head).profiles] == ["张三"]


def test_the_head_of_an_empty_feed_is_its_start() -> None:
    database = ServerDatabase("sqlite://")
    database.migrate()
    with database.snapshot_reading() as connection:
        assert feed.head(connection) == START
    database.dispose()


@pytest.mark.postgresql
def test_a_transaction_that_commits_late_is_not_skipped(clean_postgresql: ServerDatabase) -> None:
    """Numbers are drawn in one order and committed in another: the trap of every cursor."""
    till = Till(clean_postgresql, far_end.house()).register_here()
    till.enrol(phone="13800138001")
    till.enrol(phone="13800138002")
    till.push()
    cursor = read(till).cursor
    with clean_postgresql.writing() as slow:
        feed.changed(slow, Change.FIGURES, [1])
        with clean_postgresql.writing() as quick:
            feed.changed(quick, Change.FIGURES, [2])
        page = read(till, cursor, check=True)
        assert (page.figures, page.cursor, page.check) == ((), cursor, None)
    seen = [row.no for page in follow(till, cursor) for row in page.figures]
    assert seen == [1, 2]


@pytest.mark.postgresql
def test_a_cursor_skips_no_row_while_many_write(clean_postgresql: ServerDatabase) -> None:
    house = far_end.house()
    reader = Till(clean_postgresql, house, seed=99).register_here()
    writers = [Till(clean_postgresql, house, seed=n).register_here() for n in range(4)]
    done = threading.Barrier(len(writers) + 1)

    def write(till: Till) -> Callable[[], None]:
        def work() -> None:
            for i in range(12):
                till.enrol(phone=f"13{till.seed}{i:08d}")
                till.push()
            done.wait(60)

        return work

    threads = [threading.Thread(target=write(till)) for till in writers]
    for thread in threads:
        thread.start()
    seen: set[object] = set()
    cursor = START
    while done.n_waiting < len(writers):
        page = read(reader, cursor, rows_max=5)
        cursor = page.cursor
        seen |= {profile["no"] for profile in page.profiles}
    done.wait(60)
    for thread in threads:
        thread.join(60)
    seen |= {p["no"] for page in follow(reader, cursor) for p in page.profiles}
    assert len(seen) == 48
