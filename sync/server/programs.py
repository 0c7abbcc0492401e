"""The shop's program on the server: published in versions, signed once, never changed in place."""

from dataclasses import dataclass, field
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from pos_member.domain.lease import LeasePolicy
from pos_member.domain.program import Program, Tier
from pos_member.domain.program_document import read_program
from pos_member.domain.tier import reached
from sync.protocol.signing import program_bytes
from sync.server import feed, tables
from sync.server.house import House

_PROGRAM = tables.program


@dataclass(frozen=True, slots=True)
class Rules:
    """What the server itself decides by: how much to lend, and which tier is reached.

    ``max_single``: most stored value, in minor units, that one sale takes from a lease; 0 is any.
    ``program``: the whole of it, to decide tiers by; ``None`` while there is none.
    ``cap``: most stored value, in minor units, of one member after a top-up; ``None`` is any.
    """

    policy: LeasePolicy
    max_single: int = 0
    tiers: tuple[Tier, ...] = field(default_factory=tuple)
    cap: int | None = None
    program: Program | None = None

    def rank(self, tier_id: str) -> int:
        """Return the place of a tier, -1 for one that the program does not have."""
        return next((i for i, tier in enumerate(self.tiers) if tier.tier_id == tier_id), -1)

    def entry_tier(self) -> str:
        """Return the tier of a new member, empty while there is no program."""
        return self.tiers[0].tier_id if self.tiers else ""

    def tier_for(self, tier_id: str, qualifying: int) -> str:
        """Return the tier that ``qualifying`` units reach, never below ``tier_id``."""
        found = reached(self.tiers, qualifying)
        if found is None or found.tier_id == tier_id:
            return tier_id
        if self.rank(found.tier_id) <= self.rank(tier_id):
            return tier_id
        return found.tier_id


def publish(connection: Connection, house: House, document: object) -> int:
    """Store ``document`` as a new version, signed, and tell every till; return its version.

    Raises:
        Damaged: ``shape``: it is no program.
        Refused: ``program_version``: not above the newest one; ``program_currency``.
    """
    program = read_program(document)
    newest = connection.execute(_NEWEST).scalar() or 0
    if program.version <= newest:
        raise Refused("program_version", version=program.version, newest=newest)
    if program.currency != house.store.currency:
        raise Refused("program_currency", currency=program.currency)
    text = canonical.dump(document).decode()
    signed = program_bytes(program.version, program.valid_from_ms, text)
    row = {
        "version": program.version,
        "valid_from_ms": program.valid_from_ms,
        "document": text,
        "signature": house.key.sign(signed).hex(),
    }
    connection.execute(sa.insert(_PROGRAM), row)
    feed.changed(connection, feed.Change.PROGRAM, [program.version])
    return program.version


def current(connection: Connection, house: House, now_ms: int) -> Rules:
    """Return the rules of the newest program that is valid at ``now_ms``; else the house's."""
    program = in_force(connection, now_ms)
    if program is None:
        return Rules(house.policy)
    return Rules(
        program.leases.policy,
        program.leases.max_single_minor,
        program.tiers,
        program.stored_value.balance_cap_minor,
        program,
    )


def in_force(connection: Connection, now_ms: int) -> Program | None:
    """Return the newest program that is valid at ``now_ms``, if there is one."""
    text = connection.execute(_VALID, {"now": now_ms}).scalar()
    return None if text is None else _read(text)


@lru_cache(maxsize=8)
def _read(text: str) -> Program:
    return read_program(canonical.load(text))


_NEWEST = sa.select(sa.func.max(_PROGRAM.c.version))
_VALID = (
    sa.select(_PROGRAM.c.document)
    .where(_PROGRAM.c.valid_from_ms <= sa.bindparam("now"))
    .order_by(_PROGRAM.c.version.desc())
    .limit(1)
)
