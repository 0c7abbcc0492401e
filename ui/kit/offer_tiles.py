"""Top-ups on offer, and the tile for any other amount."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from typing_extensions import override

from ui.kit.label import split_amount
from ui.kit.paint import (
    CENTRE,
    draw_icon_in,
    draw_surface,
    draw_text,
    text_width,
)
from ui.kit.tiles import Tile
from ui.theme import tokens as t
from ui.theme.fonts import step_of
from ui.theme.tokens import BOLD


@dataclass(frozen=True, slots=True)
class Offer:
    """What an offer tile says. Texts are ready to show; ``tag`` stands out at the top right."""

    lead: str
    amount: str
    gift: str = ""
    more: str = ""
    tag: str = ""


class OfferTile(Tile):
    """A top-up on offer: pay so much, get so much on top."""

    def __init__(self, offer: Offer, *, name: str = "offer-tile") -> None:
        super().__init__(offer.amount, name=name)
        self.offer = offer
        self.setAccessibleName(" ".join(filter(None, (offer.lead, offer.amount, offer.gift))))

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.MEMBER_W // 2 + t.S40 + t.S40, t.OFFER_TILE)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(t.MEMBER_W // 2 - t.S32, t.OFFER_TILE)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.paint_tile(painter).adjusted(t.S14, t.S10, -t.S14, -t.S10)
        lead, more = step_of("label"), step_of("hint")
        big, small = step_of("tile_amount"), step_of("body", BOLD)
        top = rect.top()
        draw_text(painter, _line(rect, top, lead.line), self.offer.lead, lead, "text2")
        if self.offer.tag:
            _draw_pill(painter, rect, self.offer.tag, ("danger", "danger_soft"))
        top += lead.line
        sign, number = split_amount(self.offer.amount)
        base = _line(rect, top + (big.line - small.line) / 2, big.line)
        draw_text(painter, base, sign, small, self.text_role())
        left = text_width(sign, small) + t.S4 if sign else 0
        draw_text(
            painter, _line(rect, top, big.line).adjusted(left, 0, 0, 0), number, big,
            self.text_role(),
        )  # fmt: skip
        top += big.line + t.S4
        if self.offer.gift:
            pill = QRectF(rect.left() - t.S1, top, rect.width(), t.CHIP)
            _draw_pill(painter, pill, self.offer.gift, ("success", "success_soft"), left=True)
        low = _line(rect, rect.bottom() - more.line, more.line)
        draw_text(painter, low, self.offer.more, more, "text2")


class OtherAmountTile(Tile):
    """The tile at the end of the offers: any other amount."""

    def __init__(self, text: str, detail: str, *, name: str = "other-amount") -> None:
        super().__init__(text, name=name)
        self.detail = detail

    def show_detail(self, detail: str) -> None:
        """Say which amounts are possible."""
        self.detail = detail
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.MEMBER_W // 2 + t.S40 + t.S40, t.OFFER_TILE)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.paint_tile(painter, dashed=not self.isChecked())
        title, small = step_of("body", BOLD), step_of("hint")
        high = t.I24 + t.S8 + title.line + small.line
        top = rect.center().y() - high / 2
        icon = QRectF(0, top, rect.width(), t.I24)
        draw_icon_in(painter, "keyboard", self.text_role("text2"), t.I24, icon)
        top += t.I24 + t.S8
        upper = QRectF(0, top, rect.width(), title.line)
        draw_text(painter, upper, self.text(), title, self.text_role(), align=CENTRE)
        lower = QRectF(0, top + title.line, rect.width(), small.line)
        draw_text(painter, lower, self.detail, small, "text2", align=CENTRE)


def _line(rect: QRectF, top: float, height: float) -> QRectF:
    return QRectF(rect.left(), top, rect.width(), height)


def _draw_pill(
    painter: QPainter, rect: QRectF, text: str, roles: tuple[str, str], *, left: bool = False
) -> None:
    step = step_of("hint", BOLD) if left else step_of("micro", BOLD)
    width = text_width(text, step) + 2 * t.S8
    height = t.CHIP if left else t.CHIP_SMALL
    start = rect.left() if left else rect.right() - width
    pill = QRectF(start, rect.top(), width, height)
    draw_surface(painter, pill, roles[1], radius=height / 2)
    draw_text(painter, pill, text, step, roles[0], align=CENTRE)
