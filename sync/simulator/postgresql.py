"""A PostgreSQL of our own: on a unix socket in a temporary folder, gone afterwards.

For the simulator and the tests; no shop's database is ever started by this.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from pos_member.domain.errors import Unavailable

INSTALL = "PostgreSQL is not installed: apt-get install postgresql"


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL in a folder of its own; ``socket`` is where it is reached."""

    tools: Path
    folder: Path
    owner: str | None
    options: str

    @property
    def socket(self) -> str:
        """Return the folder of its socket."""
        return str(self.folder)

    def make(self) -> None:
        """Make its files."""
        more = ("-A", "trust", "-U", "pm", "-E", "UTF8", "--locale=C", "--no-sync")
        self._run("initdb", *more)

    def start(self) -> None:
        """Start it, also after a crash, and wait until it answers."""
        self._run("pg_ctl", "-o", self.options, "-w", "-l", f"{self.folder}/log", "start")

    def crash(self) -> None:
        """End every process at once, as a power cut does; nothing is finished or tidied up."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def _run(self, tool: str, *more: str) -> None:
        command = [f"{self.tools}/{tool}", "-D", f"{self.folder}/cluster", *more]
        done = subprocess.run(  # noqa: S603 - the tools of the PostgreSQL that was found
            command, user=self.owner, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a server and give it; ``durable`` ones flush every commit.

    Raises:
        Unavailable: ``database_missing``: PostgreSQL is not installed.
    """
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        raise Unavailable("database_missing", advice=INSTALL)
    folder = Path(tempfile.mkdtemp(prefix="pm-pg-", dir="/tmp"))
    owner = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    if owner:
        found = pwd.getpwnam(owner)
        os.chown(folder, found.pw_uid, found.pw_gid)
    flush = "on" if durable else "off"
    options = f"-k {folder} -c listen_addresses='' -c fsync={flush} -c max_connections=200"
    made = Cluster(programs[-1].parent, folder, owner, options)
    made.make()
    made.start()
    try:
        yield made
    finally:
        made.crash()
        shutil.rmtree(folder)


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """Start a server and give the folder of its socket; ``durable`` ones flush every commit.

    Raises:
        Unavailable: ``database_missing``: PostgreSQL is not installed.
    """
    with cluster(durable=durable) as made:
        yield made.socket


def new_database(socket: str, name: str) -> str:
    """Create the database ``name`` and return its URL."""
    with psycopg.connect(host=socket, user="pm", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql+psycopg://pm@/{name}?host={socket}"
