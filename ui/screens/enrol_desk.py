"""Registering a member: what was typed, what is wrong with it, and the one registration.

The phone comes first and is all that is needed; every consent starts unticked, and only the first
one is needed to join.
"""

import re

from PySide6.QtCore import QObject, Signal

from pos_member.domain.check_digits import luhn_holds
from pos_member.domain.codes import CARD_DIGITS
from pos_member.domain.errors import PosError, Refused
from pos_member.domain.member import REQUIRED, Purpose, read_birthday
from pos_member.domain.phone import normalise
from pos_member.domain.views import MemberView, StaffView
from ui.actions import Actions, EnrolmentForm
from ui.screens.said import Said, Tone
from ui.worker import Worker

NOTICE_VERSION = "2026-11"
"""Which text of the privacy notice the screen shows; it changes with the wording."""

TAKEN = ("phone_taken", "card_taken")
_BIRTHDAY = re.compile(r"(\d{1,2})\D+(\d{1,2})\D*|(\d{2})(\d{2})")


class EnrolDesk(QObject):
    """One registration.

    Signals:
        changed: anything of it.
        enrolled: ``MemberView`` of the new member, or of who has the phone already.
    """

    changed = Signal()
    enrolled = Signal(object)

    def __init__(self, actions: Actions, ledger: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions, self._ledger = actions, ledger
        self.cashier: StaffView | None = None
        self.begin()

    def begin(self, phone: str = "") -> None:
        """Start with an empty form, or with a phone that was typed before."""
        self._op_id = ""
        self.phone, self.name, self.gender, self.birthday = phone, "", "", ""
        self.card, self.referrer, self.referrer_name = "", "", ""
        self.consents: set[str] = set()
        self.busy = False
        self.problem: Said | None = None
        self.problem_field = ""
        self.existing_id = ""
        self.changed.emit()

    def put(self, field: str, text: str) -> None:
        """Take ``text`` as what stands in ``field``."""
        assert field in {"phone", "name", "gender", "birthday", "card"}
        if getattr(self, field) == text:
            return
        setattr(self, field, text)
        if self.problem_field in (field, "") or field == "phone":
            self.problem, self.problem_field, self.existing_id = None, "", ""
        self.changed.emit()

    def consent(self, purpose: str, *, given: bool) -> None:
        """Take the customer's answer to one purpose."""
        (self.consents.add if given else self.consents.discard)(purpose)
        if self.problem_field == "consents":
            self.problem, self.problem_field = None, ""
        self.changed.emit()

    def refer(self, member: MemberView) -> None:
        """Take who recommended the shop."""
        self.referrer, self.referrer_name = member.member_id, member.name
        self.changed.emit()

    @property
    def blocked(self) -> Said | None:
        """Return what is still missing, the first thing first."""
        try:
            normalise(self.phone)
        except Refused as why:
            if not self.phone and len(self.card) == CARD_DIGITS:
                pass
            elif why.code == "phone_short":
                return Said(Tone.WARN, "enrol.phone_short", why.values)
            else:
                return Said.error(why)
        if any(purpose.value not in self.consents for purpose in REQUIRED):
            return Said(Tone.WARN, "enrol.needs_consent")
        return None

    def submit(self) -> None:
        """Register once; or open who has this phone already, if that was the answer."""
        if self.busy:
            return
        if self.existing_id:
            self._open(self.existing_id)
            return
        blocked = self.blocked or self._wrong()
        if blocked is not None:
            self.problem = blocked
            self.changed.emit()
            return
        self._op_id = self._op_id or self._actions.new_id()
        form = self._form()
        self.busy = True
        self.changed.emit()
        self._ledger.submit(lambda: self._actions.enrol(form), self._done, self._refused)

    def _form(self) -> EnrolmentForm:
        return EnrolmentForm(
            op_id=self._op_id,
            phone=self.phone,
            name=self.name.strip(),
            gender=self.gender,
            birthday=birthday_of(self.birthday),
            card_number=self.card,
            referrer_id=self.referrer,
            consents=tuple(each.value for each in Purpose if each.value in self.consents),
            notice_version=NOTICE_VERSION,
            cashier_id=self.cashier.staff_id if self.cashier else "",
        )

    def _wrong(self) -> Said | None:
        """Return what is wrong with the optional fields."""
        try:
            read_birthday(birthday_of(self.birthday))
        except Refused as why:
            self.problem_field = "birthday"
            return Said.error(why)
        card = self.card
        if card and not (card.isdigit() and len(card) == CARD_DIGITS and luhn_holds(card)):
            self.problem_field = "card"
            return Said(Tone.ERROR, "error.card_number_wrong")
        return None

    def _open(self, member_id: str) -> None:
        self.busy = True
        self.changed.emit()
        self._ledger.submit(
            lambda: self._actions.open_member(member_id, "phone"), self._done, self._refused
        )

    def _done(self, member: MemberView) -> None:
        self.begin()
        self.enrolled.emit(member)

    def _refused(self, why: PosError) -> None:
        self.busy = False
        self.problem = Said.error(why)
        self.problem_field = {"phone_taken": "phone", "card_taken": "card"}.get(why.code, "")
        self.existing_id = str(why.values.get("member_id", "")) if why.code in TAKEN else ""
        self.changed.emit()


def birthday_of(typed: str) -> str:
    """Return what was typed as ``MM-DD``: 1124, 11-24, 11.24 and 11 月 24 日 are one day."""
    found = _BIRTHDAY.fullmatch(typed.strip())
    if found is None:
        return typed.strip()
    month, day = (found[1], found[2]) if found[1] else (found[3], found[4])
    return f"{int(month):02d}-{int(day):02d}"
