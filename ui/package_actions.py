"""What the screens can ask for about packages: what is on offer, and a session used."""

from collections.abc import Callable
from dataclasses import dataclass

from pos_member.domain.operations import Approval
from pos_member.domain.package_views import PackageShelf
from pos_member.domain.views import MemberView, SessionDone


@dataclass(frozen=True, slots=True)
class SessionWish:
    """A session to be used. ``op_id`` is made before the first try and kept for every retry.

    Attributes:
        service: the goods that were done, by SKU.
        performer_id: who of the staff did it.
    """

    op_id: str
    member: MemberView
    package_id: str
    service: str
    performer_id: str
    cashier_id: str
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class PackageActions:
    """The callables; each raises as those of ``Actions`` do, and runs on the ledger's worker.

    ``want`` asks the server for all sessions of a member that lie elsewhere; they come as
    ``Events.member_changed``.
    """

    shelf: Callable[[], PackageShelf]
    use: Callable[[SessionWish], SessionDone]
    want: Callable[[str], None]
