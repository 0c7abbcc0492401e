"""Plays killers one after the other, each in a fork of a process that has loaded the libraries.

It has loaded the libraries and nothing of the product, so each fork reads the product's sources as
they are then. Started in the folder of a copy; told ``killer<TAB>file for what is said`` line by
line, and answers each with the status: 0 nothing noticed, 1 noticed.
"""

import importlib
import os
import signal
import sys
import traceback

import pytest

from tests.sync.simulator.mutants.mutant import WORLDS

LIBRARIES = (
    "alembic.migration",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "fastapi",
    "hypothesis",
    "psycopg",
    "pypinyin",
    "pytest_cov.plugin",
    "pytestqt.plugin",
    "requests",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "xdist.plugin",
)
OPTIONS = ("-q", "-W", "ignore::pytest.PytestAssertRewriteWarning")
"""Plugins that are loaded already are not written anew; their asserts are not ours."""
SECONDS_MAX = 100
SEEDS = 8


def main() -> None:
    """Answer line by line until there are no more."""
    for name in LIBRARIES:
        importlib.import_module(name)
    for line in sys.stdin:
        killer, said = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            _be_child(killer, said)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _be_child(killer: str, said: str) -> None:
    """Play ``killer`` and be gone, without a word to whoever waits for the parent."""
    signal.alarm(SECONDS_MAX)
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for standard, taken in enumerate((nothing, out, out)):
        os.dup2(taken, standard)
    sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False)
    status = 3
    try:
        status = _worlds() if killer == WORLDS else int(pytest.main([*OPTIONS, killer]))
    except BaseException:  # noqa: BLE001 - said, and told from what is noticed by its status
        sys.stdout.write(traceback.format_exc())
    sys.stdout.flush()
    os._exit(status)


def _worlds() -> int:
    """Play the first worlds; whatever is raised there is noticed."""
    play = importlib.import_module("sync.simulator.run").run
    try:
        for seed in range(1, SEEDS + 1):
            report = play([seed])
            if not report.well:
                sys.stdout.write(f"noticed: {report.broken[0].broken[0]}\n")
                return 1
    except Exception as fault:  # noqa: BLE001 - a mutant may raise anything
        sys.stdout.write(f"noticed: {fault!r}\n")
        return 1
    return 0


if __name__ == "__main__":
    main()
