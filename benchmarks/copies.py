"""Fills a server's database up with copies of its people: fifty thousand drawn ones make a million.

A copy has its own id, codes, card and phone and the name and the figures of its model. Drawing a
million people takes ten minutes, copying takes two. Copies have no opening entries in the ledger:
nothing that is measured reads them.
"""

import sqlite3
from pathlib import Path

from pos_member.domain import phone
from pos_member.domain.code_texts import card_number
from pos_member.domain.ids import uuid7
from pos_member.domain.phone import PhoneKey
from sync.protocol.personal import phone_key, seal, tail_key
from sync.server.house import House
from sync.server.sample_people import START_MS

DRAWN = 50_000
_FIRST_PHONE = 13_900_000_000
_STEP = 7_368_787  # prime to 10^8: every copy has another phone, its last digits are spread

_EACH_ROUND = (
    """
    INSERT INTO member SELECT no + :by, id_of(no + :by), name, tier_id, status, card_of(no + :by),
      mask_of(no + :by), sealed_of(no + :by), last_visit_day, name_chars, pinyin, rest
    FROM member WHERE no <= :drawn
    """,
    """
    INSERT INTO holding SELECT no + :by, principal, bonus, points, qualifying, 0, free_principal,
      free_bonus, free_points, 0 FROM holding WHERE no <= :drawn
    """,
    """
    INSERT INTO lot SELECT no + :by, lot, expires_day, amount FROM lot
    WHERE no <= :drawn AND lot NOT IN (SELECT coupon_id FROM coupon)
    """,
    """
    INSERT INTO feed SELECT kind, CAST(CAST(key AS INTEGER) + :by AS TEXT), tx, ver + 2 * :by
    FROM feed WHERE kind IN ('profile', 'figures') AND ver <= :ver
    """,
)
"""``:by`` is what is added to the numbers."""

_AT_THE_END = (
    """
    INSERT INTO member_code SELECT code_of(no) AS code, 'qr', no, 'active' FROM member
    WHERE no > :drawn ORDER BY code
    """,
    """
    INSERT INTO member_code SELECT card_number, 'card', no, 'active' FROM member
    WHERE no > :drawn ORDER BY card_number
    """,
    """
    INSERT INTO member_phone SELECT key, no, 0 FROM (
      SELECT whole_of(no) AS key, no FROM member WHERE no > :drawn
      UNION ALL SELECT tail_of(no), no FROM member WHERE no > :drawn)
    ORDER BY key, no
    """,
    """
    INSERT INTO member_term SELECT t.term, m.no FROM member m
    JOIN member_term t ON t.no = (m.no - 1) % :drawn + 1 WHERE m.no > :drawn ORDER BY t.term, m.no
    """,
)


def multiply(path: Path, house: House, *, drawn: int, members: int) -> None:
    """Bring the server's database at ``path`` from ``drawn`` members to ``members``."""
    assert members % drawn == 0, f"{members:,} is no multiple of {drawn:,}"
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000"):
        raw.execute(f"PRAGMA {pragma}").fetchall()
    _define(raw, house)
    ver = raw.execute("SELECT max(ver) FROM feed").fetchone()[0]
    raw.execute("BEGIN")
    for by in range(drawn, members, drawn):
        for statement in _EACH_ROUND:
            raw.execute(statement, {"by": by, "drawn": drawn, "ver": ver})
    for statement in _AT_THE_END if members > drawn else ():
        raw.execute(statement, {"drawn": drawn})
    raw.execute("COMMIT")
    raw.execute("PRAGMA journal_mode=WAL").fetchall()
    raw.close()


def _define(raw: sqlite3.Connection, house: House) -> None:
    """Give the statements what a copy has of its own, drawn from its number."""

    def number(no: int) -> str:
        return str(_FIRST_PHONE + no * _STEP % 10**8)

    own = {
        "id_of": lambda no: uuid7(START_MS + no, no.to_bytes(10, "big")),
        "code_of": lambda no: (no * 0x9E3779B97F4A7C15F39C % 2**80).to_bytes(10, "big").hex(),
        "card_of": lambda no: card_number(f"8802{no:07d}"),
        "mask_of": lambda no: phone.masked(PhoneKey(phone.CHINA + number(no))),
        "sealed_of": lambda no: seal(house.field_key, phone.CHINA + number(no)),
        "whole_of": lambda no: phone_key(house.phone_index_key, phone.CHINA + number(no)),
        "tail_of": lambda no: tail_key(house.phone_index_key, phone.CHINA + number(no)),
    }
    for name, function in own.items():
        raw.create_function(name, 1, function, deterministic=True)
