"""A replica of a million members, made row by row from a formula and kept for the next run."""

import hashlib
import json
import sqlite3
from pathlib import Path

from sync.protocol import replica

OUT = Path(__file__).parent.parent / "out" / "bench"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严"
)
_GIVEN = (
    "晓雯小文一诺慧敏志强佳雪伟芳娜秀英静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂梅凤云玉萍红玲建国华"
    "春燕海波鹏辉宁倩婷颖博宇浩然子涵欣怡梓萱雨桐思远嘉豪俊哲文轩晨曦若琳"
)
_SOUNDS = (
    "wang",
    "li",
    "zhang",
    "liu",
    "chen",
    "yang",
    "huang",
    "zhao",
    "wu",
    "zhou",
    "lin",
    "shen",
)


def code_of(no: int) -> str:
    """Return the member code (hex of ten bytes) of member ``no``."""
    return hashlib.blake2b(no.to_bytes(8, "big"), digest_size=10).hexdigest()


def phone_key_of(no: int) -> bytes:
    """Return the keyed hash of the phone of member ``no``."""
    return hashlib.blake2b(b"p" + no.to_bytes(8, "big"), digest_size=16).digest()


def tail_key_of(no: int) -> bytes:
    """Return the keyed hash of the last four digits of member ``no``."""
    return hashlib.blake2b(b"t%04d" % (no * 7919 % 10_000), digest_size=16).digest()


def member_id_of(no: int) -> str:
    """Return the id of member ``no``."""
    digits = hashlib.blake2b(b"i" + no.to_bytes(8, "big"), digest_size=16).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def name_of(no: int) -> str:
    """Return the name of member ``no``."""
    seed = int.from_bytes(hashlib.blake2b(b"n" + no.to_bytes(8, "big"), digest_size=8).digest())
    first, rest = divmod(seed, len(_SURNAMES))
    second, third = divmod(first, len(_GIVEN))
    return _SURNAMES[rest] + _GIVEN[third] + _GIVEN[second % len(_GIVEN)]


def pinyin_of(no: int) -> str:
    """Return three syllables for member ``no``: what matters here is their spread."""
    seed = no * 2_654_435_761 & 0xFFFFFFFF
    return "".join(_SOUNDS[(seed >> shift) % len(_SOUNDS)] for shift in (0, 8, 16))


def replica_of(members: int) -> Path:
    """Return a folder with a replica of ``members`` members, made when it is not there yet."""
    folder = OUT / f"replica-{members}"
    done = folder / "cache.current"
    if done.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cache-1.db"
    path.unlink(missing_ok=True)
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode=OFF")
    raw.execute("PRAGMA synchronous=OFF")
    raw.executescript(replica.TABLES)
    raw.execute("BEGIN")
    _fill(raw, members)
    raw.execute("COMMIT")
    raw.executescript(replica.INDEXES)
    raw.execute("INSERT INTO name_fts(name_fts) VALUES ('rebuild')")
    raw.execute("INSERT INTO pinyin_fts(pinyin_fts) VALUES ('rebuild')")
    raw.execute("ANALYZE")
    raw.execute(f"PRAGMA application_id={replica.APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version={replica.SCHEMA_VERSION}")
    raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    done.write_text("cache-1.db\n", encoding="ascii")
    return folder


def _fill(raw: sqlite3.Connection, members: int) -> None:
    numbers = range(1, members + 1)
    rest = json.dumps({"salutation": "", "birthday": "", "joined_day": "2024-01-01"})
    raw.execute("INSERT INTO meta VALUES (?, '0.0')", (replica.META_CURSOR,))
    raw.executemany(
        "INSERT INTO member VALUES (?,?,?,'gold','active',?,?,'','2026-10-28',?,?,?)",
        (
            (
                no,
                member_id_of(no),
                name_of(no),
                f"88{no:010d}",
                f"138 **** {no * 7919 % 10_000:04d}",
                " ".join(name_of(no)),
                pinyin_of(no),
                rest,
            )
            for no in numbers
        ),
    )
    raw.executemany(
        "INSERT INTO member_code VALUES (?,'qr',?,'active')",
        sorted((code_of(no), no) for no in numbers),
    )
    raw.executemany(
        "INSERT OR IGNORE INTO member_phone VALUES (?,?,0)",
        sorted(row for no in numbers for row in ((phone_key_of(no), no), (tail_key_of(no), no))),
    )
    raw.executemany(
        "INSERT OR IGNORE INTO member_term VALUES (?,?)",
        sorted(row for no in numbers for row in ((name_of(no), no), (pinyin_of(no), no))),
    )
    raw.executemany(
        "INSERT INTO figures VALUES (?,?,?,?,0,0)",
        ((no, no * 37 % 500_000, no * 11 % 50_000, no * 13 % 20_000) for no in numbers),
    )
