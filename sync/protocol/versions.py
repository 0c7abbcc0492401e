"""Which versions of the protocol are spoken, and what the older ones cannot say.

The newest and the two before it. Whoever is asked in one of them answers in that one; who is asked
in another refuses with the ones it speaks (426), and the till falls back to the newest of them that
it speaks itself. Where there is none, it queues until it, or the server, is updated: nothing is
lost by waiting.

Version 1 knows no incarnations: a till whose journal parted from the server's waits. Version 2 has
them, and knows no recovery: a till is awaited by a restored server until it is updated, or a
manager ends that. Version 3 is what the other modules say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pos_member.domain.errors import Refused
from sync.protocol import limits

INCARNATIONS = 2
RECOVERY = 3
REQUEST_SINCE = {
    "claim": INCARNATIONS,
    "copied": INCARNATIONS,
    "sealed": INCARNATIONS,
    "epoch": RECOVERY,
}
REPLY_SINCE = {"incarnation": INCARNATIONS, "recovering": RECOVERY}
"""From which version on a field of a push, and of its reply, is said."""


def in_form(
    fields: Mapping[str, object], since: Mapping[str, int], version: int
) -> dict[str, object]:
    """Return those ``fields`` that ``version`` says, ``since`` when each is said."""
    return {name: value for name, value in fields.items() if since.get(name, 0) <= version}


def check(version: int, *, newest: int = limits.PROTOCOL, incarnation: int = 1) -> None:
    """Check that a till of ``incarnation`` may be answered in ``version``.

    Raises:
        Refused: ``protocol``, with the versions that may be spoken: ``min`` and ``max``.
    """
    oldest = limits.PROTOCOL_OLDEST if incarnation == 1 else INCARNATIONS
    if not oldest <= version <= newest:
        raise Refused("protocol", min=oldest, max=newest)


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a till speaks: every version from ``oldest`` to ``newest``, and ``now`` which."""

    oldest: int = limits.PROTOCOL_OLDEST
    newest: int = limits.PROTOCOL
    now: int = limits.PROTOCOL

    def afresh(self) -> "Tongue":
        """Return it at its newest: the server may have been updated while the line was down."""
        return replace(self, now=self.newest)

    def met(self, least: int, most: int) -> "Tongue | None":
        """Return it at the newest version that it and a server of ``least`` to ``most`` speak.

        ``None`` where there is none.
        """
        common = min(self.newest, most)
        return None if common < max(self.oldest, least) else replace(self, now=common)
