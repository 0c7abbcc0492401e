"""Rows as the feed carries them."""

import sqlalchemy as sa

from sync.protocol.replica import GOODS_COLUMNS, PROFILE_COLUMNS, STAFF_COLUMNS
from sync.server import rows, tables
from sync.server.database import ServerDatabase
from tests.sync.server.far_end import Till

APPLE = {
    "sku": "W1", "name": "苹果", "category": "果蔬", "price_minor": 1280,
    "member_price_minor": None, "service": 0, "weighed": 1, "tax_bp": 900,
    "terms": "苹果 pingguo pg", "active": 1,
}  # fmt: skip


def test_nobody_asked_for_is_nobody(database: ServerDatabase) -> None:
    with database.reading() as connection:
        assert rows.figures(connection, [], 5) == ()
        assert rows.profiles(connection, []) == ()
        assert rows.goods(connection, []) == ()
        assert rows.staff(connection, []) == ()
        assert rows.program(connection, 0) is None


def test_goods_come_with_all_their_codes(database: ServerDatabase) -> None:
    with database.writing() as connection:
        connection.execute(sa.insert(tables.goods), [APPLE, APPLE | {"sku": "W2"}])
        codes = [{"code": code, "sku": "W1"} for code in ("22", "11")]
        connection.execute(sa.insert(tables.goods_code), codes)
        found = rows.goods(connection, ["W2", "W1"])
    assert [(row["sku"], row["codes"]) for row in found] == [("W1", ["11", "22"]), ("W2", [])]
    assert set(found[0]) == {*GOODS_COLUMNS, "codes"}


def test_staff_come_with_the_columns_of_the_replica(database: ServerDatabase) -> None:
    person = dict(zip(STAFF_COLUMNS, ("s1", "周敏", "cashier", "$argon2id$", "", 0), strict=True))
    with database.writing() as connection:
        connection.execute(sa.insert(tables.staff), person)
        assert rows.staff(connection, ["s1", "unknown"]) == (person,)


def test_profiles_come_with_the_columns_of_the_replica(till: Till) -> None:
    till.enrol()
    till.push()
    with till.database.reading() as connection:
        (found,) = rows.profiles(connection, [1])
    assert set(found) == {*PROFILE_COLUMNS, "codes", "phones", "terms"}
    assert found["phones"] == [
        {"key": key.hex(), "former": False} for key in sorted(phone_keys(till))
    ]


def phone_keys(till: Till) -> list[bytes]:
    with till.database.reading() as connection:
        return list(connection.execute(sa.select(tables.member_phone.c.key)).scalars())


def test_sums_of_nobody_are_nothing(database: ServerDatabase) -> None:
    with database.reading() as connection:
        names = ("members", "principal", "bonus", "points", "coupons")
        assert rows.sums(connection) == dict.fromkeys(names, 0)
