"""Asks for the rights a payment lacks, at the moment of need, and bounds the wait for them.

The till never waits for the network as such: a wish is sent when the need appears, and a payment
that begins while it is still open gives it a last short while, then takes what is here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from pos_member.domain.views import MemberView

WAIT_MS = 800


@dataclass(frozen=True, slots=True)
class Need:
    """What a payment of this member would take: minor units of stored value, and points."""

    member_id: str
    value_minor: int
    points: int


def need_of(member: MemberView, left_minor: int, *, points: int) -> Need | None:
    """Return what is lacking here of what the books would pay, if anything is.

    ``points``: how many the bill would take.
    """
    standing = member.standing
    value, points = min(left_minor, standing.book), min(points, standing.points)
    lacking = Need(
        member.member_id,
        value if value > standing.sure else 0,
        points if points > standing.sure_points else 0,
    )
    return lacking if lacking.value_minor or lacking.points else None


class LeaseWish(QObject):
    """Whether something was asked for and not answered yet.

    Signals:
        settled: the answer came, or the wait is over: pay with what is here.
    """

    settled = Signal()

    def __init__(
        self,
        want: Callable[[Need], None],
        parent: QObject | None = None,
        *,
        wait_ms: int = WAIT_MS,
    ) -> None:
        super().__init__(parent)
        self._want = want
        self._asked: Need | None = None
        self.pending = False
        self._patience = QTimer(self, singleShot=True, interval=wait_ms)
        self._patience.timeout.connect(self._give_up)

    def consider(self, need: Need) -> None:
        """Ask for ``need`` unless it, or more of it, was asked for already."""
        before = self._asked
        if before is not None and before.member_id == need.member_id:
            value = max(before.value_minor, need.value_minor)
            need = Need(need.member_id, value, max(before.points, need.points))
            if need == before:
                return
        self._asked, self.pending = need, True
        self._want(need)

    def answer(self, member_id: str) -> None:
        """Take that the figures of ``member_id`` are news now."""
        if self.pending and self._asked is not None and self._asked.member_id == member_id:
            self._give_up()

    def forget(self) -> None:
        """Forget what was asked: another member, another sale."""
        self._patience.stop()
        self._asked, self.pending = None, False

    def wait(self) -> bool:
        """Begin the last wait if an answer is open; return whether ``settled`` will come."""
        if self.pending:
            self._patience.start()
        return self.pending

    def _give_up(self) -> None:
        self._patience.stop()
        self.pending = False
        self.settled.emit()
