"""What a manager does meanwhile: a member is given a coupon, which several tills may want."""

import sqlalchemy as sa

from sync.server import tables
from sync.simulator.mishap import Blow, Mishap

_MEMBERS = sa.select(tables.member.c.member_id).order_by(tables.member.c.no)


def _issued(blow: Blow) -> bool:
    """Give one of the members that the server knows a coupon."""
    if not blow.chain.centre.is_well:
        return False
    with blow.chain.centre.database.reading() as connection:
        members = list(connection.execute(_MEMBERS).scalars())
    if not members:
        return False
    template = blow.chance.choice(("leased", "leased", "open"))
    blow.chain.centre.issue_coupon(blow.chance.choice(members), template)
    return True


ISSUED = "coupon issued"
MISHAPS = (Mishap(ISSUED, 300, _issued),)
