"""The right side of the packages: the service, who did it, and the one button that uses it."""

from PySide6.QtWidgets import QGridLayout, QWidget

from pos_member.domain.views import StaffView
from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.choices import Select
from ui.kit.label import Label
from ui.kit.notices import Notice
from ui.kit.surfaces import Card, Icon, Rule, column, row
from ui.kit.tender_tiles import TenderButton
from ui.kit.totals import KeyValue
from ui.screens import wording
from ui.screens.keymap import CAPS
from ui.screens.package_desk import PackageDesk
from ui.theme import tokens as t

COLUMNS = 2
PEOPLE_MAX = 8
"""Who has a button and a digit; anybody else scans the badge."""


class PackageUse(Card):
    """The use of one session."""

    def __init__(self, desk: PackageDesk) -> None:
        super().__init__(padding=t.S16, gap=t.S10, name="package-use")
        self._desk = desk
        self.setFixedWidth(t.SUMMARY_W)
        self.package = KeyValue(tr("packages.package"), name="use-package")
        self.after = KeyValue(tr("packages.after"), name="use-after")
        self.service = Select((), name="use-service")
        self.caption = Label(tr("packages.service"), "label", "text2")
        self.people: dict[str, TenderButton] = {}
        self._shown: list[StaffView] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(t.S8)
        self.hint = Label(tr("packages.badge_hint"), "hint", "text2", wrap=True)
        self.result = Notice(tr("packages.done"), "", "success", name="use-done")
        self.reason_icon = Icon("triangle-alert", "warn", t.I18)
        self.reason = Label("", "label", "warn", weight=t.BOLD, wrap=True, name="use-reason")
        self.primary = Button(
            "", "primary", "primary", icon="check", key=CAPS["primary"], name="primary"
        )
        self.body.addWidget(Label(tr("packages.use_title"), "heading"))
        for part in (self.package, self.after, Rule()):
            self.body.addWidget(part)
        self.choices = QWidget()
        who = Label(tr("packages.performer"), "label", "text2")
        self.choices.setLayout(
            column(self.caption, self.service, who, self._grid, self.hint, gap=t.S10)
        )
        self.body.addWidget(self.choices)
        self.body.addStretch(1)
        self.body.addWidget(self.result)
        reason = row(self.reason_icon)
        reason.addWidget(self.reason, 1)
        self.body.addLayout(reason)
        self.body.addWidget(self.primary)
        self.service.changed.connect(desk.choose_service)
        self.primary.clicked.connect(desk.submit)
        desk.changed.connect(self.refresh)
        self.refresh()

    def press_person(self, number: int) -> None:
        """Choose who has the digit ``number``."""
        if number <= len(self.people):
            self._desk.choose_performer(list(self.people)[number - 1])

    def refresh(self) -> None:
        """Show what would be used, or what was."""
        desk, marked = self._desk, self._desk.marked
        self.package.show_value(marked.name if marked else "—")
        after = tr("packages.count", count=marked.left - 1) if marked and not desk.done else "—"
        self.after.show_value(after)
        self._show_services()
        people = desk.performers[:PEOPLE_MAX]
        if people != self._shown:
            self._show_people(people)
        performer = desk.performer.staff_id if desk.performer else ""
        for staff_id, button in self.people.items():
            button.setChecked(staff_id == performer)
        self.choices.setVisible(desk.done is None)
        self.result.setVisible(desk.done is not None)
        if desk.done is not None:
            left = tr("packages.left_by", count=desk.done.left, name=desk.done.performer)
            self.result.show_notice(tr("packages.done"), left)
        self._show_primary()

    def _show_services(self) -> None:
        desk, marked = self._desk, self._desk.marked
        services = marked.services if marked else ()
        options = tuple((sku, desk.shelf.service(sku)) for sku in services)
        if options != self.service.options:
            self.service.set_options(options)
        if desk.service != self.service.value:
            self.service.set_value(desk.service)
        for part in (self.caption, self.service):
            part.setVisible(bool(options))
        self.service.setEnabled(len(options) > 1)

    def _show_people(self, people: list[StaffView]) -> None:
        for gone in self.people.values():
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._shown, self.people = people, {}
        for place, person in enumerate(people):
            name = f"performer-{person.staff_id}"
            made = TenderButton("user-round", person.name, str(place + 1), name=name)
            made.clicked.connect(
                lambda _checked=False, staff_id=person.staff_id: self._choose(staff_id)
            )
            self.people[person.staff_id] = made
            self._grid.addWidget(made, place // COLUMNS, place % COLUMNS)

    def _choose(self, staff_id: str) -> None:
        self._desk.choose_performer(staff_id)
        self.refresh()

    def _show_primary(self) -> None:
        desk = self._desk
        self.primary.setText(tr("packages.finish" if desk.done else "packages.take"))
        blocked = None if desk.done else desk.blocked
        shown = desk.problem or blocked
        text = wording.say(shown, "") if shown else ""
        role = "danger" if desk.problem else "warn"
        self.reason.setText(text)
        self.reason.setVisible(bool(text))
        self.reason.set_role(role)
        self.reason_icon.set_icon("triangle-alert", role)
        self.reason_icon.setVisible(bool(text))
        self.primary.set_blocked(wording.say(blocked, "") if blocked else "")
        self.primary.set_busy(busy=desk.busy)
