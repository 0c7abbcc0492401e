"""Only the chain's keys name members, only the server's key makes a program."""

from dataclasses import replace

import pytest

from pos_member.storage.programs import ProgramRow
from pos_member.storage.trust import member_code_check, program_is_genuine
from sync.protocol.signing import SigningKey
from tests.support.counter import CODES, PROGRAM, SERVER, signed_program

FIELDS = signed_program(PROGRAM)
ROW = ProgramRow(1, 0, str(FIELDS["document"]), str(FIELDS["signature"]))


def test_a_member_code_is_checked_with_the_key_it_names() -> None:
    check = member_code_check({1: CODES.public})
    assert check(1, b"message", CODES.sign(b"message"))
    assert not check(1, b"message", SigningKey(bytes(32)).sign(b"message"))
    with pytest.raises(LookupError):
        check(2, b"message", b"")


def test_a_program_is_genuine_as_the_server_signed_it() -> None:
    assert program_is_genuine(ROW, SERVER.public)


@pytest.mark.parametrize(
    "forged",
    [
        replace(ROW, version=2),
        replace(ROW, valid_from_ms=1),
        replace(ROW, document=ROW.document.replace("50", "90")),
        replace(ROW, signature="00" * 64),
        replace(ROW, signature="no hex"),
    ],
)
def test_a_changed_program_is_not(forged: ProgramRow) -> None:
    assert not program_is_genuine(forged, SERVER.public)
