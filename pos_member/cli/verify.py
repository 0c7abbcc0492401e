"""``pos-member verify``: re-computes a till's journal or a server's books, and what follows."""

import argparse
from pathlib import Path
from typing import Any

from pos_member.cli import DONE, REFUSED
from pos_member.cli.places import books, database_at, holds_books
from pos_member.cli.text import write_json
from pos_member.services.verify import verify
from pos_member.storage.database import Database
from sync.server.verify import verify as verify_books

URL_MARK = "://"


def run(options: argparse.Namespace) -> int:
    """Print how much was checked and the first thing that is wrong; status 1 when there is one.

    Raises:
        Damaged: there is no journal and are no books, or they cannot be read at all.
    """
    if URL_MARK in options.database:
        answer = _of_books(options.database)
    else:
        path = database_at(options.database)
        answer = _of_books(path) if holds_books(path) else _of_journal(path)
    if options.json:
        write_json(answer)
    else:
        print(_in_words(answer))
    return REFUSED if answer["code"] else DONE


def _of_journal(path: Path) -> dict[str, Any]:
    database = Database(path, read_only=True)
    try:
        with database.reading() as connection:
            found = verify(connection)
    finally:
        database.close()
    return {"entries": found.entries, "code": found.code, "seq": found.seq, "what": found.what}


def _of_books(place: Path | str) -> dict[str, Any]:
    with books(place) as database:
        database.require_newest()
        with database.snapshot_reading() as connection:
            found = verify_books(connection)
    return {
        "operations": found.operations,
        "transfers": found.transfers,
        "members": found.members,
        "code": found.code,
        "row": found.row,
    }


def _in_words(answer: dict[str, Any]) -> str:
    if "row" in answer:
        if answer["code"]:
            return f"{answer['row']}: {answer['code']}"
        counted = f"{answer['operations']} operations, {answer['transfers']} transfers"
        return f"{counted}, {answer['members']} members: the books hold"
    if answer["code"]:
        return f"entry {answer['seq']}: {answer['code']} {answer['what']}".rstrip()
    return f"{answer['entries']} entries, chain and projections hold"
