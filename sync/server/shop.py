"""All that the server's routes need, as one value: the books, the house, the clock and chance."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sync.server.database import ServerDatabase
from sync.server.house import House
from sync.server.snapshots import SnapshotShelf


@dataclass(frozen=True, slots=True)
class Shop:
    """A server that is ready to answer.

    Attributes:
        now_ms: UTC milliseconds.
        random_bytes: so many random bytes.
    """

    database: ServerDatabase
    house: House
    snapshots: SnapshotShelf
    now_ms: Callable[[], int]
    random_bytes: Callable[[int], bytes]
    admin_token: str = field(repr=False)
