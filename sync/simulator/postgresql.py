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
from pathlib import Path

import psycopg

from pos_member.domain.errors import Unavailable

INSTALL = "PostgreSQL is not installed: apt-get install postgresql"


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """Start a server and give the folder of its socket; ``durable`` ones flush every commit.

    Raises:
        Unavailable: ``database_missing``: PostgreSQL is not installed.
    """
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        raise Unavailable("database_missing", advice=INSTALL)
    tools = programs[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="pm-pg-", dir="/tmp"))
    owner = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    if owner:
        found = pwd.getpwnam(owner)
        os.chown(folder, found.pw_uid, found.pw_gid)
    flush = "on" if durable else "off"
    options = f"-k {folder} -c listen_addresses='' -c fsync={flush} -c max_connections=200"
    cluster = folder / "cluster"

    def run(*command: str) -> None:
        done = subprocess.run(  # noqa: S603 - the tools of the PostgreSQL that was found
            command, user=owner, cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run(
        f"{tools}/initdb",
        "-D",
        str(cluster),
        "-A",
        "trust",
        "-U",
        "pm",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    )
    run(f"{tools}/pg_ctl", "-D", str(cluster), "-o", options, "-w", "-l", f"{folder}/log", "start")
    try:
        yield str(folder)
    finally:
        run(f"{tools}/pg_ctl", "-D", str(cluster), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def new_database(socket: str, name: str) -> str:
    """Create the database ``name`` and return its URL."""
    with psycopg.connect(host=socket, user="pm", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql+psycopg://pm@/{name}?host={socket}"
