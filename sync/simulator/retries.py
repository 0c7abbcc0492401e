"""Watches that a push which was not answered goes again with the same body (I10).

It stands where the line begins and sees bytes: a sync process may send another push only once a
whole and genuine reply to the last one has come to it. One that was killed has forgotten its own.
"""

from sync.client.events import Send
from sync.protocol import messages
from sync.simulator.invariants import Invariant

PUSH = "/v1/sync/push"


class Retries:
    """What one till has asked and not been answered; ``broken`` is what it asked otherwise."""

    def __init__(self, name: str) -> None:
        self.broken: list[str] = []
        self._name = name
        self._waiting: Send | None = None

    def sent(self, request: Send) -> None:
        """Take note of ``request``, and compare it with the one that waits."""
        if not request.target.startswith(PUSH):
            return
        before = self._waiting
        if before is not None and before.body != request.body and _are_one(before, request):
            what = f"till {self._name}: an unanswered push went again with another body"
            self.broken.append(Invariant.I10.broken(what))
        self._waiting = request

    def answered(self, request_id: int) -> None:
        """Take note that a genuine reply to a request has come, whatever it says."""
        if self._waiting is not None and self._waiting.request_id == request_id:
            self._waiting = None

    def forgotten(self) -> None:
        """Take note that the program which asked is gone."""
        self._waiting = None


def _are_one(before: Send, after: Send) -> bool:
    """Tell whether both are pushes of one incarnation: the next one begins anew."""
    first, second = messages.load_push(before.body), messages.load_push(after.body)
    return first.incarnation == second.incarnation
