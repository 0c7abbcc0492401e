"""Saves the open basket behind the screen's back, the newest state last and nothing after a sale.

A basket written after its sale was booked would come back as open at the next start, so writing
rests while a sale is being paid.
"""

from collections.abc import Callable

from pos_member.domain.basket import Basket
from pos_member.domain.errors import PosError
from pos_member.domain.views import MemberView
from ui.worker import Worker

Save = Callable[[Basket, MemberView | None], None]
State = tuple[Basket, MemberView | None]


class Autosave:
    """One save at a time; while one runs, only the newest of the rest follows."""

    def __init__(self, save: Save, ledger: Worker, complain: Callable[[PosError], None]) -> None:
        self._save = save
        self._ledger = ledger
        self._complain = complain
        self._next: State | None = None
        self._running = False
        self._holding = False

    def save(self, basket: Basket, member: MemberView | None) -> None:
        """Have ``basket`` saved soon."""
        self._next = (basket, member)
        self._go_on()

    def hold(self, *, holding: bool) -> None:
        """Write nothing while ``holding``; what was to be written follows when that ends."""
        self._holding = holding
        self._go_on()

    def forget(self) -> None:
        """Drop what is still to be written: its basket was booked, held or thrown away."""
        self._next = None

    def _go_on(self) -> None:
        if self._running or self._holding or self._next is None:
            return
        (basket, member), self._next = self._next, None
        self._running = True
        self._ledger.submit(lambda: self._save(basket, member), self._saved, self._not_saved)

    def _saved(self, _nothing: None) -> None:
        self._running = False
        self._go_on()

    def _not_saved(self, why: PosError) -> None:
        self._running = False
        self._next = None
        self._complain(why)
