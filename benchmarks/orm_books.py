"""The same sales row by row through an ORM session: what a server does that is written that way."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session, registry

from benchmarks.bare_books import Batch
from sync.server import tables


class Operation:
    """A row of ``operation``."""


class Posting:
    """A row of ``ledger``."""


class Lot:
    """A row of ``lot``."""


class Holding:
    """A row of ``holding``."""

    principal: int
    points: int
    qualifying: int
    free_points: int


class Lease:
    """A row of ``lease``."""

    remaining: int


class Profile:
    """A row of ``member``."""

    tier_id: str
    last_visit_day: str
    rest: str


class Change:
    """A row of ``feed``."""


class Terminal:
    """A row of ``terminal``."""

    last_seq: object
    last_hash: object
    head_seq: object


_MAPPED = {
    Operation: tables.operation,
    Posting: tables.ledger,
    Lot: tables.lot,
    Holding: tables.holding,
    Lease: tables.lease,
    Profile: tables.member,
    Change: tables.feed,
    Terminal: tables.terminal,
}
for _class, _table in _MAPPED.items():
    registry().map_imperatively(_class, _table)


class OrmBooks:
    """One session and one commit for each operation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ver = 10**12

    def apply(self, batch: Batch) -> None:
        """Write one operation's ``batch`` and commit."""
        with Session(self._engine) as session:
            for mapped in (Operation, Posting, Lot):
                for row in getattr(batch, _MAPPED[mapped].name):
                    session.add(_filled(mapped(), row))
            for principal, points, qualifying, free, no in batch.holding:
                held = session.get_one(Holding, no, with_for_update=True)
                held.principal += principal
                held.points += points
                held.qualifying += qualifying
                held.free_points += free
            for tier_id, day, rest, no in batch.member:
                profile = session.get_one(Profile, no)
                profile.tier_id, profile.last_visit_day, profile.rest = tier_id, day, rest
            for amount, lease_id in batch.lease:
                session.get_one(Lease, lease_id).remaining -= amount
            for no in batch.numbers:
                for kind in ("figures", "profile"):
                    self._ver += 1
                    session.merge(_filled(Change(), (kind, str(no), 0, self._ver)))
            seq, seq_hash, head, terminal_id = batch.terminal
            terminal = session.get_one(Terminal, terminal_id)
            terminal.last_seq, terminal.last_hash, terminal.head_seq = seq, seq_hash, head
            session.commit()


def _filled(row: object, cells: tuple[object, ...]) -> object:
    for name, cell in zip(_MAPPED[type(row)].c.keys(), cells, strict=True):
        setattr(row, name, cell)
    return row
