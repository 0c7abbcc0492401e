"""``pos-member import``: members with opening balances out of a table into a server's books."""

import argparse
import secrets
from pathlib import Path
from typing import Any

from pos_member.bootstrap.chance_and_time import now_ms
from pos_member.cli import DONE
from pos_member.cli.places import books
from pos_member.cli.text import write_json
from pos_member.domain.errors import Damaged, Refused
from sync.server import house_file
from sync.server.imports import Brought, bring
from sync.server.serve import DATABASE_FILE

FILE_BYTES_MAX = 128 * 1024 * 1024
SHOWN_MAX = 50
"""So many wrong rows are listed for people; as JSON all of them are."""


def run(options: argparse.Namespace) -> int:
    """Say what the table would do; with ``--apply`` do it, all of it or nothing.

    Raises:
        Refused: ``import_rows``: rows are wrong, and nothing is in the books; they are listed.
        Damaged: the file is no table of members; ``server_file``.
    """
    folder, raw = Path(options.data), _read(Path(options.file))
    held = house_file.load(folder)
    with books(options.database or folder / DATABASE_FILE) as database:
        database.require_newest()
        house = house_file.open_house(
            database, held, now_ms=now_ms(), random_bytes=secrets.token_bytes
        )
        if options.apply:
            made = database.write(
                lambda connection: bring(connection, raw, house, now_ms=now_ms(), apply=True)
            )
        else:
            with database.snapshot_reading() as connection:
                made = bring(connection, raw, house, now_ms=now_ms(), apply=False)
    answer = made.to_json(house)
    if options.json:
        write_json(answer)
    else:
        _say(answer, made)
    if made.wrong:
        raise Refused("import_rows", wrong=len(made.wrong))
    return DONE


def _read(path: Path) -> bytes:
    if path.stat().st_size > FILE_BYTES_MAX:
        raise Damaged("file_too_large", file=path.name, bytes=path.stat().st_size)
    return path.read_bytes()


def _say(answer: dict[str, Any], made: Brought) -> None:
    for each in answer["wrong"][:SHOWN_MAX]:
        column = f" {each['column']}" if each["column"] else ""
        words = each["words"]
        print(f"line {each['line']}{column}: {words['zh']} / {words['en']}")
    if len(made.wrong) > SHOWN_MAX:
        print(f"... and {len(made.wrong) - SHOWN_MAX} more; --json lists them all")
    print(f"{made.rows} members in the table: {len(made.new)} new, {made.known} here already")
    if made.new:
        sums = ", ".join(f"{name} {amount}" for name, amount in answer["sums"].items())
        print(f"they bring: {sums}")
    if made.wrong:
        print("nothing was brought in: mend the rows above")
    elif not made.new:
        print("nothing to do: all of them are in the books, as the table says")
    else:
        print("brought in" if made.applied else "nothing is written yet: run it again with --apply")
