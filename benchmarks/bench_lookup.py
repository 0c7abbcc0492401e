"""Member by code or phone, and search while typing, against raw sqlite3 in the same run."""

import sqlite3
from collections.abc import Callable, Sequence

from benchmarks import million
from benchmarks.harness import Row, Timing, members_asked, report, take_turns
from benchmarks.million import Somebody
from pos_member.domain.journal import Moment
from pos_member.services import lookup
from pos_member.services.till import Till
from pos_member.storage import members
from pos_member.storage.trust import phone_key, tail_key

CALLS = 20_000
SEARCHES, LIKES = 2_000, 40
MOMENT = Moment(million.NOW_MS, 1_000_000, "boot", 480)
_COLUMNS = (
    "m.no, m.member_id, m.name, m.tier_id, m.status, m.card_number, m.phone_mask, m.phone_sealed,"
    " m.last_visit_day, m.rest, f.principal, f.bonus, f.points, f.qualifying, f.included_seq"
)
BY_CODE = (
    f"SELECT {_COLUMNS}, c.status FROM member_code c JOIN member m ON m.no = c.no"
    " LEFT JOIN figures f ON f.no = m.no WHERE c.code = ? AND c.kind = 'qr'"
)
BY_PHONE = (
    f"SELECT {_COLUMNS}, p.former FROM member_phone p JOIN member m ON m.no = p.no"
    " LEFT JOIN figures f ON f.no = m.no WHERE p.key = ? ORDER BY p.former, p.no LIMIT 50"
)


def lookups(size: int) -> dict[str, dict[str, Timing]]:
    """Time a member by code and by phone in a replica of ``size``, and the bare statements."""
    raw = _raw(size)
    asked = million.somebodies(size, CALLS)
    with million.till_of(size) as till, till.cache.reading() as connection:
        keys = [phone_key(till.identity.phone_index_key, each.phone) for each in asked]
        return {
            "code": take_turns(
                {
                    "ours": lambda i: members.by_code(connection, asked[i].code, "qr"),
                    "raw": lambda i: raw.execute(BY_CODE, (asked[i].code,)).fetchone(),
                },
                CALLS,
            ),
            "phone": take_turns(
                {
                    "ours": lambda i: members.by_phone(connection, keys[i]),
                    "raw": lambda i: raw.execute(BY_PHONE, (keys[i],)).fetchall(),
                },
                CALLS,
            ),
        }


def lookup_rows(size: int) -> list[Row]:
    """Compare both lookups with the bare statements, and with a replica of a tenth the size."""
    small = size // 10
    found, found_small = lookups(size), lookups(small)
    rows = []
    for by in ("code", "phone"):
        ours, base = found[by]["ours"], found[by]["raw"]
        rows.append(
            Row(
                f"member by {by}, {size:,} members",
                f"p99 {ours.p99:.0f} µs",
                f"raw sqlite3 p99 {base.p99:.0f} µs",
                round(ours.p99 / base.p99, 2),
                "p99 ≤ 3 x",
                ours.p99 <= 3 * base.p99,
                {
                    "p50_us": ours.p50,
                    "raw_p50_us": base.p50,
                    "cpu_p99_us": ours.cpu_p99,
                    "raw_cpu_p99_us": base.cpu_p99,
                    "calls": ours.calls,
                },
            )
        )
        few, few_raw = found_small[by]["ours"], found_small[by]["raw"]
        rows.append(
            Row(
                f"member by {by}, {size:,} against {small:,}",
                f"p50 {ours.p50:.1f} µs",
                f"p50 {few.p50:.1f} µs",
                round(ours.p50 / few.p50, 2),
                "the same (≤ 1.5 x)",
                ours.p50 <= 1.5 * few.p50,
                {"p99_us": ours.p99, "small_p99_us": few.p99, "raw_small_p50_us": few_raw.p50},
            )
        )
    return rows


