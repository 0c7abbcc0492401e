"""The shop's time as this till's journal knows it: read, told by the server, shown when wrong."""

from collections.abc import Mapping

from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.shop_time import ShopTime, Told, shop_time
from pos_member.storage import meta

SKEW = "skew"
CLOCK = "clock"


def time_in(known: Mapping[str, str], moment: Moment) -> ShopTime:
    """Return the shop's time out of ``known``, the journal's single values."""
    told = Told(
        server_ms=int(known.get(meta.SERVER_TIME, "0")),
        mono_ms=int(known.get(meta.SERVER_TIME_MONO, "0")),
        boot_id=known.get(meta.SERVER_TIME_BOOT, ""),
        latest_ms=int(known.get(meta.LATEST, "0")),
    )
    return shop_time(told, moment)


def time_at(connection: Connection, moment: Moment) -> ShopTime:
    """Return the shop's time at ``moment``."""
    return time_in(meta.values(connection), moment)


def trusted_ms(connection: Connection, moment: Moment) -> int:
    """Return the time that leases expire by."""
    return time_at(connection, moment).now_ms


def check_clock(connection: Connection, moment: Moment) -> None:
    """Check that the clock lets rights be spent.

    Raises:
        Refused: ``clock_wrong``: it is more than five minutes off, and the server is not there to
            say what time it is.
    """
    if time_at(connection, moment).is_paused:
        raise Refused("clock_wrong")


def trouble(connection: Connection, moment: Moment) -> str:
    """Return what the screen says of the clock: ``clock`` when it pauses, ``skew``, or nothing."""
    found = time_at(connection, moment)
    if found.is_paused:
        return CLOCK
    return SKEW if found.is_noticed else ""


def note_server_time(connection: Connection, server_time_ms: int, moment: Moment) -> None:
    """Write down what time the server said it was, just now.

    The same word again is an old one: the sync process repeats it whenever anything else changes,
    and time has passed since.
    """
    if server_time_ms == meta.number(connection, meta.SERVER_TIME):
        return
    meta.put(
        connection,
        {
            meta.SERVER_TIME: server_time_ms,
            meta.SERVER_TIME_MONO: moment.mono_ms,
            meta.SERVER_TIME_BOOT: moment.boot_id,
            meta.LATEST: 0,
        },
    )
