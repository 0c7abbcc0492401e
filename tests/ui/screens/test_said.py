"""A refusal keeps its code and values on its way to the one place for feedback."""

from pos_member.domain.errors import Refused
from ui.screens.said import Said, Tone


def test_a_refusal_is_said_as_an_error_with_its_values() -> None:
    said = Said.error(Refused("cash_short", missing_minor=300))
    assert (said.tone, said.message) == (Tone.ERROR, "error.cash_short")
    assert said.values == {"missing_minor": 300}
