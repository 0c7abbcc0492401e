"""Founds a simulated chain: a server with its shop's program and goods, and tills it knows.

Everything that could differ between two runs comes from the world's streams of chance.
"""

import shutil
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import sqlalchemy as sa

from pos_member.domain.ids import uuid7
from pos_member.domain.program import Program
from pos_member.domain.program_writer import write_program
from pos_member.services.identity import Identity
from pos_member.storage.migrations.upgrade import upgrade
from sync.protocol.signing import SigningKey, device_bytes
from sync.server import feed, programs, tables, terminals
from sync.server.database import ServerDatabase
from sync.server.house import House, Store
from sync.simulator.assortment import PRICES, PROGRAM
from sync.simulator.belongings import JOURNAL_NAME
from sync.simulator.centre import Centre
from sync.simulator.counter import Counter
from sync.simulator.crash import CrashPoints
from sync.simulator.excuses import Excuses
from sync.simulator.network import Line
from sync.simulator.world import START_MS, World

TILLS = 3
MANAGER = "0190f000-0000-7000-8000-0000000000a1"


@dataclass
class Chain:
    """A founded chain; ``close`` it in the end.

    Attributes:
        blank: the journal of a till that has done nothing yet.
        excuses: what the judge must accept, because a disaster brought it.
        struck: how often each mishap came.
        evening: what was begun and must be over before the world comes to rest.
    """

    world: World
    folder: Path
    centre: Centre
    counters: list[Counter]
    crashes: CrashPoints
    blank: Path
    excuses: Excuses = field(default_factory=Excuses)
    struck: Tally[str] = field(default_factory=Tally)
    evening: list[Callable[[], None]] = field(default_factory=list)
    _clones: int = 0
    _replaced: int = 0

    @property
    def has_clones(self) -> bool:
        """Tell whether a till of this chain was copied."""
        return self._clones > 0

    def clone(self, counter: Counter) -> Counter:
        """Copy a till's folder to another machine, where it is not started yet; return that one.

        The copy has the same name and key, and no mark: that does not lie in the folder.
        """
        self._clones += 1
        name = f"{counter.identity.register}-{self._clones}"
        folder = self.folder / f"clone-{name}"
        shutil.copytree(counter.folder, folder)
        made = counter.copy(folder, Line(self.world, name, self.centre), name=name)
        self.counters.append(made)
        self.excuses.copied.add(counter.identity.terminal_id)
        return made

    def replace(self, counter: Counter) -> Counter:
        """Let a new machine take a till's place; return the former one, not running.

        The counter is the new machine from now on, and the former one is nobody's yet.
        """
        self._replaced += 1
        name = f"{counter.identity.register}-former-{self._replaced}"
        seed = counter.chance.randbytes(32)
        with counter.put_away():
            made = self.centre.enrol(counter.identity.terminal_id, SigningKey(seed))
            line = Line(self.world, name, self.centre)
            former = counter.copy(counter.folder, line, name=name)
            former.weather = line.weather = counter.weather
            counter.folder = self.folder / f"new-{self._replaced}"
            counter.folder.mkdir()
            shutil.copy(self.blank, counter.folder / JOURNAL_NAME)
            counter.identity = enrolled(counter.identity, seed, made)
        return former

    def enrol_anew(self, counter: Counter) -> None:
        """Enrol a machine again that was this till already: its files stay."""
        seed = counter.chance.randbytes(32)
        terminal_id = counter.identity.terminal_id
        with counter.put_away():
            made = self.centre.enrol(terminal_id, SigningKey(seed), terminal_id=terminal_id)
            counter.identity = enrolled(counter.identity, seed, made)

    def close(self) -> None:
        """Close every file."""
        for counter in self.counters:
            counter.stop()
        self.centre.database.dispose()


