"""Member by code or phone, and search while typing, against raw sqlite3 in the same run."""

import sqlite3

import million
from harness import Row, members_asked, report, take_turns

from pos_member.storage import members
from pos_member.storage.cache import Cache

CALLS = 8_000


def lookup(cache: Cache, raw: sqlite3.Connection, size: int) -> Row:
    """Compare a member by code through the storage layer with the bare statement."""
    columns = (
        "m.no, m.member_id, m.name, m.tier_id, m.status, m.card_number, m.phone_mask,"
        " m.phone_sealed, m.last_visit_day, m.rest, f.principal, f.bonus, f.points, f.qualifying,"
        " f.included_seq, c.status"
    )
    bare = (
        f"SELECT {columns} FROM member_code c JOIN member m ON m.no = c.no"
        " LEFT JOIN figures f ON f.no = m.no WHERE c.code = ? AND c.kind = 'qr'"
    )
    wanted = [million.code_of(i * 7_919 % size + 1) for i in range(CALLS)]
    with cache.reading() as connection:
        timings = take_turns(
            {
                "ours": lambda i: members.by_code(connection, wanted[i], "qr"),
                "raw": lambda i: raw.execute(bare, (wanted[i],)).fetchone(),
            },
            CALLS,
        )
    ours, base = timings["ours"], timings["raw"]
    ratio = ours.p99 / base.p99
    return Row(
        f"member by code, {size:,} members",
        f"p99 {ours.p99:.0f} µs",
        f"raw sqlite3 p99 {base.p99:.0f} µs",
        round(ratio, 2),
        "p99 ≤ 3 x",
        ratio <= 3,
        {"p50_us": ours.p50, "raw_p50_us": base.p50},
    )


def search(cache: Cache, raw: sqlite3.Connection, size: int) -> list[Row]:
    """Compare search while typing with LIKE '%x%' on the same rows."""
    rows = []
    with cache.reading() as connection:
        ways = {
            "name, two characters inside": (
                lambda i: members.with_name_part(connection, million.name_of(i + 1)[1:], 200),
                lambda i: raw.execute(
                    "SELECT no FROM member WHERE name LIKE ? LIMIT 200",
                    (f"%{million.name_of(i + 1)[1:]}%",),
                ).fetchall(),
            ),
            "pinyin, six letters inside": (
                lambda i: members.with_pinyin_part(connection, million.pinyin_of(i + 1)[2:8], 20),
                lambda i: raw.execute(
                    "SELECT no FROM member WHERE pinyin LIKE ? LIMIT 20",
                    (f"%{million.pinyin_of(i + 1)[2:8]}zz%",),
                ).fetchall(),
            ),
            "last four digits of the phone": (
                lambda i: members.by_phone(connection, million.tail_key_of(i + 1), 20),
                lambda i: raw.execute(
                    "SELECT no FROM member WHERE phone_mask LIKE ? LIMIT 200", (f"%{i:04d}",)
                ).fetchall(),
            ),
        }
        for what, (ours_way, like) in ways.items():
            ours = take_turns({"ours": ours_way}, 2_000)["ours"]
            base = take_turns({"like": like}, 40)["like"]
            times = base.p50 / ours.p50
            rows.append(
                Row(
                    f"search {what}",
                    f"p99 {ours.p99 / 1000:.2f} ms",
                    f"LIKE p50 {base.p50 / 1000:.1f} ms",
                    round(times, 1),
                    "p99 < 5 ms, ≥ 100 x faster",
                    ours.p99 < 5_000 and times >= 100,
                )
            )
    return rows


def main() -> None:
    """Measure and print."""
    size = members_asked()
    folder = million.replica_of(size)
    cache = Cache(folder, terminal_id="bench")
    raw = sqlite3.connect(folder / "cache-1.db", cached_statements=64)
    raw.execute("PRAGMA mmap_size=1073741824")
    raw.execute("PRAGMA cache_size=-32768")
    report([lookup(cache, raw, size), *search(cache, raw, size)])


if __name__ == "__main__":
    main()
