"""Packages: so many sessions of named services, paid for at once and used one by one.

What stands here is the shop's offer. What a member bought is an account of sessions, whose lots
name the sale and the package; so it is lent to tills and used up like points.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from pos_member.domain.canonical import JsonValue
from pos_member.domain.clock import BusinessDay, add_days
from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.package_operation import PACKAGE_ID_MAX, PackageSold
from pos_member.domain.program_parts import DAYS_MAX, RULES_MAX, once, parts_or_none, read_words
from pos_member.domain.shape import Shape, damaged
from pos_member.domain.words import Words

SESSIONS_MAX = 1_000
SERVICES_MAX = 100
ONE = 1_000
"""Thousandths of one thing."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package as the program offers it; its price is that of the goods ``sku``.

    Attributes:
        sku: what is sold at the counter.
        services: the goods that one session is good for.
        lifetime_days: days of its life, the day of the sale not counted; ``None`` is for ever.
    """

    package_id: str
    name: Words
    sku: str
    sessions: int
    services: tuple[str, ...]
    lifetime_days: int | None = None

    def last_day(self, sold_day: str) -> str:
        """Return the last calendar day of what is sold on ``sold_day``; empty is for ever."""
        if self.lifetime_days is None:
            return ""
        return add_days(BusinessDay(sold_day), self.lifetime_days)


class SoldGoods(Protocol):
    """What a line of a basket says of itself."""

    @property
    def line_id(self) -> str:
        """Return what the basket calls the line."""
        ...

    @property
    def sku(self) -> str:
        """Return the goods."""
        ...

    @property
    def quantity(self) -> int:
        """Return how many thousandths of them."""
        ...


def sold(
    packages: Iterable[Package], lines: Iterable[SoldGoods], *, member_id: str | None, today: str
) -> tuple[PackageSold, ...]:
    """Return the packages among ``lines``, sold on the calendar day ``today``.

    Raises:
        Refused: ``package_needs_member``: sessions are somebody's; ``package_quantity``: half a
            package is none.
    """
    offered = {each.sku: each for each in packages}
    found = []
    for line in lines:
        package = offered.get(line.sku)
        if package is None:
            continue
        if member_id is None:
            raise Refused("package_needs_member")
        count, part = divmod(line.quantity, ONE)
        if part:
            raise Refused("package_quantity")
        found.append(
            PackageSold(
                line.line_id,
                package.package_id,
                package.sessions * count,
                package.last_day(today),
            )
        )
    return tuple(found)


def why_not(package: Package | None, service: str, *, last_day: str, today: str) -> Refused | None:
    """Return why a session may not be used for ``service`` on ``today``; ``None`` where it may.

    ``today`` is the calendar day in the shop: validity ends at its midnight.
    """
    if package is None:
        return Refused("package_unknown")
    if service not in package.services:
        return Refused("package_service", service=service)
    if last_day and today > last_day:
        return Refused("package_expired", last_day=last_day)
    return None


def read_packages(shape: Shape) -> tuple[Package, ...]:
    """Return the packages of a program document."""
    found = parts_or_none(shape, "packages", _read, most=RULES_MAX)
    once(shape.at("packages"), "id", (each.package_id for each in found))
    once(shape.at("packages"), "sku", (each.sku for each in found))
    _check_circles(shape, found)
    return found


def _check_circles(shape: Shape, packages: tuple[Package, ...]) -> None:
    """Refuse a package whose sessions lead back to it, by the services of other packages."""
    offered = {each.sku: each for each in packages}
    for i, package in enumerate(packages):
        way, reached = [package.sku], set[str]()
        while way:
            services = {name for name in offered[way.pop()].services if name in offered} - reached
            if package.sku in services:
                path = f"{shape.at('packages')}[{i}].services"
                raise Damaged("packages_circular", path=path, package=package.package_id)
            reached |= services
            way += sorted(services)


def _read(shape: Shape) -> Package:
    shape.only("id", "name", "sku", "sessions", "services", "lifetime_days")
    package = Package(
        package_id=shape.text("id", longest=PACKAGE_ID_MAX),
        name=read_words(shape, "name"),
        sku=shape.text("sku", longest=64),
        sessions=shape.integer("sessions", least=1, most=SESSIONS_MAX),
        services=shape.texts("services", most=SERVICES_MAX),
        lifetime_days=shape.integer("lifetime_days", most=DAYS_MAX)
        if shape.has("lifetime_days")
        else None,
    )
    if not package.services or package.sku in package.services:
        raise damaged(shape.at("services"), "must name goods, and not the package itself")
    return package


def write_package(package: Package) -> dict[str, JsonValue]:
    """Return the document of ``package``."""
    return {
        "id": package.package_id,
        "name": {**package.name.to_json()},
        "sku": package.sku,
        "sessions": package.sessions,
        "services": list(package.services),
        "lifetime_days": package.lifetime_days,
    }