class Founder:
    """Founds chains in folders below ``folder``; the empty databases are made once and copied.

    ``database_url``: of a PostgreSQL database that nobody else uses, emptied for each chain; by
    default each chain has a SQLite file of its own.
    """

    def __init__(self, folder: Path, *, database_url: str = "") -> None:
        self._folder = folder
        self._database_url = database_url
        self._founded = 0
        self._till_file = folder / "till-template.db"
        self._server_file = folder / "server-template.db"
        upgrade(self._till_file, now_ms=START_MS)
        database = ServerDatabase(database_url or f"sqlite:///{self._server_file}")
        database.migrate()
        if not database_url:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()

    def found(
        self, world: World, crashes: CrashPoints, *, tills: int = TILLS, program: Program = PROGRAM
    ) -> Chain:
        """Return a new chain with ``tills`` tills, none of them started."""
        self._founded += 1
        folder = self._folder / f"chain-{self._founded}"
        folder.mkdir()
        chance = world.chance("founding")
        house = _house(chance)
        database = self._database(folder, crashes)
        centre = Centre(world, database, house, folder=folder / "shelf", crashes=crashes)
        _stock(database, house, program)
        counters = []
        for number in range(1, tills + 1):
            identity = _register(database, house, chance, str(number))
            place = folder / f"till-{number}"
            place.mkdir()
            shutil.copy(self._till_file, place / JOURNAL_NAME)
            line = Line(world, str(number), centre)
            counters.append(Counter(world, place, identity, line, crashes))
        return Chain(world, folder, centre, counters, crashes, self._till_file)

    def _database(self, folder: Path, crashes: CrashPoints) -> ServerDatabase:
        if self._database_url:
            database = ServerDatabase(self._database_url)
            empty(database)
            crashes.follow(database.engine)
            return database
        path = folder / "server.db"
        shutil.copy(self._server_file, path)
        return ServerDatabase(f"sqlite:///{path}")


def enrolled(identity: Identity, seed: bytes, made: dict[str, object]) -> Identity:
    """Return the identity of the device of ``seed``, which the server has ``made`` that till."""
    return replace(
        identity,
        device_seed=seed,
        incarnation=int(str(made["incarnation"])),
        server_epoch=str(made["server_epoch"]),
    )


def empty(database: ServerDatabase) -> None:
    """Delete every row: much faster than a new PostgreSQL database, and than truncating tables.

    Few rows are deleted in a tenth of the time that TRUNCATE takes to make new files.
    """
    with database.writing() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        names = connection.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'alembic_version'"
        ).scalars()
        for name in names.all():
            connection.execute(sa.delete(sa.table(name)))
        for sequence in ("member_no_seq", "feed_ver"):
            connection.exec_driver_sql(f"ALTER SEQUENCE {sequence} RESTART")
        connection.exec_driver_sql("SET session_replication_role = origin")


def _house(chance: Random) -> House:
    def new_id() -> str:
        return uuid7(START_MS, chance.randbytes(10))

    return House(
        epoch=new_id(),
        store=Store(new_id(), "模拟店"),
        key=SigningKey(chance.randbytes(32)),
        member_code_keys={1: SigningKey(chance.randbytes(32))},
        phone_index_key=chance.randbytes(32),
        field_key=chance.randbytes(32),
    )


def _stock(database: ServerDatabase, house: House, program: Program) -> None:
    rows = [
        {
            "sku": f"G{price}",
            "name": f"商品{price}",
            "category": "goods",
            "price_minor": price,
            "member_price_minor": None,
            "service": 0,
            "weighed": 0,
            "tax_bp": 600,
            "terms": "",
            "active": 1,
        }
        for price in PRICES
    ]
    with database.writing() as connection:
        programs.publish(connection, house, write_program(program))
        connection.execute(sa.insert(tables.goods), rows)
        feed.changed(connection, feed.Change.GOODS, [str(row["sku"]) for row in rows])
        connection.execute(sa.insert(tables.staff), _STAFF)
        feed.changed(connection, feed.Change.STAFF, [MANAGER])


_STAFF = {
    "staff_id": MANAGER,
    "name": "店长",
    "role": "manager",
    "pin_verifier": "",
    "badge_hash": "",
    "active": 1,
}


def _register(database: ServerDatabase, house: House, chance: Random, register: str) -> Identity:
    seed = chance.randbytes(32)
    terminal_id = uuid7(START_MS, chance.randbytes(10))
    with database.writing() as connection:
        terminals.register_terminal(
            connection,
            house,
            terminal_id=terminal_id,
            register=register,
            public_key=SigningKey(seed).public,
            now_ms=START_MS,
        )
    return Identity(
        terminal_id=terminal_id,
        store_id=house.store.store_id,
        store_name=house.store.name,
        register=register,
        server_url="https://simulated.invalid",
        server_public=house.key.public,
        server_epoch=house.epoch,
        device_seed=seed,
        certificate=house.key.sign(device_bytes(SigningKey(seed).public)),
        phone_index_key=house.phone_index_key,
        field_key=house.field_key,
        member_code_keys={number: key.public for number, key in house.member_code_keys.items()},
        zone=house.store.zone,
        currency=house.store.currency,
    )
