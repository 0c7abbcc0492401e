"""The membership card on one of five ramps: who, which tier, and how far to the next."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui.kit.naming import named
from ui.kit.paint import (
    CENTRE,
    RIGHT,
    draw_icon,
    draw_progress,
    draw_surface,
    draw_text,
    gradient_of,
    text_width,
    with_alpha,
)
from ui.theme import tokens as t
from ui.theme.fonts import step_of
from ui.theme.tokens import BOLD, MEDIUM, SEMIBOLD, TIERS, Step, TierRamp


@dataclass(frozen=True, slots=True)
class CardFace:
    """What the card says, every text ready to show.

    Attributes:
        ramp: name of one of the five ramps in the tokens.
        phone: masked.
        progress_bp: share of the way to the next tier, 0 to 10,000; None hides the bar.
    """

    name: str
    phone: str
    tier: str
    ramp: str = "plain"
    number: str = ""
    progress_bp: int | None = None
    progress: str = ""
    to_next: str = ""


EMPTY_FACE = CardFace("", "", "")


class MemberCard(QWidget):
    """The card. It is spoken as name, tier and masked phone."""

    def __init__(
        self,
        face: CardFace = EMPTY_FACE,
        *,
        name: str = "member-card",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, name)
        self.face = face
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_face(face)

    def show_face(self, face: CardFace) -> None:
        """Show ``face``."""
        self.face = face
        self.setAccessibleName(" ".join(filter(None, (face.name, face.tier, face.phone))))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        without = t.S32 + t.S2
        low = t.MEMBER_CARD - (without if self.face.progress_bp is None else 0)
        return QSize(t.MEMBER_W - 2 * t.S14, low)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(t.MEMBER_W_MIN - 2 * t.S14, self.sizeHint().height())

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ramp = TIERS[self.face.ramp]
        draw_surface(painter, rect, gradient_of(rect, ramp.stops), radius=t.R_CARD)
        inner = rect.adjusted(t.S16, t.S12, -t.S16, -t.S10)
        self._paint_who(painter, inner, ramp)
        if self.face.progress_bp is not None:
            self._paint_progress(painter, inner, ramp, self.face.progress_bp)

    def _paint_who(self, painter: QPainter, inner: QRectF, ramp: TierRamp) -> None:
        disc = QRectF(inner.left(), inner.top() + t.S1, t.AVATAR, t.AVATAR)
        veil = with_alpha(t.LIGHT.surface, self._veil())
        draw_surface(painter, disc, veil, radius=t.AVATAR / 2)
        draw_text(painter, disc, self.face.name[:1], "money", ramp.text, align=CENTRE)
        chip_w = self._paint_tier(painter, inner, ramp)
        left = disc.right() + t.S12
        name, phone = step_of("money"), step_of("label")
        room = inner.right() - chip_w - t.S8 - left
        upper = QRectF(left, inner.top(), room, name.line)
        draw_text(painter, upper, self.face.name, name, ramp.text)
        number = step_of("micro")
        number_w = text_width(self.face.number, number)
        low = inner.top() + name.line
        lower = QRectF(left, low, inner.right() - number_w - t.S8 - left, phone.line)
        draw_text(painter, lower, self.face.phone, phone, ramp.text)
        at = QRectF(inner.right() - number_w, low, number_w + t.S1, phone.line)
        draw_text(painter, at, self.face.number, number, ramp.text2, align=RIGHT)

    def _paint_tier(self, painter: QPainter, inner: QRectF, ramp: TierRamp) -> int:
        step = step_of("label", BOLD)
        width = text_width(self.face.tier, step) + t.I16 + t.S6 + 2 * t.S12
        height = t.CHIP + t.S4
        chip = QRectF(inner.right() - width, inner.top(), width, height)
        veil = with_alpha(t.LIGHT.surface, self._veil())
        draw_surface(painter, chip, veil, radius=height / 2)
        corner = QPointF(chip.left() + t.S12, chip.center().y() - t.I16 / 2)
        draw_icon(painter, "crown", ramp.text, t.I16, corner)
        chip.setLeft(corner.x() + t.I16 + t.S6)
        draw_text(painter, chip, self.face.tier, step, ramp.text)
        return width

    def _paint_progress(
        self, painter: QPainter, inner: QRectF, ramp: TierRamp, progress_bp: int
    ) -> None:
        bold, small = step_of("hint", SEMIBOLD), step_of("hint", MEDIUM)
        words = QRectF(inner.left(), inner.bottom() - bold.line, inner.width(), bold.line)
        top = words.top() - t.S8 - t.PROGRESS
        bar = QRectF(inner.left(), top, inner.width(), t.PROGRESS)
        draw_progress(
            painter, bar, progress_bp / 10_000, ramp.text, with_alpha(ramp.text, t.TRACK_ALPHA)
        )
        to_next_w = _fitting(self.face.to_next, small)
        first = words.adjusted(0, 0, -to_next_w, 0)
        draw_text(painter, first, self.face.progress, bold, ramp.text)
        draw_text(painter, words, self.face.to_next, small, ramp.text2, align=RIGHT)

    def _veil(self) -> int:
        return t.TRACK_ALPHA if self.face.ramp in {"platinum", "black"} else t.VEIL_ALPHA


def _fitting(text: str, step: Step) -> int:
    return text_width(text, step) + t.S8 if text else 0
