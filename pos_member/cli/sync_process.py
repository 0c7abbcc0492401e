"""``pos-member sync``: the process beside the window that alone touches the network."""

import argparse
import logging
import secrets
import sys
from pathlib import Path

from pos_member.cli import DONE, REFUSED
from pos_member.services.identity import read_identity
from pos_member.storage.cache import ensure_replica
from pos_member.storage.database import Database
from sync.client.client import SyncClient
from sync.client.journal_file import JournalFile
from sync.client.ports import Keys
from sync.client.process import SyncProcess
from sync.client.replica_files import ReplicaFiles
from sync.protocol.signing import SigningKey

JOURNAL_NAME = "journal.db"


def run(options: argparse.Namespace) -> int:
    """Sync until the window says stop, or is gone."""
    folder = Path(options.data)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    identity = read_identity(folder)
    if identity is None:
        print("pos-member: this folder is no till's", file=sys.stderr)
        return REFUSED
    ensure_replica(folder)
    keys = Keys(identity.terminal_id, SigningKey(identity.device_seed), identity.server_public)
    replica = ReplicaFiles(folder, terminal_id=identity.terminal_id)
    journal = JournalFile(
        Database(folder / JOURNAL_NAME, read_only=True), field_key=identity.field_key
    )
    client = SyncClient(
        journal, replica, keys, chance=secrets.randbelow, random_bytes=secrets.token_bytes
    )
    SyncProcess(client, identity.server_url, sys.stdin.buffer, sys.stdout.buffer).run()
    return DONE
