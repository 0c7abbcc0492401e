"""Effects stay until a replica includes them; quarantined ones until they are resolved."""

from pos_member.domain.ledger import Kind
from pos_member.storage import effects
from pos_member.storage.effects import Effect

ROWS = [
    Effect("a", 1, Kind.PRINCIPAL, -50),
    Effect("a", 2, Kind.POINTS, 0, earned=10),
    Effect("a", 4, Kind.POINTS, 7, earned=7),
    Effect("b", 3, Kind.BONUS, 5),
]


def test_effects_are_found_by_member(connection) -> None:
    effects.add(connection, ROWS)
    effects.add(connection, [])
    assert effects.of_member(connection, "b") == [ROWS[3]]
    assert effects.of_members(connection, ["b", "c", "a"]) == {
        "a": ROWS[:3],
        "b": [ROWS[3]],
        "c": [],
    }
    assert effects.of_members(connection, []) == {}
    assert effects.every(connection) == sorted(ROWS, key=lambda row: row.seq)


def test_only_what_the_server_has_waits_to_be_forgotten(connection) -> None:
    effects.add(connection, ROWS)
    assert effects.waiting(connection, 3) == [("a", 2), ("b", 3)]
    effects.forget(connection, "a", 2)
    assert [row.seq for row in effects.of_member(connection, "a")] == [4]


def test_a_quarantined_effect_is_not_forgotten(connection) -> None:
    effects.add(connection, ROWS)
    effects.quarantine(connection, [])
    effects.quarantine(connection, [1, 9])
    effects.forget(connection, "a", 4)
    (left,) = effects.of_member(connection, "a")
    assert (left.seq, left.quarantined) == (1, True)
    assert effects.waiting(connection, 9) == [("b", 3)]
