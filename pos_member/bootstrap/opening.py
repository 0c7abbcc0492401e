"""Opens a till's files in the order that loses nothing: migrate, check, claim, then the replica."""

import logging
from pathlib import Path

from pos_member.bootstrap.chance_and_time import new_id, now_ms
from pos_member.services import suspicion
from pos_member.services.health import lay_ballast
from pos_member.services.identity import Identity
from pos_member.services.incarnations import take_place
from pos_member.services.till import Till, claim_journal
from pos_member.storage.cache import Cache, ensure_replica, remove_older
from pos_member.storage.database import SCHEMA_VERSION, Database, user_version
from pos_member.storage.high_water import HighWater, place_beside

JOURNAL_NAME = "journal.db"
log = logging.getLogger(__name__)


def open_till(folder: Path, identity: Identity, *, language: str = "zh") -> Till:
    """Return the till in ``folder``, its journal at the newest schema and checked.

    ``language`` is that of receipts: ``zh`` or ``en``.

    Raises:
        Damaged: ``file_newer``, ``file_corrupt``, ``file_foreign`` …
        Unavailable: the disk is full, read-only, or another program has the file.
        Refused: ``journal_foreign``.
    """
    path = folder / JOURNAL_NAME
    if user_version(path) != SCHEMA_VERSION:
        # Alembic costs a tenth of a second to import, and is needed once in many months.
        from pos_member.storage.migrations.upgrade import upgrade

        before, after = upgrade(path, now_ms=now_ms())
        log.info("journal brought from schema %d to %d", before, after)
    ensure_replica(folder)
    remove_older(folder)
    lay_ballast(folder)
    journal = Database(path)
    journal.quick_check()
    with journal.writing() as connection:
        claim_journal(connection, identity)
    cache = Cache(folder, terminal_id=identity.terminal_id)
    till = Till(
        journal=journal,
        cache=cache,
        identity=identity,
        folder=folder,
        run_id=new_id(),
        next_id=new_id,
        readings=_readings,
        language=language,
        mark=HighWater(place_beside(folder)),
    )
    if why := suspicion.examine(till):
        log.warning("nothing is spent from leases until the server agrees: %s", why)
    take_place(till)
    return till


def _readings(text: str) -> list[list[str]]:
    # The dictionary costs a quarter of a second, and only a new member's name needs it.
    from pos_member.han import readings

    return readings(text)
