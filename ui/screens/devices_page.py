"""What hangs on this till: found, proposed, tried with its bytes in sight, and saved."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from pos_member.domain.views import DeviceHealth, Scanned, ScanOutcome
from pos_member.i18n import tr
from ui.actions import FoundDevice
from ui.kit.button import Button
from ui.kit.choices import Segmented, Select
from ui.kit.field import Field
from ui.kit.label import Label
from ui.kit.line_input import CodeInput
from ui.kit.notices import Notice
from ui.kit.surfaces import Card, Stack, row
from ui.screens.counter import Counter
from ui.screens.device_feed import DeviceFeed
from ui.screens.device_lines import DEVICES, OPTIONS, SETTINGS, Draft, draft_of
from ui.screens.page import Page
from ui.screens.said import Said, Tone
from ui.theme import tokens as t

COLUMNS = 2


class DevicesPage(Page):
    """The devices of this till."""

    place = "devices"

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("devices-page")
        self._counter = counter
        self._found: list[FoundDevice] = []
        self._drafts = {device: Draft() for device in DEVICES}
        self._values: dict[str, str] = {}
        self._tried = False
        self.device = DEVICES[0]
        self.kinds = Segmented(
            [(device, tr(f"frame.device_{device}")) for device in DEVICES],
            value=self.device,
            name="device-kind",
        )
        self.state = Notice("", "", "info", name="device-state")
        self.ports = Select([("", tr("devices.none"))], name="device-port")
        self.line = CodeInput(tr("devices.place_hint"), name="device-place")
        self.line.setFixedHeight(t.INPUT_LARGE)
        self.again = Button(tr("devices.again"), icon="refresh-cw", name="device-find")
        self.test = Button(tr("devices.try"), "soft", "large", name="device-try")
        self.primary = Button(
            tr("devices.save"), "primary", "primary", icon="check", name="primary"
        )
        self.feed = DeviceFeed()
        self._choices: dict[str, Select] = {}
        self._grids: dict[str, QWidget] = {}
        self._forms = Stack()
        whole = row(gap=t.S12)
        whole.setContentsMargins(t.S12, t.S12, t.S12, t.S12)
        self._form_card, self._live_card = self._left(), self._right()
        whole.addWidget(self._form_card, 3)
        whole.addWidget(self._live_card, 2)
        self.setLayout(whole)
        self._connect()

    @override
    def arrive(self) -> None:
        """Ask what is in use and what is plugged in."""
        actions, counter = self._counter.actions, self._counter
        counter.ledger.submit(actions.device_lines, self._take_lines, counter.complain)
        self.look_for()

    def look_for(self) -> None:
        """Ask what is plugged in."""
        counter = self._counter
        counter.ledger.submit(counter.actions.find_devices, self._take_found, counter.complain)

    @override
    def primary_button(self) -> Button | None:
        """Return the button that saves."""
        return self.primary

    @override
    def take_scan(self, scanned: Scanned) -> bool:
        """Say that a scan was understood; nothing is sold here."""
        if scanned.outcome is ScanOutcome.REFUSED:
            self._counter.say(Said(Tone.ERROR, f"error.{scanned.code}"))
        elif scanned.code:
            self._counter.say(Said(Tone.WARN, f"error.{scanned.code}"))
        else:
            self._counter.say(Said(Tone.OK, "devices.read", {"text": scanned.text}))
        return True

    @override
    def give_room(self, claims: int) -> None:
        """Give way with what lies between the parts: all of them are needed."""
        gap, edge = (t.S8, t.S14) if claims else (t.S12, t.S20)
        for card in (self._form_card, self._live_card):
            card.body.setSpacing(gap)
            card.body.setContentsMargins(edge, edge, edge, edge)

    def show_device(self, device: str) -> None:
        """Show the form of ``device``, with a proposal where nothing is chosen yet."""
        self.device = device
        self._forms.setCurrentWidget(self._grids[device])
        draft = self._drafts[device]
        if not draft.place and (proposed := self._proposed(device)):
            draft = self._drafts[device] = draft_of(device, proposed.line)
        self._offer_ports()
        self.line.set_text(draft.place)
        self._show_choices()
        self._show_state()

    # The form.

    def _left(self) -> Card:
        card = Card(padding=t.S20, gap=t.S12, name="device-card")
        head = row(Label(tr("devices.title"), "title"), None, self.again)
        card.body.addLayout(head)
        card.body.addWidget(self.kinds)
        card.body.addWidget(self.state)
        port, place = Field(tr("devices.port"), self.ports), Field(tr("devices.place"), self.line)
        card.body.addLayout(row(port, place, gap=t.S12))
        for device in DEVICES:
            self._grids[device] = self._grid(device)
            self._forms.addWidget(self._grids[device])
        card.body.addWidget(self._forms)
        card.body.addStretch(1)
        card.body.addLayout(row(None, self.test, self.primary, gap=t.S12))
        return card

    def _right(self) -> Card:
        card = Card(padding=t.S20, gap=t.S12, name="device-live")
        card.body.addWidget(Label(tr("devices.live"), "title"))
        card.body.addWidget(Label(tr("devices.live_text"), "label", "text2", wrap=True))
        card.body.addWidget(self.feed, 1)
        return card

    def _grid(self, device: str) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(t.S12)
        options = {**OPTIONS[device], **SETTINGS.get(device, {})}
        for place, (option, values) in enumerate(options.items()):
            select = Select(
                [(value, _said(option, value)) for value in values], name=f"{device}-{option}"
            )
            select.changed.connect(self._chooser(device, option))
            self._choices[f"{device}-{option}"] = select
            field = Field(tr(f"devices.{option}"), select)
            grid.addWidget(field, place // COLUMNS, place % COLUMNS)
        grid.setRowStretch(len(options), 1)
        return made

    def _chooser(self, device: str, option: str) -> Callable[[str], None]:
        def choose(value: str) -> None:
            if option in SETTINGS.get(device, {}):
                self._values[option] = value
            else:
                self._drafts[device] = self._drafts[device].choosing(device, option, value)

        return choose

    # What is known.

    def _take_lines(self, lines: dict[str, str]) -> None:
        self._values = dict(lines)
        self._drafts = {device: draft_of(device, lines.get(device, "")) for device in DEVICES}
        self.show_device(self.device)

    def _take_found(self, found: list[FoundDevice]) -> None:
        self._found = found
        self.show_device(self.device)

    def _proposed(self, device: str) -> FoundDevice | None:
        return next((one for one in self._found if one.kind == device), None)

    def _offer_ports(self) -> None:
        before = "serial:" if self.device == "printer" else ""
        options = [("", tr("devices.none"))]
        for one in self._found:
            place = one.place if one.kind == "printer" and "/" in one.line else before + one.place
            options.append((place, f"{one.words} · {one.place}"))
        chosen = self._drafts[self.device].place
        if chosen not in dict(options):
            options.append((chosen, chosen))
        self.ports.set_options(options)
        self.ports.set_value(chosen)

    def _show_choices(self) -> None:
        draft = self._drafts[self.device]
        for option in OPTIONS[self.device]:
            self._choices[f"{self.device}-{option}"].set_value(draft.choice(self.device, option))
        for option, values in SETTINGS.get(self.device, {}).items():
            self._choices[f"{self.device}-{option}"].set_value(self._values.get(option, values[0]))

    def _show_state(self) -> None:
        state = self._counter.devices.get(self.device)
        health = state.health if state else DeviceHealth.ABSENT
        kind = "success" if health is DeviceHealth.READY else "info" if state is None else "warn"
        text = tr("devices.absent_text") if state is None else tr("devices.sale_goes_on")
        name = tr(f"frame.device_{self.device}")
        said = tr("devices.state", device=name, state=tr(f"frame.device_{health.value}"))
        self.state.show_notice(said, text if health is not DeviceHealth.READY else "", kind)

    # What is done.

    def _connect(self) -> None:
        self.kinds.changed.connect(self.show_device)
        self.ports.changed.connect(self._choose_port)
        self.line.text_changed.connect(self._type_place)
        self.again.clicked.connect(self.look_for)
        self.test.clicked.connect(self._try)
        self.primary.clicked.connect(self._save)
        self._counter.device_changed.connect(self._show_state)
        self._counter.events.device_bytes.connect(self.feed.show_bytes)

    def _choose_port(self, place: str) -> None:
        found = next((one for one in self._found if one.place == place), None)
        if found is not None and found.kind == self.device:
            self._drafts[self.device] = draft_of(self.device, found.line)
        self.line.set_text(place)
        self._show_choices()

    def _type_place(self, text: str) -> None:
        self._drafts[self.device] = self._drafts[self.device].at(text)

    def _lines(self) -> dict[str, str]:
        drawn = {
            option: self._values[option] for option in SETTINGS["printer"] if option in self._values
        }
        return {**{device: draft.line for device, draft in self._drafts.items()}, **drawn}

    def _try(self) -> None:
        self._apply()
        self._counter.say(Said(Tone.OK, "devices.trying"))

    def _save(self) -> None:
        for name, value in self._lines().items():
            self._counter.actions.remember_choice(name, value)
        self._apply()
        self._counter.say(Said(Tone.OK, "devices.saved"))

    def _apply(self) -> None:
        lines, counter = self._lines(), self._counter
        counter.ledger.submit(lambda: counter.actions.try_devices(lines), None, counter.complain)


def _said(option: str, value: str) -> str:
    """Return a value in words where it has some."""
    if option == "baud":
        return value
    return tr(f"devices.{option}_{value}")
