"""What the till has to say in its one place for feedback: a tone, a message, and its values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pos_member.domain.errors import PosError

Values = Mapping[str, str | int]


class Tone(StrEnum):
    """How it is meant: fine, look at it, or turned away."""

    OK = "ok"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Said:
    """A message before it is put into words. ``money`` names the values that are minor units."""

    tone: Tone
    message: str
    values: Values = field(default_factory=dict)
    money: tuple[str, ...] = ()

    @classmethod
    def error(cls, why: PosError) -> "Said":
        """Return the refusal or outage ``why`` as something to say."""
        return cls(Tone.ERROR, f"error.{why.code}", why.values)
