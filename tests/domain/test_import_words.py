"""Whatever is wrong with a row is said in both languages."""

import re
from pathlib import Path

from pos_member.domain.import_words import CODES, words_of_row
from pos_member.domain.member_import import WrongRow

ROOT = Path(__file__).parents[2]
VALUES = {"first": 2, "name": "x", "longest": 3, "last_day": "2026-01-01", "digits": 2, "most": 9}


def test_every_code_is_said_in_both_languages():
    for code in CODES:
        words = words_of_row(WrongRow(2, "phone", code, VALUES))
        assert words.zh and words.en and words.zh != words.en
        assert "{" not in words.zh + words.en


def test_every_code_that_a_row_is_refused_with_has_its_sentence():
    reader = (ROOT / "pos_member/domain/member_import.py").read_text("utf-8")
    server = (ROOT / "sync/server/imports.py").read_text("utf-8")
    phone = (ROOT / "pos_member/domain/phone.py").read_text("utf-8")
    refused = re.findall(r'refuse\(\s*(?:column|"\w*"), "(\w+)"', reader)
    refused += re.findall(r'WrongRow\(row.line, "\w*", "(\w+)"\)', server)
    refused += re.findall(r'"(phone_[a-z]+)"', phone)
    assert set(refused) == set(CODES)
