"""What a command is given is read with a bound; what it answers is UTF-8 in any locale."""

import io
import json
import sys
from pathlib import Path

import pytest

from pos_member.cli import text
from pos_member.cli.text import explained
from pos_member.domain.errors import Damaged, Refused
from pos_member.i18n import LANGUAGES, set_language


@pytest.fixture(autouse=True)
def own_language():
    yield
    set_language(LANGUAGES[0])


def given(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_a_file_and_standard_input_are_read_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = b'\xef\xbb\xbf{"a": "\xe6\xb4\x97"}'
    (tmp_path / "in.json").write_bytes(raw)
    given(monkeypatch, raw)
    assert text.read_json(str(tmp_path / "in.json")) == text.read_json("-") == {"a": "洗"}


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"\0"])
def test_what_is_no_json_is_damaged(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, raw)
    with pytest.raises(Damaged, match="file_not_json"):
        text.read_json("-")


def test_a_huge_input_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "INPUT_BYTES_MAX", 10)
    given(monkeypatch, b'"' + b"x" * 20 + b'"')
    with pytest.raises(Damaged, match="file_too_large"):
        text.read_json("-")


def test_an_answer_is_written_as_it_is(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text.write_json({"名": "林"})
    out = capsysbinary.readouterr().out
    assert json.loads(out) == {"名": "林"}
    assert "林".encode() in out


@pytest.mark.parametrize(
    ("terminal", "sentence"),
    [("zh_CN.UTF-8", "硬盘满了"), ("en_US.UTF-8", "disk is full"), ("C", "disk")],
)
def test_a_refusal_is_a_sentence_in_the_terminals_language_and_its_code(
    terminal: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", terminal)
    said = explained(Refused("disk_full", file="journal.db"))
    assert said.startswith("disk_full (file: journal.db): ")
    assert sentence in said


def test_a_refusal_without_the_values_of_its_text_still_says_its_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert explained(Refused("amount_too_large")).startswith("amount_too_large: ")
