"""Whatever is changed in the server's books, the first bad row is named, on both databases."""

import pytest

from pos_member.domain.ledger import Kind
from sync.server.verify import Verified, verify
from tests.sync.server.far_end import Till, burn, cash, stored_value


@pytest.fixture
def busy(till: Till) -> Till:
    """A till whose books hold sales, points on loan, a quarantined sale and a shortage."""
    member = till.enrol()
    lease = till.top_up(member, 20_000, bonus=500, points=300)
    till.push()
    grant = till.want(member, 200, Kind.POINTS)
    assert grant is not None
    image = till.image()
    till.sell(member, stored_value(lease, 19_000), cash(100), points=7)
    till.sell(member, burn(grant, 100, 100), cash(900))
    till.sell(member, stored_value(lease, 5_000))
    till.push()
    image.sell(member, stored_value(lease, 2_000))
    image.claim()
    assert [each.code for each in image.push().results] == ["shortage"]
    assert image.want(member, 50, Kind.POINTS) is not None
    return image


def verified(till: Till) -> Verified:
    with till.database.snapshot_reading() as connection:
        return verify(connection)


def tamper(till: Till, statement: str) -> Verified:
    """Change a row as somebody with a database tool would, triggers and checks out of the way."""
    with till.database.writing() as connection:
        if till.database.is_postgresql:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = 1")
            made = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in connection.exec_driver_sql(made).scalars().all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        assert connection.exec_driver_sql(statement).rowcount > 0
    return verified(till)


def test_whole_books_hold_and_say_how_much_was_checked(busy: Till) -> None:
    found = verified(busy)
    assert (found.code, found.row) == ("", "")
    assert (found.operations, found.members) == (8, 1)
    assert found.transfers > 8


def test_an_empty_server_is_whole(till: Till) -> None:
    assert verified(till) == Verified()


@pytest.mark.parametrize(
    ("statement", "code", "row"),
    [
        ("UPDATE operation SET wall_ms = wall_ms + 1 WHERE seq = 2", "journal_altered", "/1/2"),
        ("UPDATE operation SET hash = prev WHERE seq = 4", "journal_altered", "/1/4"),
        ("DELETE FROM operation WHERE seq = 3", "journal_gap", "/1/4"),
        ("DELETE FROM operation WHERE seq = 6", "journal_cut", "/1/6"),
        ("UPDATE terminal SET last_hash = 'x'", "journal_cut", "/2/2"),
        ("UPDATE terminal SET terminal_id = 'x'", "journal_cut", "x/2/2"),
        ("DELETE FROM incarnation", "journal_gap", "never was"),
        ("UPDATE ledger SET amount = amount + 1 WHERE reason = 'spend'", "transfers_differ", ""),
        ("DELETE FROM ledger WHERE reason = 'earn'", "transfers_differ", ""),
        ("UPDATE operation SET outcome = 'quarantined' WHERE seq = 2", "transfers_differ", ""),
        ("UPDATE operation SET outcome = 'applied' WHERE code <> ''", "transfers_differ", ""),
        ("UPDATE operation SET original = 0 WHERE seq = 4", "cause_unknown", "ledger "),
        ("UPDATE ledger SET cause_id = 'x' WHERE amount = 200", "cause_unknown", "ledger x"),
        ("UPDATE holding SET principal = principal + 1", "figures_differ", "principal"),
        ("UPDATE holding SET qualifying = 9999", "figures_differ", "qualifying"),
        ("UPDATE holding SET free_points = free_points + 1", "figures_differ", "free_points"),
        ("UPDATE lease SET remaining = remaining + 1 WHERE kind = 'points'", "lease_differs", ""),
        ("UPDATE lot SET amount = amount + 1", "lot_differs", "member/"),
        (
            "INSERT INTO suspense SELECT no, 'principal', '', '', 5, 1 FROM holding",
            "suspense_differs",
            "suspense/",
        ),
        (
            "UPDATE lease SET terminal_id = '' WHERE remaining > 0",
            "held_apart_differs",
            "lease ",
        ),
        ("UPDATE lease_lot SET amount = amount + 1", "lot_differs", "lease/"),
        ("DELETE FROM lease_lot", "lot_differs", "lease/"),
        ("DELETE FROM lot", "lot_differs", "member/"),
        ("UPDATE lease SET no = 77 WHERE kind = 'points'", "lease_differs", "lease/"),
    ],
)
def test_the_first_bad_row_is_named(busy: Till, statement: str, code: str, row: str) -> None:
    found = tamper(busy, statement)
    assert found.code == code
    assert row in found.row
    assert found.row
