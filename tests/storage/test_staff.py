"""Only people of the present staff are found."""

from pathlib import Path

from pos_member.storage import staff
from tests.support.counter import Counter

ANNA = {"staff_id": "anna", "name": "安娜", "role": "cashier", "pin_verifier": "v",
        "badge_hash": "ab", "active": True}  # fmt: skip


def test_staff_are_found_by_id_and_badge_while_they_work_here(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    left = {**ANNA, "staff_id": "bert", "badge_hash": "cd", "active": False}
    counter.pull(staff=(ANNA, left))
    with counter.till.cache.reading() as connection:
        assert [person.staff_id for person in staff.active(connection)] == ["anna"]
        found = staff.by_badge(connection, "ab")
        assert found is not None and found.pin_verifier == "v"
        assert staff.by_id(connection, "anna") == found
        assert staff.by_id(connection, "bert") is None
        assert staff.by_badge(connection, "cd") is None
        assert staff.by_badge(connection, "") is None
    counter.till.close()