def search_rows(size: int) -> list[Row]:
    """Compare search while typing, index by index, with LIKE '%x%' on the same rows."""
    raw = _raw(size)
    asked = million.somebodies(size, SEARCHES)
    with million.till_of(size) as till, till.cache.reading() as connection:
        tails = [tail_key(till.identity.phone_index_key, each.phone) for each in asked]
        ways: dict[str, tuple[Callable[[int], object], Callable[[int], object]]] = {
            "beginning of a name": (
                lambda i: members.with_prefix(connection, asked[i].name[:2], 60),
                lambda i: _like(raw, "name", f"{asked[i].name[:2]}"),
            ),
            "part of a name": (
                lambda i: members.with_name_part(connection, asked[i].name[-2:], 60),
                lambda i: _like(raw, "name", asked[i].name[-2:]),
            ),
            "beginning of the pinyin": (
                lambda i: members.with_prefix(connection, asked[i].pinyin[:5], 60),
                lambda i: _like(raw, "pinyin", asked[i].pinyin[:5]),
            ),
            "part of the pinyin": (
                lambda i: members.with_pinyin_part(connection, asked[i].pinyin[2:8], 60),
                lambda i: _like(raw, "pinyin", asked[i].pinyin[2:8]),
            ),
            "last four digits of the phone": (
                lambda i: members.by_phone(connection, tails[i], 60),
                lambda i: _like(raw, "phone_mask", asked[i].phone[-4:]),
            ),
        }
        return [_search_row(what, size, *both) for what, both in ways.items()]


def _search_row(
    what: str, size: int, our_way: Callable[[int], object], like: Callable[[int], object]
) -> Row:
    ours = take_turns({"ours": our_way}, SEARCHES)["ours"]
    base = take_turns({"like": like}, LIKES)["like"]
    times = base.p50 / ours.p50
    return Row(
        f"search, {what}, {size:,}",
        f"p99 {ours.p99 / 1000:.2f} ms",
        f"LIKE p50 {base.p50 / 1000:.0f} ms",
        round(times, 1),
        "p99 < 5 ms, ≥ 100 x",
        ours.p99 < 5_000 and times >= 100,
        {"p50_us": ours.p50, "cpu_p99_us": ours.cpu_p99, "like_p99_us": base.p99},
    )


def _like(raw: sqlite3.Connection, column: str, part: str) -> object:
    """Find as many as the index is asked for; LIKE is done early where matches are frequent."""
    rows = raw.execute(f"SELECT no FROM member WHERE {column} LIKE ? LIMIT 60", (f"%{part}%",))
    return rows.fetchall()


def service_row(size: int) -> Row:
    """Time what a cashier waits for: ``services.lookup.search`` at every letter of a name."""
    with million.till_of(size) as till:
        typed = _typed(million.somebodies(size, SEARCHES))
        found = take_turns({"ours": lambda i: _search(till, typed[i])}, len(typed))["ours"]
    return Row(
        f"search service at every key, {size:,}",
        f"p99 {found.p99 / 1000:.2f} ms",
        f"p50 {found.p50 / 1000:.2f} ms",
        None,
        "p99 < 5 ms",
        found.p99 < 5_000,
        {"calls": found.calls, "cpu_p99_us": found.cpu_p99},
    )


def _search(till: Till, text: str) -> object:
    return lookup.search(till, text, MOMENT)


def _typed(people: Sequence[Somebody]) -> list[str]:
    """Return what stands in the field after each key, as names, pinyin and digits are typed."""
    typed = []
    for place, each in enumerate(people):
        whole = (each.name, each.pinyin, each.phone[-4:], each.phone)[place % 4]
        if whole.isdigit():
            typed.append(whole)
        else:
            typed += [whole[:length] for length in range(1, len(whole) + 1)]
    return typed


def _raw(size: int) -> sqlite3.Connection:
    raw = sqlite3.connect(million.replica_of(size) / million.REPLICA, cached_statements=64)
    raw.execute("PRAGMA mmap_size=1073741824")
    raw.execute("PRAGMA cache_size=-32768")
    return raw


def main() -> None:
    """Measure and print."""
    size = members_asked()
    report([*lookup_rows(size), *search_rows(size), service_row(size)])


if __name__ == "__main__":
    main()
