"""Finding a member: what was typed, who it may be, and whose preview is shown."""

from PySide6.QtCore import QObject, QTimer, Signal

from pos_member.domain.errors import PosError
from pos_member.domain.views import MemberHit, MemberView
from ui.actions import Actions
from ui.screens.said import Said
from ui.worker import Worker

PAUSE_MS = 60
SHORTEST = 1
BY_PHONE = ("phone", "tail", "former")


class LookupDesk(QObject):
    """A search. Answers to what is no longer typed are dropped.

    Signals:
        changed: anything of it.
        chosen: ``MemberView``, how they were identified included.
    """

    changed = Signal()
    chosen = Signal(object)

    def __init__(self, actions: Actions, ledger: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions, self._ledger = actions, ledger
        self.typed = ""
        self.searched = ""
        self.hits: list[MemberHit] = []
        self.marked = ""
        self.preview: MemberView | None = None
        self.problem: Said | None = None
        self.answered = True
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._search)

    @property
    def marked_hit(self) -> MemberHit | None:
        """Return the hit that Enter takes."""
        return next((hit for hit in self.hits if hit.member_id == self.marked), None)

    def type(self, text: str) -> None:
        """Search for ``text`` once the typing pauses."""
        text = text.strip()
        if text == self.typed:
            return
        self.typed, self.problem = text, None
        if len(text) >= SHORTEST:
            self.answered = False
            self._pause.start()
        else:
            self._pause.stop()
            self._show("", [])

    def search_now(self, text: str) -> None:
        """Search for ``text`` at once."""
        self.typed, self.answered = text.strip(), False
        self._pause.stop()
        self._search()

    def mark(self, member_id: str) -> None:
        """Show the preview of ``member_id``, who is what Enter takes."""
        self.marked, self.preview = member_id, None
        self.changed.emit()
        hit = self.marked_hit
        if hit is not None:
            how = identified_by(hit)
            self._ledger.submit(
                lambda: self._actions.open_member(member_id, how), self._show_preview, self._fail
            )

    def move(self, step: int) -> None:
        """Mark the hit ``step`` places on."""
        ids = [hit.member_id for hit in self.hits]
        if ids:
            at = ids.index(self.marked) + step if self.marked in ids else 0
            self.mark(ids[max(0, min(at, len(ids) - 1))])

    def choose(self, member_id: str = "") -> None:
        """Take a member, by default the marked one."""
        wanted = member_id or self.marked
        hit = next((one for one in self.hits if one.member_id == wanted), None)
        if hit is None:
            return
        if self.preview is not None and self.preview.member_id == wanted:
            self.chosen.emit(self.preview)
            return
        how = identified_by(hit)
        self._ledger.submit(
            lambda: self._actions.open_member(wanted, how), self.chosen.emit, self._fail
        )

    def _search(self) -> None:
        text = self.typed
        self._ledger.submit(
            lambda: self._actions.search(text),
            lambda hits: self._found(text, hits),
            self._fail,
        )

    def _found(self, text: str, hits: list[MemberHit]) -> None:
        if text == self.typed:
            self._show(text, hits)

    def _show(self, text: str, hits: list[MemberHit]) -> None:
        self.searched, self.hits, self.answered = text, hits, True
        self.marked, self.preview = "", None
        if hits:
            self.mark(hits[0].member_id)
        else:
            self.changed.emit()

    def _show_preview(self, member: MemberView) -> None:
        if member.member_id == self.marked:
            self.preview = member
            self.changed.emit()

    def _fail(self, why: PosError) -> None:
        self.answered, self.problem = True, Said.error(why)
        self.changed.emit()


def identified_by(hit: MemberHit) -> str:
    """Return how somebody found by ``hit`` counts as identified: never as by a code."""
    return "phone" if hit.matched in BY_PHONE else "name"
