"""After a sale: that it is done, the change, the paper; it stays until the next scan.

It stands where the payment stood, so that the eye that pressed the button reads the answer there.
"""

from PySide6.QtCore import Signal

from pos_member.domain.views import SaleDone
from pos_member.i18n import format_money, tr
from ui.kit.button import Button
from ui.kit.label import Label, MoneyLabel
from ui.kit.notices import Notice
from ui.kit.paint import CENTRE
from ui.kit.payment import ChangePanel
from ui.kit.surfaces import Card, Icon, row
from ui.kit.totals import KeyValue
from ui.screens import wording
from ui.screens.keymap import CAPS
from ui.theme import tokens as t

PRINTED = "done"


class ResultCard(Card):
    """What came of the last sale.

    Signals:
        next_pressed: go on with the next customer.
        reprint_pressed: the receipt did not come out, or another is wanted.
    """

    next_pressed = Signal()
    reprint_pressed = Signal()

    def __init__(self, currency: str) -> None:
        super().__init__(padding=t.S14, gap=t.S10, name="result")
        self._currency = currency
        self._job = -1
        self.icon = Icon(
            "circle-check", "success", t.I36, tile="success_soft", tile_px=t.EMPTY_ICON,
            round_tile=True,
        )  # fmt: skip
        self.title = Label(tr("result.paid"), "title", align=CENTRE, name="result-title")
        self.amount = MoneyLabel("", "amount", align=CENTRE, name="result-amount")
        self.change = ChangePanel()
        self.receipt = KeyValue(tr("result.receipt"), name="result-receipt")
        self.points = KeyValue(tr("result.points"), name="result-points")
        self.upload = KeyValue(tr("result.upload"), name="result-upload")
        self.paper = Notice("", kind="info", icon="printer", name="result-paper")
        self.reprint = Button(
            tr("result.reprint"), icon="printer", key=CAPS["reprint"], name="reprint"
        )
        self.next = Button(
            tr("result.next"), "primary", "primary", icon="arrow-right", key=CAPS["primary"],
            name="primary",
        )  # fmt: skip
        self.body.addStretch(1)
        self.body.addLayout(row(None, self.icon, None))
        self.body.addWidget(self.title)
        self.body.addWidget(self.amount)
        self.body.addSpacing(t.S8)
        for part in (self.change, self.receipt, self.points, self.upload, self.paper):
            self.body.addWidget(part)
        self.body.addStretch(2)
        self.body.addWidget(self.reprint)
        self.body.addWidget(self.next)
        self.next.clicked.connect(self.next_pressed)
        self.reprint.clicked.connect(self.reprint_pressed)

    def give_room(self, claims: int) -> None:
        """Give way: in the end the icon goes, what is read stays."""
        self.icon.setVisible(claims < t.CLAIMS_MAX)

    def show_sale(self, done: SaleDone) -> None:
        """Show what came of a sale."""
        self._job = done.print_job
        self.amount.setText(format_money(done.due, self._currency))
        self.change.setVisible(done.change > 0)
        self.change.show_change(tr("result.change"), format_money(done.change, self._currency))
        self.receipt.show_value(done.receipt)
        self.points.setVisible(done.points_earned > 0)
        later = "result.points_later" if done.offline else "result.points_now"
        self.points.show_value(tr(later, count=done.points_earned))
        self.upload.show_value(tr("result.upload_later" if done.offline else "result.upload_now"))
        self.paper.show_notice(tr("result.printing"), kind="info")

    def show_paper(self, job: int, code: str) -> None:
        """Show what became of the receipt of print job ``job``."""
        if job != self._job:
            return
        if code == PRINTED:
            self.paper.show_notice(tr("result.printed"), kind="success")
            return
        message = f"error.{code}"
        text = tr(message) if wording.knows(message) else ""
        self.paper.show_notice(tr("result.not_printed"), text, kind="warn")
