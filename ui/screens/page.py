"""What the window asks of every page: take a command or a key, and say what Enter would press."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_member.domain.views import Scanned
from ui.kit.button import Button


class Page(QWidget):
    """A page of the window.

    Attributes:
        place: the entry of the rail that it belongs to.
        enter_from_fields: Enter in a line of text presses the primary button here.
    """

    place = ""
    enter_from_fields = False

    def obey(self, command: str) -> bool:
        """Do ``command`` of the key map if it means something here; return whether it did."""
        del command
        return False

    def type_key(self, event: QKeyEvent) -> bool:
        """Take a key that nothing editable took; return whether it meant something here."""
        del event
        return False

    def primary_button(self) -> Button | None:
        """Return the one button that Enter presses."""
        return None

    def go_back(self) -> bool:
        """Take one step back within the page; return whether there was one."""
        return False

    def take_scan(self, scanned: Scanned) -> bool:
        """Take a scan that means something else here than on the sale screen; return whether."""
        del scanned
        return False

    def typed_state(self) -> object:
        """Return what plain keys have changed here."""
        return None

    def restore_typed(self, state: object) -> None:
        """Go back to ``state``: the keys were the beginning of a scan."""

    def arrive(self) -> None:
        """Be shown: fetch what may have changed meanwhile."""

    def give_room(self, claims: int) -> None:
        """Give way to ``claims`` things: none, the offline strip or a low window, or both."""
        del claims
