"""What comes from the devices and goes to them, byte by byte, the newest first."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_member.i18n import tr
from ui.kit.empty import EmptyState
from ui.kit.label import Label
from ui.kit.surfaces import Inset, Stack
from ui.theme import tokens as t
from ui.theme.tokens import BOLD

ROWS = 5
_ROW_BYTES = 14


class DeviceFeed(QWidget):
    """The last few bursts of bytes of all devices."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("device-feed")
        self._bursts: list[tuple[str, str]] = []
        self._heads = [Label("", "hint", "text2", weight=BOLD, elide=True) for _ in range(ROWS)]
        self._lines = [Label("", "hint", elide=True) for _ in range(ROWS)]
        self._rows = []
        listed = QWidget()
        box = QVBoxLayout(listed)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(t.S8)
        for number, (head, line) in enumerate(zip(self._heads, self._lines, strict=True)):
            row = Inset(name=f"feed-{number}")
            row.body.addWidget(head)
            row.body.addWidget(line)
            row.hide()
            self._rows.append(row)
            box.addWidget(row)
        box.addStretch(1)
        self._stack = Stack()
        self._stack.addWidget(
            EmptyState("scan-line", tr("devices.feed_empty"), tr("devices.feed_empty_text"))
        )
        self._stack.addWidget(listed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def show_bytes(self, device: str, way: str, seen: bytes) -> None:
        """Show what came (``in``) or went (``out``)."""
        head = tr(f"devices.feed_{way}", device=tr(f"frame.device_{device}"), count=len(seen))
        self._bursts = [(head, shown(seen)), *self._bursts][:ROWS]
        for place, (said, line) in enumerate(self._bursts):
            self._heads[place].setText(said)
            self._lines[place].setText(line)
            self._rows[place].show()
        self._stack.setCurrentIndex(1)


def shown(seen: bytes) -> str:
    """Return bytes as people read them: in hex, and as the characters that they are."""
    part = seen[:_ROW_BYTES]
    letters = "".join(chr(code) if 0x20 <= code < 0x7F else "·" for code in part)  # noqa: PLR2004
    more = " …" if len(seen) > len(part) else ""
    return f"{part.hex(' ').upper()}{more}   {letters}"
