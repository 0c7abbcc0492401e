"""Looking a member up: one line to type in, rows to tell apart, a preview of who Enter takes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pos_member.domain.views import MemberHit, Scanned, ScanOutcome
from pos_member.i18n import format_count, format_money, tr
from ui.kit.button import Button
from ui.kit.empty import EmptyState
from ui.kit.label import Label
from ui.kit.line_input import LineInput
from ui.kit.result_row import Result, ResultRow
from ui.kit.surfaces import column, row
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.lookup_desk import LookupDesk
from ui.screens.member_preview import MemberPreview
from ui.screens.page import Page
from ui.theme import tokens as t

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
PHONE_DIGITS, TAIL_DIGITS = 11, 4


class LookupPage(Page):
    """The search.

    Signals:
        new_wanted: register somebody; the text is a phone number or empty.
    """

    place = "members"
    enter_from_fields = True
    new_wanted = Signal(str)

    def __init__(self, counter: Counter, desk: LookupDesk) -> None:
        super().__init__()
        self.setObjectName("lookup-page")
        self._counter, self._desk = counter, desk
        self._currency = counter.actions.shop.currency
        self.count = Label("", "label_large", "text2", elide=True, name="lookup-count")
        self.new = Button(
            tr("lookup.new"), "soft", "small", icon="user-plus", key=CAPS["new_member"],
            name="lookup-new",
        )  # fmt: skip
        self.line = LineInput(
            tr("lookup.placeholder"), icon="search", large=True, name="lookup-line"
        )
        self.hint = Label(tr("lookup.hint"), "label", "text2", elide=True)
        self.rows: dict[str, ResultRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(t.S8)
        self._list.setContentsMargins(0, 0, 0, 0)
        self.empty = EmptyState("search-x", tr("lookup.start"), tr("lookup.start_hint"))
        self.preview = MemberPreview(counter)
        self._lay_out()
        self._connect()
        self.refresh()

    def search(self, text: str) -> None:
        """Search for ``text`` at once."""
        self.line.edit.blockSignals(True)
        self.line.set_text(text)
        self.line.edit.blockSignals(False)
        self._desk.search_now(text)

    def refresh(self) -> None:
        """Show the search as it stands."""
        desk = self._desk
        if [hit.member_id for hit in desk.hits] != list(self.rows):
            self._show_rows()
        for member_id, shown in self.rows.items():
            shown.set_marked(marked=member_id == desk.marked)
        marked = self.rows.get(desk.marked)
        if marked is not None:
            self._scroll.ensureWidgetVisible(marked)
        self._show_state()
        self.preview.show_member(desk.preview)

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Move through the rows, or begin to type."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._desk.move(_STEPS[key])
        elif event.text().isprintable() and event.text():
            self.line.setFocus()
            self.line.edit.insert(event.text())
        else:
            return False
        return True

    @override
    def take_scan(self, scanned: Scanned) -> bool:
        """Let whoever is scanned be the member of the sale; goods go to the basket."""
        return scanned.outcome is ScanOutcome.UNKNOWN_MEMBER and self._offer_new()

    @override
    def obey(self, command: str) -> bool:
        """Focus the line."""
        if command == "find_member":
            self.line.setFocus()
            self.line.edit.selectAll()
            return True
        return False

    @override
    def primary_button(self) -> Button | None:
        """Return the button that takes the member."""
        return self.preview.primary

    @override
    def go_back(self) -> bool:
        """Empty the line first."""
        if self.line.text():
            self.line.clear()
            return True
        return False

    @override
    def arrive(self) -> None:
        """Begin with the cursor in the line."""
        self.line.setFocus()

    def _lay_out(self) -> None:
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._list)
        inside.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        head = row(Label(tr("lookup.title"), "title"), gap=t.S10)
        head.addWidget(self.count, 1)
        head.addWidget(self.new)
        left = column(head, self.line, self.hint, gap=t.S10)
        left.addWidget(self._scroll, 1)
        left.addWidget(self.empty, 1)
        box = QHBoxLayout(self)
        box.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        box.setSpacing(t.S16)
        box.addLayout(left, 1)
        box.addWidget(self.preview)

    def _connect(self) -> None:
        self.line.text_changed.connect(self._desk.type)
        self.new.clicked.connect(self._offer_new)
        self.preview.chosen.connect(self._desk.choose)
        self._desk.changed.connect(self.refresh)

    def _offer_new(self) -> bool:
        typed = self._desk.typed
        is_phone = typed.isdigit() and len(typed) == PHONE_DIGITS
        self.new_wanted.emit(typed if is_phone else "")
        return True

    def _show_rows(self) -> None:
        for gone in self.rows.values():
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.rows = {}
        for hit in self._desk.hits:
            made = ResultRow(self._result(hit), tr("lookup.choose"), tr("lookup.chosen"))
            made.marked.connect(self._desk.mark)
            made.chosen.connect(self._desk.choose)
            self.rows[hit.member_id] = made
            self._list.addWidget(made)

    def _show_state(self) -> None:
        desk = self._desk
        found = len(desk.hits)
        self.count.setText(tr("lookup.count", count=found) if desk.searched else "")
        self._scroll.setVisible(found > 0)
        self.hint.setVisible(found > 0)
        self.empty.setVisible(found == 0)
        if desk.problem is not None:
            self.empty.show_state(wording.say(desk.problem, self._currency))
        elif desk.searched and desk.answered:
            self.empty.show_state(
                tr("lookup.nothing", text=desk.searched), tr("lookup.nothing_hint")
            )
        else:
            self.empty.show_state(tr("lookup.start"), tr("lookup.start_hint"))
        self.line.set_chip(self._kind(), "primary")

    def _kind(self) -> str:
        """Return what the typed text is taken for."""
        typed = self._desk.typed
        if typed.isdigit() and len(typed) in (PHONE_DIGITS, TAIL_DIGITS):
            return tr("lookup.as_phone" if len(typed) == PHONE_DIGITS else "lookup.as_tail")
        return ""

    def _result(self, hit: MemberHit) -> Result:
        figures = (
            (format_money(hit.book, self._currency), tr("lookup.value")),
            (format_count(hit.points), tr("lookup.points")),
            (wording.day_of(hit.last_visit_day) or "—", tr("lookup.last_visit")),
        )
        return Result(
            hit.member_id,
            hit.name,
            hit.phone_mask or tr("lookup.no_phone"),
            hit.tier_name,
            hit.tier_ramp or "plain",
            tr(f"lookup.by_{hit.matched}"),
            figures,
        )
