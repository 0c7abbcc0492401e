"""A member's packages: which one, for which service, done by whom, and the one use of a session."""

from PySide6.QtCore import QObject, Signal

from pos_member.domain.errors import PosError
from pos_member.domain.operations import Approval
from pos_member.domain.package_views import HeldPackage, PackageOffer, PackageShelf, held
from pos_member.domain.views import MemberView, SessionDone, StaffView
from ui.actions import Actions
from ui.package_actions import SessionWish
from ui.screens.pay_values import Ask
from ui.screens.said import Said, Tone
from ui.worker import Worker


class PackageDesk(QObject):
    """The packages of one member.

    Signals:
        changed: anything of it.
        approval_wanted: ``Ask``.
        refused: something was turned away; the reason stands in ``problem``.
        used: ``SessionDone``.
        sold: member and ``GoodsView``: a package goes into the basket.
        finished: the result was read.
    """

    changed = Signal()
    approval_wanted = Signal(object)
    refused = Signal()
    used = Signal(object)
    sold = Signal(object, object)
    finished = Signal()

    def __init__(self, actions: Actions, ledger: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions, self._ledger = actions, ledger
        self.cashier: StaffView | None = None
        self.people: list[StaffView] = []
        self.online = True
        self.shelf = PackageShelf()
        self.begin(None)

    def begin(self, member: MemberView | None) -> None:
        """Start over, for ``member`` or for nobody yet; ask for what lies at other tills."""
        self.member = member
        self._op_id = ""
        self.package_id = self.service = self.performer_id = ""
        self.problem: Said | None = None
        self.done: SessionDone | None = None
        self.busy = False
        self._choose_first()
        self.changed.emit()
        self._ledger.submit(self._actions.packages.shelf, self._take_shelf, self._no_shelf)
        if member is not None and self.online:
            member_id = member.member_id
            self._ledger.submit(lambda: self._actions.packages.want(member_id))

    @property
    def packages(self) -> tuple[HeldPackage, ...]:
        """Return what the member holds here, by package; what ended comes last."""
        return held(self.member.packages) if self.member else ()

    @property
    def usable(self) -> list[HeldPackage]:
        """Return the packages of which a session may be used today."""
        return [each for each in self.packages if not each.is_ended]

    @property
    def marked(self) -> HeldPackage | None:
        """Return the package of which a session would be used."""
        return next((each for each in self.usable if each.package_id == self.package_id), None)

    @property
    def performers(self) -> list[StaffView]:
        """Return who may have done it, whoever is signed in first."""
        return sorted(self.people, key=lambda each: each != self.cashier)

    @property
    def performer(self) -> StaffView | None:
        """Return who did it."""
        chosen = (each for each in self.people if each.staff_id == self.performer_id)
        return next(chosen, self.cashier)

    @property
    def blocked(self) -> Said | None:
        """Return why no session can be used yet."""
        if self.member is None:
            return Said(Tone.WARN, "packages.needs_member")
        if self.marked is None:
            return Said(Tone.WARN, "packages.nothing_here")
        return None

    def mark(self, package_id: str) -> None:
        """Take the package ``package_id``, for the first of its services."""
        if self._may_change and package_id in {each.package_id for each in self.usable}:
            if package_id != self.package_id:
                self.package_id = package_id
                self._first_service()
            self._changed()

    def move(self, step: int) -> None:
        """Take the package ``step`` places on."""
        ids = [each.package_id for each in self.usable]
        if self.package_id in ids:
            self.mark(ids[max(0, min(ids.index(self.package_id) + step, len(ids) - 1))])

    def choose_service(self, sku: str) -> None:
        """Take the service that was done, if the package is good for it."""
        if self._may_change and self.marked is not None and sku in self.marked.services:
            self.service = sku
            self._changed()

    def move_service(self, step: int) -> None:
        """Take the service ``step`` places on."""
        services = self.marked.services if self.marked else ()
        if self.service in services:
            at = services.index(self.service) + step
            self.choose_service(services[max(0, min(at, len(services) - 1))])

    def choose_performer(self, staff_id: str) -> None:
        """Take who did it: to them a commission is due."""
        if self._may_change and staff_id in {each.staff_id for each in self.people}:
            self.performer_id = staff_id
            self._changed()

    def sell(self, offer: PackageOffer) -> None:
        """Put a package into the basket of the member."""
        if self.member is None:
            self._turn_away(Said(Tone.WARN, "packages.needs_member"))
        elif not self.busy:
            self.sold.emit(self.member, offer.goods)

    def take_people(self, people: list[StaffView]) -> None:
        """Take who works here."""
        self.people = people
        self.changed.emit()

    def hear_online(self, *, online: bool) -> None:
        """Take whether the server is in reach."""
        if online != self.online:
            self.online = online
            self.changed.emit()

    def hear_member(self, member_id: str) -> None:
        """Take that a member's leases are news; no id means that anybody's may be."""
        member = self.member
        if member is not None and member_id in ("", member.member_id):
            self._reopen(member)

    def submit(self) -> None:
        """Use one session, once; with a manager where a code is missing. Again: it was read."""
        if self.done is not None:
            self.done = None
            self.changed.emit()
            self.finished.emit()
        elif self.blocked is not None:
            self._turn_away(self.blocked)
        elif not self.busy:
            self._use(None)

    @property
    def _may_change(self) -> bool:
        return not self.busy and self.done is None

    def _changed(self) -> None:
        """A choice was made: what is asked from here on is another use."""
        self._op_id, self.problem = "", None
        self.changed.emit()

    def _choose_first(self) -> None:
        if self.marked is None:
            self.package_id = next((each.package_id for each in self.usable), "")
            self._first_service()

    def _first_service(self) -> None:
        self.service = next(iter(self.marked.services), "") if self.marked else ""

    def _use(self, approval: Approval | None) -> None:
        assert self.member is not None
        self._op_id = self._op_id or self._actions.new_id()
        cashier = self.cashier.staff_id if self.cashier else ""
        performer = self.performer.staff_id if self.performer else ""
        chosen = self.package_id, self.service, performer, cashier, approval
        wish = SessionWish(self._op_id, self.member, *chosen)
        self.busy, self.problem = True, None
        self.changed.emit()
        self._ledger.submit(lambda: self._actions.packages.use(wish), self._used, self._failed)

    def _used(self, done: SessionDone) -> None:
        self.busy, self.done, self._op_id = False, done, ""
        self.changed.emit()
        self.used.emit(done)
        if self.member is not None:
            self._reopen(self.member)

    def _failed(self, why: PosError) -> None:
        self.busy = False
        if why.code != "approval_needed":
            self._turn_away(Said.error(why))
            return
        self.changed.emit()
        name = self.member.name if self.member else ""
        asked = Said(Tone.WARN, "approve.session_without_code")
        self.approval_wanted.emit(Ask(asked, 0, self._use, name))

    def _reopen(self, member: MemberView) -> None:
        self._ledger.submit(
            lambda: self._actions.open_member(member.member_id, member.identified_by), self._refresh
        )

    def _refresh(self, member: MemberView) -> None:
        if self.member is None or self.member.member_id != member.member_id:
            return
        self.member = member
        self._choose_first()
        self.changed.emit()

    def _take_shelf(self, shelf: PackageShelf) -> None:
        self.shelf = shelf
        self.changed.emit()

    def _no_shelf(self, why: PosError) -> None:
        self.problem = Said.error(why)
        self.changed.emit()

    def _turn_away(self, why: Said) -> None:
        self.problem = why
        self.changed.emit()
        self.refused.emit()
