"""One key does one thing, and every key is explained in both languages."""

from PySide6.QtGui import QKeySequence

from pos_member.i18n import LANGUAGES, catalogue
from ui.screens.keymap import CAPS, GROUPS, KEYS


def test_no_key_and_no_command_stands_twice() -> None:
    sequences = [key.sequence for key in KEYS if key.sequence]
    assert len(set(sequences)) == len(sequences)
    assert len(CAPS) == len(KEYS)


def test_every_sequence_is_one_that_qt_knows() -> None:
    assert [k for k in KEYS if k.sequence and QKeySequence(k.sequence).isEmpty()] == []


def test_every_key_has_its_words_and_its_group() -> None:
    for code in LANGUAGES:
        assert {key.label for key in KEYS} <= set(catalogue(code))
    assert {key.group for key in KEYS} == set(GROUPS)
