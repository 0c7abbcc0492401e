"""Who Enter would take: the card and what helps to tell two people of one name apart."""

from PySide6.QtCore import Signal

from pos_member.domain.views import MemberView
from pos_member.i18n import format_money, tr
from ui.kit.button import Button
from ui.kit.empty import EmptyState
from ui.kit.label import Label
from ui.kit.marks import Chip
from ui.kit.member_card import MemberCard
from ui.kit.surfaces import Card, Rule, row
from ui.kit.totals import KeyValue
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.member_panel import face_of
from ui.theme import tokens as t

FACTS = ("birthday", "home", "last", "joined", "value")


class MemberPreview(Card):
    """The right side of the lookup.

    Signals:
        chosen: take this member to the sale.
    """

    chosen = Signal()

    def __init__(self, counter: Counter) -> None:
        super().__init__(padding=t.S14, gap=t.S10, name="member-preview")
        self._counter = counter
        self._currency = counter.actions.shop.currency
        self.setFixedWidth(t.PREVIEW_W)
        self.fresh = Chip("", name="preview-fresh")
        self.card = MemberCard(name="preview-card")
        self.facts = {
            name: KeyValue(tr(f"lookup.{name}"), name=f"preview-{name}") for name in FACTS
        }
        self.rule = Rule()
        self.advice = Label(tr("lookup.advice"), "label", "text2", wrap=True)
        self.nobody = EmptyState("user-round", tr("lookup.nobody"), tr("lookup.nobody_hint"))
        self.primary = Button(
            tr("lookup.take"), "primary", "large", icon="check", key=CAPS["primary"], name="primary"
        )
        self.body.addLayout(
            row(Label(tr("lookup.preview"), "body", weight=t.BOLD), None, self.fresh)
        )
        self.body.addWidget(self.card)
        for fact in self.facts.values():
            self.body.addWidget(fact)
        self.body.addWidget(self.rule)
        self.body.addWidget(self.advice)
        self.body.addWidget(self.nobody, 1)
        self.body.addStretch(1)
        self.body.addWidget(self.primary)
        self.primary.clicked.connect(self.chosen)

    def show_member(self, member: MemberView | None) -> None:
        """Show ``member``, or that nobody is marked."""
        here = member is not None
        for part in (self.card, self.fresh, self.rule, self.advice, *self.facts.values()):
            part.setVisible(here)
        self.nobody.setVisible(not here)
        self.primary.set_blocked("" if here else tr("lookup.mark_first"))
        if member is None:
            return
        self.card.show_face(face_of(member, self._currency))
        counter = self._counter
        time = counter.clock.as_of(member.standing.as_of_ms, counter.actions.now_ms())
        online = counter.sync.online
        self.fresh.set_chip(
            tr("lookup.as_of", time=time), "success" if online else "warn",
            "check" if online else "shield-alert",
        )  # fmt: skip
        self._fact("birthday", wording.day_of(member.birthday))
        self._fact("home", member.home_store)
        last = " ".join(
            part for part in (wording.day_of(member.last_visit_day), member.last_visit_text) if part
        )
        self._fact("last", last)
        self._fact("joined", member.joined_day)
        self._fact("value", format_money(member.standing.book, self._currency))

    def _fact(self, name: str, value: str) -> None:
        self.facts[name].show_value(value)
        self.facts[name].setVisible(bool(value))
