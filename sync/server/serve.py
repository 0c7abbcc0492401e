"""Runs the central server: opens its folder and its database, listens, stops when told to.

A shop of a few tills needs nothing but a folder. What this process draws and reads (clock, chance)
is handed in by whoever starts it.
"""

import gc
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pos_member.domain.errors import Unavailable
from sync.server import house_file, reapply, terminals
from sync.server.app import create_app
from sync.server.database import ServerDatabase
from sync.server.day_turn import Turner
from sync.server.house import Store
from sync.server.shop import Shop
from sync.server.snapshots import SnapshotShelf

DATABASE_FILE = "server.db"
SNAPSHOT_FOLDER = "snapshots"
_BACKLOG = 512
_STOP_WITHIN_S = 3
_THRESHOLDS = (20_000, 20, 20)


@dataclass(frozen=True, slots=True)
class Listening:
    """A server that listens: where, and with which key (its fingerprint stands in codes)."""

    url: str
    port: int
    server_public: bytes


def open_shop(
    folder: Path,
    store: Store,
    *,
    database_url: str = "",
    now_ms: Callable[[], int],
    random_bytes: Callable[[int], bytes],
) -> Shop:
    """Open the server of ``folder``: schema brought up to date, keys drawn at the first start.

    ``store`` is taken at the first start only; ``database_url`` empty is SQLite in the folder.

    Raises:
        Damaged: ``server_file``, ``database_newer``.
        Unavailable: ``database_url``.
    """
    secrets = house_file.load_or_make(folder, store, random_bytes)
    database = ServerDatabase(database_url or f"sqlite:///{folder / DATABASE_FILE}")
    database.migrate()
    house = house_file.open_house(database, secrets, now_ms=now_ms(), random_bytes=random_bytes)
    database.write(lambda connection: reapply.replay_known(connection, house, now_ms=now_ms()))
    return Shop(
        database=database,
        house=house,
        snapshots=SnapshotShelf(database, house, folder / SNAPSHOT_FOLDER),
        now_ms=now_ms,
        random_bytes=random_bytes,
        admin_token=house_file.admin_token(folder, random_bytes),
    )


def new_code(shop: Shop, register: str) -> str:
    """Return a new enrolment code for the till ``register``."""
    return shop.database.write(
        lambda connection: terminals.create_code(
            connection,
            shop.house,
            register=register,
            random_7=shop.random_bytes(7),
            now_ms=shop.now_ms(),
        )
    )


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for garbage less often inside the block: a batch makes many values, none in a circle."""
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Server:
    """A listening server; ``run`` answers until ``stop`` is called, from any thread.

    Raises:
        Unavailable: ``port_taken``.
    """

    def __init__(self, shop: Shop, *, host: str = "127.0.0.1", port: int = 0) -> None:
        try:
            self._socket = socket.create_server((host, port), backlog=_BACKLOG)
        except OSError as taken:
            raise Unavailable("port_taken", host=host, port=port) from taken
        self._shop = shop
        config = uvicorn.Config(
            create_app(shop, is_stopping=lambda: self._server.should_exit),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=_STOP_WITHIN_S,
        )
        self._server = uvicorn.Server(config)

    @property
    def listening(self) -> Listening:
        """Return where it listens; connections wait there from the moment it is made."""
        host, port = self._socket.getsockname()[:2]
        return Listening(f"http://{host}:{port}", port, self._shop.house.key.public)

    def run(self) -> None:
        """Answer requests until stopped."""
        turner = Turner(self._shop.database, self._shop.house, self._shop.now_ms)
        turner.start()
        try:
            with collecting_seldom():
                self._server.run(sockets=[self._socket])
        finally:
            turner.stop()
            self._socket.close()
            self._shop.database.dispose()

    def stop(self) -> None:
        """Finish what is being answered, and return from ``run``."""
        self._server.should_exit = True
