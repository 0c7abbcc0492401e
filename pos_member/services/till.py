"""The till as services see it: its two files, its identity, and where ids come from."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.name_index import Readings
from pos_member.domain.program import (
    Program,
)
from pos_member.domain.scale_labels import LabelPattern
from pos_member.domain.words import Words
from pos_member.services.identity import Identity
from pos_member.storage import meta
from pos_member.storage.cache import Cache
from pos_member.storage.database import Database
from pos_member.storage.high_water import HighWater

_STANDINGS = (meta.REVOKED, meta.SUPERSEDED, meta.FORK, meta.SUSPECT)
SYSTEM = "system"
"""Who acted when it was the till itself: leases opened and returned."""


def _unread(text: str) -> list[list[str]]:
    return [[] for _ in text]


@dataclass(slots=True)
class Till:
    """What every service needs. Used from the ledger worker's thread only.

    Attributes:
        folder: the data folder, for the room on its disk.
        run_id: names this run of the program, to tell a basket that was open when it died.
        next_id: gives an id that nobody had before.
        readings: how Han characters are read, to find names by pinyin.
        language: of texts that are printed or shown ready to read: ``zh`` or ``en``.
        labels: what the shop's own scales print.
        programs: the versions that were read and checked already.
        mark: the high-water mark outside the journal; it watches the journal's commits.
    """

    journal: Database
    cache: Cache
    identity: Identity
    folder: Path
    run_id: str
    next_id: Callable[[], str]
    readings: Readings = _unread
    language: str = "zh"
    labels: tuple[LabelPattern, ...] = ()
    programs: dict[int, Program] = field(default_factory=dict)
    mark: HighWater | None = None

    def __post_init__(self) -> None:
        """Let the mark follow the journal."""
        if self.mark is not None:
            self.journal.watch(self.mark)

    def words(self, words: Words) -> str:
        """Return a text of the program in the till's language."""
        return words.en if self.language == "en" else words.zh

    def close(self) -> None:
        """Close both files."""
        self.cache.close()
        self.journal.close()


def claim_journal(connection: Connection, identity: Identity) -> None:
    """Write on a new journal whose it is.

    Raises:
        Refused: ``journal_foreign``: it belongs to another till.
    """
    owner = meta.get(connection, meta.TERMINAL)
    if not owner:
        meta.put(
            connection,
            {
                meta.TERMINAL: identity.terminal_id,
                meta.INCARNATION: identity.incarnation,
                meta.CURRENCY: identity.currency,
                meta.SERVER_EPOCH: identity.server_epoch,
            },
        )
    elif owner != identity.terminal_id:
        raise Refused("journal_foreign", owner=owner)


def shop_day(moment: Moment) -> str:
    """Return the shop's calendar day at ``moment`` as ``YYYY-MM-DD``."""
    local_s = moment.wall_ms // 1000 + moment.tz_min * 60
    return dt.datetime.fromtimestamp(local_s, dt.UTC).strftime("%Y-%m-%d")


def check_trusted(known: Mapping[str, str]) -> None:
    """Check that the server trusts this till, as far as it was heard; ``known``: ``meta.values``.

    Raises:
        Refused: ``terminal_revoked``: it sells nothing and takes no money any more.
    """
    if known.get(meta.REVOKED):
        raise Refused("terminal_revoked")


def require_trust(till: Till) -> None:
    """Check at the beginning of a sale that the server trusts this till.

    Raises:
        Refused: ``terminal_revoked``.
    """
    with till.journal.reading() as connection:
        check_trusted(meta.values(connection))


def may_spend(connection: Connection) -> bool:
    """Tell whether rights may be spent: not once journals parted, nor while ours is in doubt."""
    return not standing_in(meta.values(connection))


def standing_in(known: Mapping[str, str]) -> str:
    """Return why nothing may be spent from leases, out of ``meta.values``; empty when it may.

    ``revoked``: the server trusts this till no more. ``superseded``: another machine goes on under
    this till's name. ``fork``: the server's journal and ours have parted. ``suspect``: this file
    may be older than what this till did.
    """
    return next((name for name in _STANDINGS if known.get(name)), "")
