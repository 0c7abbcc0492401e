"""What happens to the sync client, and what it wants done: plain values both ways.

The step machine reads no clock and opens no socket. Whoever drives it (the sync process, or the
simulator) carries out the effects and reports what came of them as the next events.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sync.protocol.messages import Want

PUSH = "push"
POLL = "poll"
"""The two lanes: each has at most one request on its way."""

Message: TypeAlias = dict[str, object]
"""A line between window and sync process: JSON with a ``type``."""


@dataclass(frozen=True, slots=True)
class Started:
    """The client begins; what it knows is what the two files say."""


@dataclass(frozen=True, slots=True)
class JournalGrew:
    """The window committed operations; ``head`` is the last sequence number."""

    head: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A payment, or a member's card on the screen, asks for a lease."""

    want: Want


@dataclass(frozen=True, slots=True)
class Replied:
    """Bytes came back for a request, from whomever; headers by lower-case name."""

    request_id: int
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing usable came back; ``why``: dns, refused, timeout, cut, identity, login_page."""

    request_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Woke:
    """The moment of the last ``WakeAt`` has come."""


@dataclass(frozen=True, slots=True)
class SyncNow:
    """A person asked to try at once."""


Event: TypeAlias = Started | JournalGrew | Wanted | Replied | Failed | Woke | SyncNow


@dataclass(frozen=True, slots=True)
class Send:
    """Send this request and report ``Replied`` or ``Failed`` with its id, exactly once."""

    request_id: int
    lane: str
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    timeout_ms: int


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the window; losing the message must lose nothing."""

    message: Message


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Report ``Woke`` at ``at_ms``; replaces the wake-up asked for before."""

    at_ms: int


Effect: TypeAlias = Send | Tell | WakeAt
