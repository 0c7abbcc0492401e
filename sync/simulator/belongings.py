"""What belongs to a simulated till: its files, opened as the product opens them."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from pos_member.services import acknowledge, suspicion
from pos_member.services.identity import Identity
from pos_member.services.incarnations import take_place
from pos_member.services.till import Till, claim_journal
from pos_member.storage import meta
from pos_member.storage.cache import Cache, ensure_replica
from pos_member.storage.database import Database
from pos_member.storage.high_water import place_beside
from pos_member.storage.migrations.upgrade import upgrade
from sync.client.client import SyncClient
from sync.client.journal_file import JournalFile
from sync.client.ports import Keys
from sync.client.replica_files import ReplicaFolder
from sync.protocol.signing import SigningKey
from sync.protocol.versions import Tongue
from sync.simulator.crash import CrashPoints
from sync.simulator.marks import KillableMark

JOURNAL_NAME = "journal.db"


def opened(
    folder: Path,
    identity: Identity,
    *,
    now_ms: int,
    run_id: str,
    next_id: Callable[[], str],
    crashes: CrashPoints,
    flush: bool,
) -> Till:
    """Return the till of ``folder``, its journal at the newest schema.

    ``flush``: whether its disk can lose power, so that commits must be flushed.
    """
    path = folder / JOURNAL_NAME
    upgrade(path, now_ms=now_ms)
    ensure_replica(folder)
    journal = Database(path, flush=flush)
    with journal.writing() as connection:
        claim_journal(connection, identity)
    return Till(
        journal=journal,
        cache=Cache(folder, terminal_id=identity.terminal_id),
        identity=identity,
        folder=folder,
        run_id=run_id,
        next_id=next_id,
        mark=KillableMark(place_beside(folder), crashes),
    )


def begin(till: Till) -> str:
    """Look at the mark, and take the place that an enrolment gave; return why it is suspect."""
    why = suspicion.examine(till)
    take_place(till)
    return why


def is_superseded(till: Till) -> bool:
    """Tell whether the till knows that another machine goes on in its place."""
    return acknowledge.queue_of(till).standing == meta.SUPERSEDED


def client(
    identity: Identity, journal: Database, replica: ReplicaFolder, *, chance: Random, tongue: Tongue
) -> SyncClient:
    """Return the sync client of a till; ``journal`` is its own, read-only connection."""
    return SyncClient(
        JournalFile(journal, field_key=identity.field_key),
        replica,
        Keys(identity.terminal_id, SigningKey(identity.device_seed), identity.server_public),
        chance=chance.randrange,
        random_bytes=chance.randbytes,
        tongue=tongue,
    )
