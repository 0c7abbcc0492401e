"""``pos-member backup`` and ``restore``: a copy that is known to be good, and the way back from it.

Both work on the data folder of a till or of a server, and see for themselves which it is.
"""

import argparse
import shutil
from pathlib import Path

from pos_member.bootstrap.chance_and_time import new_id, now_ms
from pos_member.cli import DONE
from pos_member.cli.places import books, is_server
from pos_member.cli.text import write_json
from pos_member.domain.errors import Refused
from pos_member.services import backup as till_backup
from pos_member.storage.copies import copied, put_in_place
from pos_member.storage.migrations.upgrade import upgrade
from sync.server import backup as server_backup
from sync.server import house_file
from sync.server.serve import DATABASE_FILE, SNAPSHOT_FOLDER


def back_up(options: argparse.Namespace) -> int:
    """Copy the data of a folder, verify the copy, say what is in it.

    Raises:
        Damaged, Unavailable: there is no good copy, and nothing was left of a bad one.
    """
    folder, target = Path(options.folder), Path(options.file)
    if is_server(folder):
        secrets = house_file.load(folder)
        with copied(folder / DATABASE_FILE, target) as part, books(part) as database:
            counted = server_backup.check(database, secrets).operations
    else:
        counted = till_backup.back_up(folder, target).entries
    return _say(options, target, counted)


def restore(options: argparse.Namespace) -> int:
    """Put a verified copy in the place of what is in a folder; that is kept beside it.

    Raises:
        Refused: it belongs to another shop or till.
        Damaged, Unavailable: it is no good copy, or there is no room. Nothing was changed.
    """
    folder = Path(options.folder)
    if not is_server(folder):
        if not options.file:
            raise Refused("backup_missing")
        backup, kept = Path(options.file), f"{till_backup.JOURNAL_NAME}.{now_ms()}"
        found = till_backup.restore(
            folder, backup, upgrade=lambda path: upgrade(path, now_ms=now_ms()), name=kept
        )
        return _say(options, folder / till_backup.JOURNAL_NAME, found.entries)
    return _restore_server(options, folder)


def _restore_server(options: argparse.Namespace, folder: Path) -> int:
    secrets = house_file.load(folder)
    if options.database:
        with books(options.database) as database:
            counted = server_backup.check(database, secrets).operations
            server_backup.begin_again(database, epoch=new_id())
        place = Path(options.database)
    else:
        if not options.file:
            raise Refused("backup_missing")
        place, made = folder / DATABASE_FILE, folder / f"{DATABASE_FILE}.new"
        made.unlink(missing_ok=True)
        with copied(Path(options.file), made) as part, books(part) as database:
            database.migrate()
            counted = server_backup.check(database, secrets).operations
            server_backup.begin_again(database, epoch=new_id())
        put_in_place(made, place, folder / f"{DATABASE_FILE}.{now_ms()}")
    shutil.rmtree(folder / SNAPSHOT_FOLDER, ignore_errors=True)
    return _say(options, place, counted)


def _say(options: argparse.Namespace, place: Path, counted: int) -> int:
    if options.json:
        write_json({"file": str(place), "operations": counted})
    else:
        print(f"{place}: {counted} operations, verified")
    return DONE
