"""A member's coupons as rows of the panel: what each is, till when, and what its button does."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_member.domain.views import CouponView
from pos_member.i18n import tr
from ui.kit.surfaces import column
from ui.kit.tiles import AlertRow
from ui.screens import wording
from ui.theme import tokens as t

ROWS_MAX = 2


@dataclass(frozen=True, slots=True)
class CouponRow:
    """One row; ``action`` is empty where there is nothing to press."""

    coupon_id: str
    icon: str
    text: str
    kind: str
    action: str


def rows_of(
    coupons: tuple[CouponView, ...], is_chosen: Callable[[str], bool], *, online: bool
) -> list[CouponRow]:
    """Return at most ``ROWS_MAX`` rows, what is on the counter first; the last names the rest."""
    ordered = sorted(coupons, key=lambda each: not is_chosen(each.coupon_id))
    shown, rest = ordered[:ROWS_MAX], len(ordered) - ROWS_MAX
    rows = [_row(each, is_chosen(each.coupon_id), online=online) for each in shown]
    if rest > 0:
        last = rows[-1]
        text = tr("coupon.and_more", coupon=last.text, count=rest)
        rows[-1] = CouponRow(last.coupon_id, last.icon, text, last.kind, last.action)
    return rows


def _row(coupon: CouponView, chosen: bool, *, online: bool) -> CouponRow:  # noqa: FBT001
    text = coupon.name
    if coupon.is_early:
        text = tr("coupon.from", coupon=text, day=wording.day_of(coupon.first_day))
        return CouponRow(coupon.coupon_id, "clock", text, "info", "")
    if coupon.last_day:
        text = tr("coupon.until", coupon=text, day=wording.day_of(coupon.last_day))
    if chosen:
        return CouponRow(coupon.coupon_id, "check", text, "success", tr("coupon.drop"))
    if not coupon.is_here and not online:
        text = tr("coupon.away", coupon=coupon.name)
        return CouponRow(coupon.coupon_id, "wifi-off", text, "warn", "")
    return CouponRow(coupon.coupon_id, "tag", text, "info", tr("coupon.use"))


class CouponRows(QWidget):
    """The rows on the member's panel.

    Signals:
        pressed: id of the coupon whose button was pressed.
    """

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[CouponRow] = []
        self._box = column(gap=t.S6)
        self._rows = [self._row(place) for place in range(ROWS_MAX)]
        self.setLayout(self._box)

    def show_rows(self, found: list[CouponRow]) -> None:
        """Show ``found`` instead of what was there."""
        self.shown = found
        self.setVisible(bool(found))
        for place, shown in enumerate(self._rows):
            shown.setVisible(place < len(found))
            if place < len(found):
                coupon = found[place]
                shown.show_alert(coupon.icon, coupon.text, coupon.kind)
                assert shown.button is not None
                shown.button.setText(coupon.action)
                shown.button.setVisible(bool(coupon.action))

    def _row(self, place: int) -> AlertRow:
        made = AlertRow("tag", "", action=tr("coupon.use"), name=f"coupon-{place}")
        assert made.button is not None
        made.button.clicked.connect(lambda: self.pressed.emit(self.shown[place].coupon_id))
        self._box.addWidget(made)
        return made
