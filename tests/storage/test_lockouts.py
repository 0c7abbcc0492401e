"""Counts of wrong PINs outlive the program."""

from pos_member.storage import lockouts
from pos_member.storage.lockouts import Lockout


def test_a_count_is_kept_and_replaced(connection) -> None:
    assert lockouts.get(connection, "anna") == Lockout("anna")
    for count in (
        Lockout("anna", 1, "boot", 0, 0, (10,)),
        Lockout("anna", 5, "boot", 60_000, 70_000, (10, 20)),
    ):
        lockouts.put(connection, count)
        assert lockouts.get(connection, "anna") == count
    assert lockouts.get(connection, "bert") == Lockout("bert")
