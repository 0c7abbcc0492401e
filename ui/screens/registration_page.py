"""Registering a member: the phone first, everything else a wish, purposes and protection in words.

Every consent is asked for apart and starts unticked; only the first is needed to join.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from pos_member.domain.member import REQUIRED, Purpose
from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.choice_rows import ConsentRow
from ui.kit.choices import Segmented
from ui.kit.field import Field
from ui.kit.label import Label
from ui.kit.line_input import CodeInput, LineInput, PhoneInput
from ui.kit.marks import Chip
from ui.kit.pads import NEXT, NumPad
from ui.kit.surfaces import Card, Icon, row
from ui.screens import wording
from ui.screens.counter import Counter
from ui.screens.enrol_desk import NOTICE_VERSION, EnrolDesk
from ui.screens.keymap import CAPS
from ui.screens.page import Page
from ui.theme import tokens as t

GENDERS = ("female", "male", "")
NAME_MAX, BIRTHDAY_MAX, CARD_MAX = 64, 12, 12


class RegistrationPage(Page):
    """The form.

    Signals:
        back_wanted: to where one came from.
    """

    place = "members"
    enter_from_fields = True
    back_wanted = Signal()

    def __init__(self, counter: Counter, desk: EnrolDesk) -> None:
        super().__init__()
        self.setObjectName("registration-page")
        self._counter, self._desk = counter, desk
        self.phone = PhoneInput(tr("enrol.phone_hint"), name="enrol-phone")
        self.name = LineInput(tr("enrol.name_hint"), icon="user-round", name="enrol-name")
        self.name.edit.setMaxLength(NAME_MAX)
        self.gender = Segmented(
            [(value, tr(f"enrol.gender_{value or 'unsaid'}")) for value in GENDERS],
            name="enrol-gender",
        )
        self.birthday = LineInput(tr("enrol.birthday_hint"), icon="cake", name="enrol-birthday")
        self.birthday.edit.setMaxLength(BIRTHDAY_MAX)
        self.referrer = Button(tr("enrol.scan_referrer"), icon="scan-line", name="enrol-referrer")
        self.card = CodeInput(tr("enrol.card_hint"), icon="id-card", name="enrol-card")
        self.card.edit.setMaxLength(CARD_MAX)
        self.fields = {
            "phone": Field(
                tr("enrol.phone"), self.phone, required=True, hint=tr("enrol.check_first")
            ),
            "name": Field(tr("enrol.name"), self.name),
            "gender": Field(tr("enrol.gender"), self.gender),
            "birthday": Field(tr("enrol.birthday"), self.birthday, hint=tr("enrol.birthday_use")),
            "referrer": Field(tr("enrol.referrer"), self.referrer),
            "card": Field(tr("enrol.card"), self.card),
        }
        self.pad = NumPad("wide", key_height=t.PAD_KEY_WIDE, name="enrol-pad")
        self.consents = {purpose.value: _consent(purpose) for purpose in Purpose}
        self.reason_icon = Icon("triangle-alert", "warn", t.I18)
        self.reason = Label("", "label", "warn", weight=t.BOLD, wrap=True, name="enrol-reason")
        self.cancel = Button(
            tr("enrol.cancel"), "secondary", "large", key="Esc", name="enrol-cancel"
        )
        self.primary = Button(
            "", "primary", "large", icon="user-check", key=CAPS["primary"], name="primary"
        )
        box = QHBoxLayout(self)
        box.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
        box.setSpacing(t.S16)
        box.addWidget(self._form(), 1)
        self._consents = self._agreement()
        box.addWidget(self._consents)
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the form as it stands."""
        desk = self._desk
        for line, text in (
            (self.phone, desk.phone),
            (self.name, desk.name),
            (self.birthday, desk.birthday),
            (self.card, desk.card),
        ):
            shown = line.digits() if isinstance(line, PhoneInput) else line.text()
            if shown != text:
                line.set_text(text)
        self.gender.set_value(desk.gender)
        for purpose, shown_row in self.consents.items():
            if shown_row.given() != (purpose in desk.consents):
                shown_row.set_given(given=purpose in desk.consents)
        self.referrer.setText(desk.referrer_name or tr("enrol.scan_referrer"))
        self._show_problem()
        message = "enrol.open_existing" if desk.existing_id else "enrol.submit"
        self.primary.setText(tr(message))
        self.primary.set_busy(busy=desk.busy)

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Type digits into the phone when no field has the cursor."""
        if event.text().isdigit():
            self.phone.setFocus()
            self.phone.press(event.text())
            return True
        return False

    @override
    def take_scan(self, scanned: Scanned) -> bool:
        """Take a fresh card as theirs, and another member's code as who recommended the shop."""
        if scanned.outcome is ScanOutcome.UNKNOWN_MEMBER:
            self._desk.put("card", "".join(one for one in scanned.text if one.isdigit()))
            return True
        if scanned.outcome is ScanOutcome.MEMBER and scanned.member is not None:
            self._desk.refer(scanned.member)
            return True
        return False

    @override
    def primary_button(self) -> Button | None:
        """Return the button that registers."""
        return self.primary

    @override
    def arrive(self) -> None:
        """Begin with the phone."""
        self.phone.setFocus()

    @override
    def give_room(self, claims: int) -> None:
        """Give way with the pad's keys, and with what lies between the consents."""
        self.pad.set_key_height(t.PAD_KEYS_TALL[claims])
        self._consents.body.setSpacing(t.S4 if claims else t.S8)
        edge = t.S10 if claims else t.S16
        self._consents.body.setContentsMargins(t.S16, edge, t.S16, edge)

    def _form(self) -> QWidget:
        card = Card(padding=(t.S20, t.S16, t.S20, t.S16), gap=t.S8, name="enrol-form")
        offline = Chip(tr("enrol.offline_too"), "success", icon="check")
        head = row(Label(tr("enrol.title"), "title"), offline, None)
        head.addWidget(Label(tr("enrol.steps"), "label", "text2"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(t.S14)
        grid.setVerticalSpacing(t.S6)
        top = Qt.AlignmentFlag.AlignTop
        for place, name in enumerate(("name", "gender", "birthday", "referrer")):
            grid.addWidget(self.fields[name], place // 2, place % 2, top)
        grid.addWidget(self.fields["card"], 2, 0, 1, 2, top)
        card.body.addLayout(head)
        card.body.addWidget(self.fields["phone"])
        card.body.addLayout(grid)
        card.body.addStretch(1)
        card.body.addWidget(self.pad)
        return card

    def _agreement(self) -> Card:
        card = Card(padding=(t.S16, t.S16, t.S16, t.S16), gap=t.S8, name="enrol-consents")
        card.setFixedWidth(t.CONSENT_W)
        card.body.addWidget(Label(tr("consent.title"), "heading"))
        card.body.addWidget(Label(tr("consent.lead"), "label", "text2", wrap=True))
        for shown in self.consents.values():
            card.body.addWidget(shown)
        protection = row(gap=t.S8)
        protection.addWidget(Icon("shield-check", "text2", t.I18), 0, Qt.AlignmentFlag.AlignTop)
        protection.addWidget(Label(tr("consent.protection"), "hint", "text2", wrap=True), 1)
        version = row(gap=t.S8)
        version.addWidget(Icon("file-text", "text2", t.I18), 0, Qt.AlignmentFlag.AlignTop)
        text = tr("consent.version", version=NOTICE_VERSION)
        version.addWidget(Label(text, "hint", "text2", wrap=True), 1)
        card.body.addLayout(protection)
        card.body.addLayout(version)
        card.body.addStretch(1)
        reason = row(self.reason_icon)
        reason.addWidget(self.reason, 1)
        foot = QVBoxLayout()
        foot.setSpacing(t.S8)
        foot.addLayout(reason)
        buttons = row(self.cancel, gap=t.S10)
        buttons.addWidget(self.primary, 1)
        foot.addLayout(buttons)
        card.body.addLayout(foot)
        return card

    def _connect(self) -> None:
        desk = self._desk
        self.phone.digits_changed.connect(lambda text: desk.put("phone", text))
        self.name.text_changed.connect(lambda text: desk.put("name", text))
        self.birthday.text_changed.connect(lambda text: desk.put("birthday", text))
        self.card.text_changed.connect(lambda text: desk.put("card", text))
        self.gender.changed.connect(lambda value: desk.put("gender", value))
        for purpose, shown in self.consents.items():
            shown.changed.connect(lambda given, purpose=purpose: desk.consent(purpose, given=given))
        self.pad.pressed.connect(self._press)
        self.cancel.clicked.connect(self.back_wanted)
        self.primary.clicked.connect(desk.submit)
        desk.changed.connect(self.refresh)

    def _press(self, key: str) -> None:
        order = (self.phone, self.name, self.birthday, self.card)
        focus = self.window().focusWidget()
        at = next((i for i, one in enumerate(order) if one.edit is focus), -1)
        if key == NEXT:
            order[(at + 1) % len(order)].setFocus()
            return
        line = order[at] if isinstance(focus, QLineEdit) and at >= 0 else self.phone
        line.setFocus()
        line.press(key)

    def _show_problem(self) -> None:
        desk, currency = self._desk, self._counter.actions.shop.currency
        problem = desk.problem
        text = wording.say(problem, currency) if problem else ""
        for name, field in self.fields.items():
            field.set_error(text if name == desk.problem_field else "")
        blocked = desk.blocked if not desk.existing_id else None
        shown = problem or blocked
        words = wording.say(shown, currency) if shown else ""
        self.reason.setText(words)
        self.reason.setVisible(bool(words))
        self.reason_icon.setVisible(bool(words))
        role = "danger" if problem else "warn"
        self.reason.set_role(role)
        self.reason_icon.set_icon("triangle-alert", role)
        self.primary.set_blocked(wording.say(blocked, currency) if blocked else "")


def _consent(purpose: Purpose) -> ConsentRow:
    chip = tr("consent.required" if purpose in REQUIRED else "consent.optional")
    return ConsentRow(
        tr(f"consent.{purpose.value}"),
        tr(f"consent.{purpose.value}_text"),
        chip,
        purpose=purpose.value,
    )
