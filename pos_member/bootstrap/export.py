"""Writes what the server lacks of a till's journal to a file that a person can carry away.

A process of its own reads the journal's bytes: to open the file beside SQLite in the window's own
would drop SQLite's locks on it.
"""

import json
import subprocess
import sys
from pathlib import Path

from pos_member.domain.errors import Unavailable
from pos_member.domain.views import UnsentFile

FOLDER = "exported"
WITHIN_S = 60


def own_command(*arguments: str) -> list[str]:
    """Return what starts this program with ``arguments``, bundled or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "pos_member", *arguments]


def export_unsent(folder: Path, *, stamp: str) -> UnsentFile:
    """Write the unsent operations of the till in ``folder`` to a signed file in a folder below it.

    ``stamp`` tells one file from the others.

    Raises:
        Unavailable: ``export_failed``.
    """
    target = folder / FOLDER / f"unsent-{stamp}.json"
    target.parent.mkdir(exist_ok=True)
    words = own_command("rescue", str(folder), str(target), "--json")
    try:
        done = subprocess.run(  # noqa: S603 - our own program, with paths of our own
            words, capture_output=True, check=True, timeout=WITHIN_S
        )
        operations = int(json.loads(done.stdout)["operations"])
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as failed:
        raise Unavailable("export_failed", file=target.name) from failed
    return UnsentFile(str(target), operations)
