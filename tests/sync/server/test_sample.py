"""The sample shop: the same from the same seed, genuine codes, whole books."""

import hashlib

import pytest
from argon2 import PasswordHasher

from pos_member.domain import code_texts, codes
from sync.protocol.signing import signed_by
from sync.server import sample, tables
from sync.server.database import ServerDatabase
from sync.server.house import House
from tests.sync.server.books import assert_whole, rows
from tests.sync.server.far_end import Till, stored_value

CHEAP = sample.PinCost(time=1, memory_kib=8)


@pytest.fixture
def shop(till: Till, house: House, database: ServerDatabase) -> sample.Sample:
    with database.writing() as connection:
        return sample.fill(connection, house, members=120, seed=3, pin_cost=CHEAP)


def test_the_books_of_the_first_day_are_whole(shop: sample.Sample, till: Till) -> None:
    totals = assert_whole(till)
    assert totals["members"] == 120
    assert totals["figures"]["principal"] > 0


def test_the_first_member_is_the_one_in_the_documents(shop: sample.Sample, till: Till) -> None:
    row = rows(till, tables.member)[0]
    assert (row["name"], row["tier_id"], row["phone_mask"]) == ("林晓雯", "gold", "138 **** 6620")
    held = rows(till, tables.holding)[0]
    assert (held["principal"], held["bonus"], held["points"]) == (100_000, 28_650, 12_480)


def test_members_carry_genuine_codes(shop: sample.Sample, house: House, till: Till) -> None:
    def verify(key_id: int, message: bytes, signature: bytes) -> bool:
        return signed_by(house.member_code_keys[key_id].public, message, signature)

    bound = {row["code"]: row["kind"] for row in rows(till, tables.member_code)}
    for member in shop.members:
        scanned = codes.parse(member["qr"], verify=verify)
        assert isinstance(scanned, codes.MemberCode)
        card = codes.parse(code_texts.card_barcode_text(member["card"]), verify=verify)
        assert isinstance(card, codes.MemberCard)
        assert (bound[scanned.code], bound[card.number]) == ("qr", "card")
        assert isinstance(codes.parse(member["phone"], verify=verify), codes.PhoneNumber)
    assert len({member["phone"] for member in shop.members}) == 120


def test_staff_sign_in_with_the_pins_that_are_listed(shop: sample.Sample, till: Till) -> None:
    found = {row["staff_id"]: row for row in rows(till, tables.staff)}
    assert {person["role"] for person in shop.staff} == {"cashier", "manager"}
    for person in shop.staff:
        row = found[person["staff_id"]]
        assert PasswordHasher().verify(row["pin_verifier"], person["pin"])
        badge = codes.parse(person["badge"], verify=lambda *_: False)
        assert isinstance(badge, codes.StaffBadge)
        assert hashlib.sha256(bytes.fromhex(badge.secret)).hexdigest() == row["badge_hash"]


def test_goods_are_many_and_scan(shop: sample.Sample, till: Till) -> None:
    goods = rows(till, tables.goods)
    assert len(goods) >= 300
    assert {row["service"] for row in goods} == {row["weighed"] for row in goods} == {0, 1}
    assert any(row["member_price_minor"] for row in goods)
    for row in rows(till, tables.goods_code):
        scanned = codes.parse(row["code"], verify=lambda *_: False)
        assert isinstance(scanned, codes.Goods) and scanned.symbology == "ean13"
    assert "jzjfsxzxs" in next(row["terms"] for row in goods if row["sku"] == "F001")


def test_the_same_seed_gives_the_same_shop(house: House) -> None:
    assert fill(house, 3) == fill(house, 3)
    assert fill(house, 3).members[1:] != fill(house, 4).members[1:]


def fill(house: House, seed: int) -> sample.Sample:
    database = ServerDatabase("sqlite://")
    database.migrate()
    with database.writing() as connection:
        found = sample.fill(connection, house, members=20, seed=seed, pin_cost=CHEAP)
    database.dispose()
    return found


def test_a_sample_member_is_served_like_any_other(shop: sample.Sample, till: Till) -> None:
    first = shop.members[0]["member_id"]
    grant = till.want(first)
    assert grant is not None and grant.amount == 50_000
    till.sell(first, stored_value(grant.lease_id, 12_345))
    till.enrol("新来的", "13911112222")
    assert {result.outcome for result in till.push().results} == {"applied"}
    assert assert_whole(till)["members"] == 121


def test_a_shop_may_be_empty(house: House) -> None:
    database = ServerDatabase("sqlite://")
    database.migrate()
    with database.writing() as connection:
        found = sample.fill(connection, house, members=0, pin_cost=CHEAP)
    assert found.to_json()["members"] == []
    database.dispose()
