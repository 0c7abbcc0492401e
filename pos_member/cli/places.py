"""What stands in the folder or the file that a command is given: a till's journal or a server's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_member.domain.errors import Damaged
from pos_member.storage.database import open_file
from pos_member.storage.faults import report_faults
from sync.server import house_file
from sync.server.database import ServerDatabase
from sync.server.house_file import Secrets
from sync.server.serve import DATABASE_FILE

JOURNAL_NAME = "journal.db"


def is_server(folder: Path) -> bool:
    """Tell whether ``folder`` is a server's data folder; a till's has an identity instead."""
    return (folder / house_file.FILE_NAME).exists()


def database_at(place: str) -> Path:
    """Return the database file that ``place`` names: the file itself, or the one in that folder.

    Raises:
        Damaged: ``no_journal``: there is none.
    """
    path = Path(place)
    if path.is_dir():
        path /= DATABASE_FILE if is_server(path) else JOURNAL_NAME
    if not path.exists():
        raise Damaged("no_journal", file=str(path))
    return path


def holds_books(path: Path) -> bool:
    """Tell whether the file at ``path`` holds a server's books rather than a till's journal."""
    with report_faults(path):
        raw = open_file(path, read_only=True)
        try:
            return bool(raw.execute(_BOOKS).fetchone())
        finally:
            raw.close()


@contextmanager
def books(path: Path | str) -> Iterator[ServerDatabase]:
    """Yield the books in the file at ``path``, or at a database's URL; closed after the block."""
    url = path if isinstance(path, str) else f"sqlite:///{path}"
    database = ServerDatabase(url)
    try:
        with report_faults(Path(DATABASE_FILE)):
            yield database
    finally:
        database.dispose()


def secrets_of(folder: Path) -> Secrets:
    """Return the secrets of the server in ``folder``.

    Raises:
        Damaged: ``server_file``.
    """
    return house_file.load(folder)


_BOOKS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'holding'"
