"""The left side of a payment: progress, the tenders, the ways to add another, the bill's sums."""

from PySide6.QtWidgets import QWidget

from pos_member.domain.money import WHOLE_BP
from pos_member.domain.tender import TenderKind
from pos_member.domain.views import TenderLine
from pos_member.i18n import format_count, format_money, tr
from ui.kit.label import Label
from ui.kit.payment import FigureBlock, PaymentProgress, TenderRow
from ui.kit.surfaces import Card, column, row
from ui.kit.tender_tiles import TenderButton
from ui.screens import wording
from ui.screens.keymap import CAPS
from ui.screens.pay_desk import PayDesk
from ui.screens.pay_panel import ICONS
from ui.screens.pay_values import is_taken_outside
from ui.screens.tender_offers import TENDERS
from ui.theme import tokens as t

ACTIVE = "active"


class TenderList(QWidget):
    """What pays this bill."""

    def __init__(self, pay: PayDesk, currency: str) -> None:
        super().__init__()
        self.setObjectName("tender-list")
        self._pay, self._currency = pay, currency
        self._shown: tuple[str, ...] = ()
        self.progress = PaymentProgress()
        self.rows: dict[str, TenderRow] = {}
        self._lines = column(gap=t.S8)
        self.buttons = {
            kind: TenderButton(
                ICONS[kind], tr(f"tender.{kind.value}"), CAPS[f"tender_{place}"],
                name=f"add-{kind.value}",
            )
            for place, kind in enumerate(TENDERS, 1)
        }  # fmt: skip
        self.reasons = Label("", "hint", "text2", wrap=True, name="tender-reasons")
        self.figures = {
            name: FigureBlock(tr(f"split.{name}"), name=f"sum-{name}")
            for name in ("list", "saved", "due", "points")
        }
        sums = Card(padding=(t.S16, t.S10, t.S16, t.S10), gap=0, name="payment-sums")
        sums.body.addLayout(row(*self.figures.values()))
        add = row(*self.buttons.values())
        self.setLayout(
            column(
                self.progress,
                self._lines,
                Label(tr("split.add"), "label_large", "text2", weight=t.BOLD),
                add,
                self.reasons,
                sums,
                gap=t.S10,
            )
        )
        for kind, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, kind=kind: self._choose(kind))
        pay.changed.connect(self._refresh_if_seen)
        self.refresh()

    def refresh(self) -> None:
        """Show the payment as it stands."""
        facts = self._pay.facts()
        paid = self._pay.sale.paid_minor
        share = paid * WHOLE_BP // facts.due_minor if facts.due_minor else WHOLE_BP
        self.progress.show_progress(
            tr("split.received", amount=self._money(paid)),
            tr("split.left", amount=self._money(facts.left_minor)),
            share,
        )
        self._show_lines()
        self._show_buttons()
        quote = self._pay.sale.quote
        self.figures["list"].show_figure(self._money(quote.list_minor))
        saved = quote.saved_minor
        self.figures["saved"].show_figure(self._money(-saved), "success" if saved else "text")
        self.figures["due"].show_figure(self._money(quote.due_minor))
        self.figures["points"].show_figure(format_count(quote.points_earned, plus=True))

    def _refresh_if_seen(self) -> None:
        # A scan on the sale screen must not pay for a page that nobody looks at.
        if self.isVisible():
            self.refresh()

    def _choose(self, kind: TenderKind) -> None:
        self._pay.choose(kind)
        self._show_buttons()

    def _show_lines(self) -> None:
        locked = self._pay.sale.locked
        keys = tuple(line.tender_id for line in locked)
        active = self._pay.facts().left_minor > 0
        wanted = (*keys, f"{ACTIVE}-{self._pay.kind}") if active else keys
        if wanted != self._shown:
            self._shown = wanted
            self._build_lines(locked, active=active)
        for line in locked:
            self._show_locked(line)
        if active:
            self._show_active()

    def _build_lines(self, locked: tuple[TenderLine, ...], *, active: bool) -> None:
        for gone in self.rows.values():
            self._lines.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.rows = {}
        for line in locked:
            self._add_row(line.tender_id, TenderKind(line.kind), tr("split.remove"))
        if active:
            self._add_row(ACTIVE, self._pay.kind, tr("split.clear"))
            self.rows[ACTIVE].set_active(active=True)

    def _add_row(self, key: str, kind: TenderKind, remove: str) -> None:
        made = TenderRow(key, ICONS[kind], tr(f"tender.{kind.value}"), remove)
        made.removed.connect(self._remove)
        self.rows[key] = made
        self._lines.addWidget(made)

    def _remove(self, key: str) -> None:
        if key == ACTIVE:
            self._pay.clear_entry()
        else:
            self._pay.remove(key)

    def _show_locked(self, line: TenderLine) -> None:
        if is_taken_outside(line):
            detail = tr("split.reference", reference=line.reference)
        elif line.points:
            detail = tr("split.points_detail", count=line.points)
        else:
            detail = tr("split.reserved")
        self.rows[line.tender_id].show_tender(
            self._money(line.amount), detail, state=tr("split.locked")
        )

    def _show_active(self) -> None:
        planned = self._pay.planned
        kind = self._pay.kind
        if kind is TenderKind.CASH:
            detail = tr(
                "split.cash_detail",
                received=self._money(planned.received),
                change=self._money(self._pay.change_minor),
            )
        else:
            detail = wording.say(self._pay.offers()[kind].note, self._currency)
        self.rows[ACTIVE].show_tender(
            self._money(planned.amount), detail, state=tr("split.typing"), kind="primary", icon=None
        )

    def _show_buttons(self) -> None:
        offers, chosen = self._pay.offers(), self._pay.kind
        reasons = []
        for kind, button in self.buttons.items():
            blocked = offers[kind].blocked
            reason = wording.say(blocked, self._currency) if blocked else ""
            button.set_blocked(reason)
            button.setChecked(kind is chosen)
            if reason:
                reasons.append(tr("split.reason", tender=tr(f"tender.{kind.value}"), why=reason))
        self.reasons.setText(" · ".join(reasons))
        self.reasons.setVisible(bool(reasons))

    def _money(self, minor: int) -> str:
        return format_money(minor, self._currency)
