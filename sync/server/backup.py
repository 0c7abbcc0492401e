"""The books as they stand in a copy, and their new life once they were brought back from one."""

from pos_member.domain.errors import Damaged
from sync.server import house_file, recovery
from sync.server.database import ServerDatabase
from sync.server.house_file import Secrets
from sync.server.verify import Verified, verify


def check(database: ServerDatabase, secrets: Secrets) -> Verified:
    """Check a copy of the books that belong to ``secrets``, from their first row.

    Raises:
        Damaged: ``database_newer``, ``database_older``, ``database_foreign``: another shop's; or
            ``books_wrong`` with what was found and the first bad row.
    """
    database.require_newest()
    with database.snapshot_reading() as connection:
        house_file.check_shop(connection, secrets)
        found = verify(connection)
    if found.code:
        raise Damaged("books_wrong", found=found.code, row=found.row)
    return found


def begin_again(database: ServerDatabase, *, epoch: str) -> None:
    """Let the books begin another life, named ``epoch``; they recover what they lack from tills."""
    with database.writing() as connection:
        recovery.begin(connection, epoch)
