"""The packages that may be sold now, with their prices, and what their sessions are good for."""

from pos_member.domain.journal import Moment
from pos_member.domain.package_views import PackageOffer, PackageShelf
from pos_member.services.program import program_at
from pos_member.services.till import Till
from pos_member.storage import goods


def shelf(till: Till, moment: Moment) -> PackageShelf:
    """Return what the program offers and the catalogue sells; what is not sold is no offer.

    Raises:
        Unavailable: ``no_program``.
    """
    program = program_at(till, moment.wall_ms)
    offers, services = [], {}
    with till.cache.reading() as connection:
        for package in program.packages:
            sold = goods.by_sku(connection, package.sku)
            if sold is not None:
                offers.append(
                    PackageOffer(
                        package.package_id,
                        till.words(package.name),
                        package.sessions,
                        package.lifetime_days,
                        sold,
                    )
                )
            for sku in package.services:
                done = goods.by_sku(connection, sku)
                if done is not None:
                    services[sku] = done.name
    return PackageShelf(tuple(offers), services)
