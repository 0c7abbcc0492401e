"""Personal values are sealed on disk, bound to their operation, and erasable."""

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.ids import uuid7
from pos_member.domain.operations import Personal
from pos_member.storage import personal

KEY, OTHER = bytes(range(32)), bytes(32)
OP = uuid7(5, bytes(10))
VALUES = Personal("ab" * 16, {"name": "林晓雯", "phone": "13800006620"})


def test_values_come_back_under_the_right_key_alone(connection) -> None:
    personal.put(connection, OP, VALUES, field_key=KEY)
    assert personal.get(connection, OP, field_key=KEY) == VALUES
    with pytest.raises(Damaged) as wrong:
        personal.get(connection, OP, field_key=OTHER)
    assert wrong.value.code == "sealed_text"


def test_nothing_of_a_person_stands_in_clear(connection) -> None:
    personal.put(connection, OP, VALUES, field_key=KEY)
    (sealed,) = connection.exec_driver_sql("SELECT sealed FROM personal").scalars()
    assert "138" not in sealed and "林" not in sealed


def test_erased_values_are_gone(connection) -> None:
    personal.put(connection, OP, VALUES, field_key=KEY)
    personal.erase(connection, OP)
    assert personal.get(connection, OP, field_key=KEY) is None
