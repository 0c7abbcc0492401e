"""What a screen shows of packages: what may be sold, what a member holds here, and its services."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pos_member.domain.views import GoodsView, SessionsView


@dataclass(frozen=True, slots=True)
class PackageOffer:
    """A package that may be sold now, worded in the till's language.

    Attributes:
        goods: what is sold at the counter; its price is the package's.
        lifetime_days: days of its life, ``None`` for ever.
    """

    package_id: str
    name: str
    sessions: int
    lifetime_days: int | None
    goods: GoodsView


@dataclass(frozen=True, slots=True)
class PackageShelf:
    """The packages on offer, and the names of all services that sessions are good for, by SKU."""

    offers: tuple[PackageOffer, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)

    def service(self, sku: str) -> str:
        """Return the name of a service; its number where the catalogue has none any more."""
        return self.services.get(sku, sku)


@dataclass(frozen=True, slots=True)
class HeldPackage:
    """All sessions of one package that lie here: those that count still, or those that ended.

    Attributes:
        last_day: of those that end first, empty for ever.
    """

    package_id: str
    name: str
    services: tuple[str, ...]
    left: int
    last_day: str
    is_ended: bool


def held(found: Iterable[SessionsView]) -> tuple[HeldPackage, ...]:
    """Return ``found``, which is in the order of ending, by package; what ended comes last."""
    made: dict[tuple[bool, str], HeldPackage] = {}
    for each in found:
        key = each.is_ended, each.package_id
        if key in made:
            made[key] = replace(made[key], left=made[key].left + each.left)
        else:
            made[key] = HeldPackage(
                each.package_id, each.name, each.services, each.left, each.last_day, each.is_ended
            )
    return tuple(sorted(made.values(), key=lambda package: package.is_ended))
