"""Members brought in from a table, as rows of the server's books."""

import sqlalchemy as sa

from pos_member.domain.code_texts import card_number
from pos_member.domain.member import Gender
from pos_member.domain.member_import import Imported
from sync.server import opening, programs, sample, tables
from sync.server.database import ServerDatabase
from sync.server.house import House
from tests.sync.server.books import assert_whole, figures, member_row, rows
from tests.sync.server.far_end import NOW_MS, Till, house

CARD = card_number("77010000001")
ROW = Imported(
    line=2,
    phone="+8613800138000",
    card=CARD,
    name="林晓雯",
    gender=Gender.FEMALE,
    birthday="11-24",
    joined_day="2025-03-08",
    principal=10_000,
    bonus=2_000,
    qualifying=60_000,
    points=((300, "2026-12-31"), (200, "")),
    coupons=(("c50", "2026-12-31"), ("c50", "")),
)


def brought(database: ServerDatabase, shop: House, *found: Imported) -> list[opening.Newcomer]:
    with database.writing() as connection:
        rules = programs.current(connection, shop, NOW_MS)
        made = [opening.newcomer(row, shop, rules, today="2026-11-22") for row in found]
        opening.write(connection, made, shop, rules, now_ms=NOW_MS)
    return made


def test_the_books_are_whole_and_add_up_to_zero(till: Till, database: ServerDatabase) -> None:
    [made] = brought(database, till.house, ROW)
    assert_whole(till)
    held = figures(till, made.member.member_id)
    assert (held["principal"], held["bonus"], held["qualifying"]) == (10_000, 2_000, 60_000)
    assert (held["points"], held["free_points"], held["coupon"]) == (500, 500, 2)
    debits = {row["debit"] for row in rows(till, tables.ledger)}
    assert debits == {f"store/{till.house.store.store_id}/opening"}


def test_the_profile_says_what_the_row_says(till: Till, database: ServerDatabase) -> None:
    [made] = brought(database, till.house, ROW)
    row = member_row(till, made.member.member_id)
    assert (row["name"], row["card_number"], row["phone_mask"]) == (
        "林晓雯", CARD, "138 **** 8000",
    )  # fmt: skip
    assert '"birthday":"11-24"' in row["rest"]
    assert '"joined_day":"2025-03-08"' in row["rest"]


def test_a_tier_that_is_not_said_follows_from_what_was_spent(
    till: Till, database: ServerDatabase
) -> None:
    with database.writing() as connection:
        programs.publish(connection, till.house, sample.program_document())
        tiers = programs.current(connection, till.house, NOW_MS).tiers
    plain = Imported(3, phone="+8613800138001")
    said = Imported(4, phone="+8613800138002", tier_id=tiers[-1].tier_id)
    rich = Imported(5, phone="+8613800138003", qualifying=tiers[1].threshold_minor)
    made = brought(database, till.house, plain, said, rich)
    assert [each.member.tier_id for each in made] == [
        tiers[0].tier_id, tiers[-1].tier_id, tiers[1].tier_id,
    ]  # fmt: skip


def test_ids_are_the_same_again_and_another_houses_are_others(
    till: Till, database: ServerDatabase
) -> None:
    [made] = brought(database, till.house, ROW)
    with database.reading() as connection:
        rules = programs.current(connection, till.house, NOW_MS)
    again = opening.newcomer(ROW, till.house, rules, today="2026-11-23")
    other = opening.newcomer(ROW, house(seed=2), rules, today="2026-11-22")
    assert again.transfers(till.house) == made.transfers(till.house)
    assert made.member.member_id != other.member.member_id


def test_coupons_count_offline_where_their_template_says_so(
    till: Till, database: ServerDatabase
) -> None:
    document = sample.program_document()
    document["coupons"] = [
        {"id": "c50", "name": "c50", "amount": "1.00", "offline_ok": True},
    ]
    with database.writing() as connection:
        programs.publish(connection, till.house, document)
    brought(database, till.house, ROW)
    assert [row["offline_ok"] for row in rows(till, tables.coupon)] == [1, 1]


def test_numbers_go_on_for_those_who_come_later(till: Till, database: ServerDatabase) -> None:
    [made] = brought(database, till.house, ROW)
    later = till.enrol("王", "13800138009")
    till.push()
    numbers = [member_row(till, each)["no"] for each in (made.member.member_id, later)]
    assert numbers[1] > numbers[0]


def test_nobody_to_bring_in_writes_nothing(till: Till, database: ServerDatabase) -> None:
    before = rows(till, tables.feed)
    assert brought(database, till.house) == []
    assert rows(till, tables.feed) == before
    with database.reading() as connection:
        assert connection.execute(sa.select(tables.member)).all() == []
