"""The bar at the top: shop, scan field, scanner, connection, cashier."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.label import Label
from ui.kit.marks import Avatar, Chip, Dot
from ui.kit.naming import named
from ui.kit.paint import draw_surface
from ui.kit.scan_field import ScanField
from ui.kit.surfaces import Rule, column, row
from ui.theme import tokens as t
from ui.theme.tokens import BOLD


class ConnPill(Chip):
    """Whether the server is in reach. It says nothing about what waits: that is another mark."""

    def __init__(self, online_text: str, offline_text: str) -> None:
        super().__init__(online_text, "success", icon="wifi", large=True, name="connection")
        self._texts = {True: online_text, False: offline_text}
        self.setProperty("online", True)

    def set_online(self, *, online: bool) -> None:
        """Show ``online``: green with a wave, or solid amber with the wave crossed out."""
        self.setProperty("online", online)
        kind, icon = ("success", "wifi") if online else ("offline", "wifi-off")
        self.set_chip(self._texts[online], kind, icon)


class TopBar(QWidget):
    """The top bar. Parts: ``scan_field``, ``connection``."""

    def __init__(self, scan_field: ScanField, connection: ConnPill) -> None:
        super().__init__()
        named(self, "top-bar")
        self.scan_field, self.connection = scan_field, connection
        self.setFixedHeight(t.TOP_BAR)
        self.shop = Label("", "body", weight=BOLD, elide=True, name="shop")
        self.register = Label("", "hint", "text2", elide=True, name="register")
        self.scanner_dot = Dot()
        self.scanner = Label("", "hint", "text2", weight=t.MEDIUM, elide=True, name="scanner")
        self.avatar = Avatar("", px=t.AVATAR_SMALL)
        self.cashier = Label("", "label", weight=BOLD, elide=True, name="cashier")
        self.duty = Label("", "micro", "text2", weight=t.MEDIUM, elide=True, name="duty")
        left = _block(column(None, self.shop, self.register, None, gap=0))
        right = _block(
            row(
                None,
                connection,
                t.S10,
                Rule(upright=True),
                t.S10,
                self.avatar,
                t.S2,
                column(None, self.cashier, self.duty, None, gap=0),
            )
        )
        bar = QHBoxLayout(self)
        bar.setContentsMargins(t.S20, 0, t.S20, 0)
        bar.setSpacing(t.S14)
        bar.addWidget(left, 1)
        bar.addWidget(scan_field)
        bar.addLayout(row(self.scanner_dot, self.scanner))
        bar.addWidget(right, 1)
        scan_field.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_shop(self, shop: str, register: str) -> None:
        """Show which shop and which till this is."""
        self.shop.setText(shop)
        self.register.setText(register)

    def show_cashier(self, name: str, duty: str) -> None:
        """Show who works here."""
        self.avatar.set_letter(name[:1])
        self.cashier.setText(name)
        self.duty.setText(duty)

    def show_scanner(self, text: str, *, ready: bool) -> None:
        """Show the scanner's state in a word and a dot."""
        self.scanner.setText(text)
        self.scanner.set_role("text2" if ready else "danger")
        self.scanner_dot.set_role("success" if ready else "danger")

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        draw_surface(painter, rect, "surface", radius=0)
        edge = QRectF(0, rect.bottom() - t.BORDER, rect.width(), t.BORDER)
        draw_surface(painter, edge, "border", radius=0)


def _block(content: QLayout) -> QWidget:
    block = QWidget()
    block.setLayout(content)
    return block
