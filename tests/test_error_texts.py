"""Whatever the till refuses, it says why in both languages: no code is shown bare to a cashier."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_member.domain.codes import Why
from pos_member.domain.member import Status
from pos_member.i18n import LANGUAGES, catalogue
from pos_member.storage import faults
from sync.client import answers, transport

ROOT = Path(__file__).parents[1]
HEARD_BY_A_CASHIER = ("pos_member", "devices", "sync/client", "sync/protocol", "ui")
# The command line speaks to whoever typed the command, in the code's own words.
NOT_HEARD = ("pos_member/cli", "pos_member/demo")
RAISED = {"Refused", "Unavailable", "Damaged", "PosError", "PrinterUnavailable"}

# Codes that no literal shows: they come from enumerations, tables and the server's refusals.
MADE_UP = [
    *(why.value for why in Why),
    *(name for _, name in faults._CODES.values()),
    *(f"member_{status.value}" for status in Status if status is not Status.ACTIVE),
    *(transport.DNS, transport.REFUSED, transport.TIMEOUT, transport.CUT, transport.TOO_LARGE),
    *(answers.NO_REPLY, answers.LOGIN_PAGE, answers.IDENTITY),
    *("printer_cover_open", "printer_paper_out", "printer_fault", "printer_offline"),
    *("disk_full", "disk_low", "disk_read_only", "settings_damaged", "settings_lost"),
    *("enrolment_code_wrong", "enrolment_code_used"),
    *("enrolment_code_expired", "enrolment_tries_used_up"),
    *("goods_unknown", "member_code_blocked", "member_unknown", "phone_unknown"),
    *("phone_ambiguous", "coupon_unknown", "payment_code", "bank_card", "staff_badge_unknown"),
]


def raised_in(text: str) -> Iterator[str]:
    """Yield every code that the source ``text`` raises by name, every one of a choice."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Name(id=kind), args=[code, *_]) if kind in RAISED:
                yield from (end.value for end in ends(code) if isinstance(end.value, str))


def ends(code: ast.expr) -> Iterator[ast.Constant]:
    """Yield the constants that the expression ``code`` may come to."""
    match code:
        case ast.Constant():
            yield code
        case ast.IfExp(body=one, orelse=other):
            yield from (*ends(one), *ends(other))
        case ast.BoolOp(values=several):
            yield from (end for each in several for end in ends(each))


def raised() -> set[str]:
    return {
        code
        for package in HEARD_BY_A_CASHIER
        for path in (ROOT / package).rglob("*.py")
        if not path.relative_to(ROOT).as_posix().startswith(NOT_HEARD)
        for code in raised_in(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_text(language: str) -> None:
    known = set(catalogue(language))
    missing = {code for code in (*raised(), *MADE_UP) if f"error.{code}" not in known}
    assert missing == set()


def test_a_code_in_a_choice_is_seen_and_a_made_up_one_is_not() -> None:
    text = 'Refused("a" if x == "no" else "b")\nDamaged("c", why="no")\nRefused(f"d_{x}")\n'
    assert set(raised_in(text)) == {"a", "b", "c"}
