"""What an operation says of itself, and of persons only by salted hashes."""

import hashlib

from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Approval, Personal, Tendered


def test_a_tender_burns_the_points_of_its_points_legs_alone() -> None:
    legs = (
        Leg("a", Kind.POINTS, 70, (Lot("x", 70, ""),)),
        Leg("b", Kind.POINTS, 30),
        Leg("c", Kind.BONUS, 9),
    )
    assert Tendered("points", 1, legs).points == 100
    assert Tendered("cash", 1).points == 0


def test_personal_values_are_hashed_with_their_salt() -> None:
    salt = "ab" * 16
    person = Personal(salt, {"name": "林晓雯"})
    expected = hashlib.sha256(bytes.fromhex(salt) + "林晓雯".encode()).hexdigest()
    assert person.hashes() == {"name": expected}
    assert person.to_json() == {"salt": salt, "values": {"name": "林晓雯"}}
    assert Personal("cd" * 16, {"name": "林晓雯"}).hashes() != person.hashes()


def test_an_approval_names_who_and_why() -> None:
    assert Approval("m", "why").to_json() == {"staff": "m", "reason": "why"}
