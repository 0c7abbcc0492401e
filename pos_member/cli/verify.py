"""``pos-member verify``: re-computes a till's journal and all that was derived from it."""

import argparse
from pathlib import Path

from pos_member.cli import DONE, REFUSED
from pos_member.cli.text import write_json
from pos_member.domain.errors import Damaged
from pos_member.services.verify import verify
from pos_member.storage.database import Database

JOURNAL_NAME = "journal.db"


def run(options: argparse.Namespace) -> int:
    """Print how much was checked and the first thing that is wrong; status 1 when there is one.

    Raises:
        Damaged: there is no journal, or it cannot be read at all.
    """
    place = Path(options.database)
    path = place / JOURNAL_NAME if place.is_dir() else place
    if not path.exists():
        raise Damaged("no_journal", file=str(path))
    database = Database(path, read_only=True)
    try:
        with database.reading() as connection:
            found = verify(connection)
    finally:
        database.close()
    answer = {"entries": found.entries, "code": found.code, "seq": found.seq, "what": found.what}
    if options.json:
        write_json(answer)
    elif found.code:
        print(f"entry {found.seq}: {found.code} {found.what}".rstrip())
    else:
        print(f"{found.entries} entries, chain and projections hold")
    return REFUSED if found.code else DONE
