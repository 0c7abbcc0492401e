"""What a sale sold of packages, and a session used, as the journal and the wire carry them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import session_lot
from pos_member.domain.operation_parts import Where

PACKAGE_ID_MAX = 24
"""Together with the id of the sale it is the name of a lot."""


@dataclass(frozen=True, slots=True)
class PackageSold:
    """A package that a line of a sale sold.

    Attributes:
        sessions: of all the packages of the line.
        last_day: last calendar day of their life, empty for ever.
    """

    line_id: str
    package_id: str
    sessions: int
    last_day: str

    def to_json(self) -> dict[str, object]:
        """Return the package as a canonical value."""
        return {
            "line": self.line_id,
            "package": self.package_id,
            "sessions": self.sessions,
            "last_day": self.last_day,
        }


def lots_sold(sale_id: str, packages: Iterable[PackageSold]) -> tuple[Lot, ...]:
    """Return the sessions that a sale gives its member: one lot for each package."""
    found: dict[str, Lot] = {}
    for each in packages:
        lot = session_lot(sale_id, each.package_id)
        more = found[lot].amount if lot in found else 0
        found[lot] = Lot(lot, each.sessions + more, each.last_day)
    return tuple(found.values())


def sessions_in(legs: Iterable[Leg]) -> Counter[str]:
    """Return lot → how many sessions ``legs`` take of it."""
    found: Counter[str] = Counter()
    for leg in legs:
        for lot in leg.lots:
            found[lot.lot] += lot.amount
    return found


@dataclass(frozen=True, slots=True)
class SessionRedeemed:
    """One session of a package, used up for a service.

    Attributes:
        service: the goods that were done.
        performer_id: the member of staff who did it, to whom a commission is due.
        leg: what is taken from the lease: sessions of one lot.
    """

    where: Where
    member_id: str
    identified_by: str
    package_id: str
    service: str
    performer_id: str
    leg: Leg

    kind = "session_redeemed"

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Return all that it takes from leases."""
        return (self.leg,)

    @property
    def lot(self) -> Lot:
        """Return the sessions that are used up."""
        return self.leg.lots[0]

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "where": self.where.to_json(),
            "member": self.member_id,
            "identified_by": self.identified_by,
            "package": self.package_id,
            "service": self.service,
            "performer": self.performer_id,
            "leg": self.leg.to_json(),
        }
