"""``pos-member rescue`` and ``admit``: out of a broken journal, and into the server's books."""

import argparse
import os
import secrets
from pathlib import Path

from pos_member.bootstrap.chance_and_time import now_ms
from pos_member.cli import DONE
from pos_member.cli.places import JOURNAL_NAME, books
from pos_member.cli.text import write_json
from pos_member.domain.errors import Refused, Unavailable
from pos_member.services.identity import read_identity
from pos_member.services.rescue import rescue
from sync.protocol.rescue import Rescue, dump_rescue
from sync.protocol.signing import SigningKey
from sync.server import house_file
from sync.server.rescue import admit
from sync.server.serve import DATABASE_FILE


def save(options: argparse.Namespace) -> int:
    """Write what the server may lack of a till's broken journal to a signed file.

    Raises:
        Refused: ``not_enrolled``: without the till's identity nothing can be signed.
        Damaged: ``identity_damaged``.
        Unavailable: ``file_exists``.
    """
    folder, target = Path(options.folder), Path(options.file)
    identity = read_identity(folder)
    if identity is None:
        raise Refused("not_enrolled")
    found = rescue(Path(options.journal or folder / JOURNAL_NAME), identity)
    made = Rescue(identity.terminal_id, identity.store_id, found.entries, found.sealed)
    _write(target, dump_rescue(made, SigningKey(identity.device_seed)))
    answer = {
        "file": str(target),
        "operations": len(found.entries),
        "entries": found.found,
        "missing": list(found.missing),
    }
    if options.json:
        write_json(answer)
    else:
        print(f"{target}: {len(found.entries)} operations of {found.found} entries found")
        if found.missing:
            print("lost with this disk, entries: " + ", ".join(map(str, found.missing)))
    return DONE


def bring(options: argparse.Namespace) -> int:
    """Take a rescue into the books of a server; doing it again changes nothing.

    Raises:
        Refused: ``terminal_unknown``, ``rescue_foreign``.
        Damaged: ``rescue_unreadable``, ``rescue_altered``.
    """
    folder, raw = Path(options.data), Path(options.file).read_bytes()
    held = house_file.load(folder)
    with books(options.database or folder / DATABASE_FILE) as database:
        database.require_newest()
        house = house_file.open_house(
            database, held, now_ms=now_ms(), random_bytes=secrets.token_bytes
        )
        made = database.write(
            lambda connection: admit(connection, raw, now_ms=now_ms(), house=house)
        )
    if options.json:
        write_json({"taken": made.taken, "known": made.known, "waiting": made.waiting})
    else:
        print(f"{made.taken} operations taken in, {made.known} were here, {made.waiting} wait")
    return DONE


def _write(target: Path, raw: bytes) -> None:
    try:
        number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise Unavailable("file_exists", file=target.name) from there
    with os.fdopen(number, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
