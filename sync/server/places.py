"""Where accounts are counted: which column of a member's holding, which lease, which lot."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from pos_member.domain.ledger import FIGURE_KINDS, LEASED_KINDS, LOT_KINDS, AccountId, Transfer

AMOUNT_MAX = 10**12
"""No single transfer of a shop is larger; what is comes from a bug or from an attacker."""

FIGURES = tuple(kind.value for kind in FIGURE_KINDS)
COLUMNS = (*FIGURES, *(f"free_{kind.value}" for kind in LEASED_KINDS), "owed_points")
"""The amounts of a ``holding`` row, in the order in which they are counted here."""

_FIGURE = {name: place for place, name in enumerate(FIGURES)}
_FREE = {kind.value: COLUMNS.index(f"free_{kind.value}") for kind in LEASED_KINDS}
OWED = (COLUMNS.index("owed_points"),)
BY_LOT = tuple(kind.value for kind in LOT_KINDS)

Place: TypeAlias = tuple[str, str, tuple[int, ...]]


@lru_cache(maxsize=20_000)
def place_of(account: AccountId) -> Place | None:
    """Return the kind, the lease (or empty) and the columns that ``account`` is counted in.

    What is unsettled and headroom are counted in none; the store's own accounts, and the room that
    headroom is lent out of, are not counted at all.
    """
    parts = account.split("/")
    if parts[0] in ("store", "room"):
        return None
    kind = parts[-1]
    if parts[0] == "suspense":
        return kind, "", ()
    if parts[0] == "owed":
        return "", "", OWED
    if parts[0] == "lease":
        return kind, parts[1], (_FIGURE[kind],) if kind in _FIGURE else ()
    if kind in _FREE:
        return kind, "", (_FIGURE[kind], _FREE[kind])
    return kind, "", (_FIGURE[kind],)


def plain_debit(transfers: Iterable[Transfer]) -> tuple[str, tuple[int, ...], int] | None:
    """Return lease, columns and amount where ``transfers`` take money from one lease and no more.

    What they give goes to the member, free; ``None`` for all that is in any way less usual.
    """
    taken: tuple[str, tuple[int, ...], int] | None = None
    for transfer in transfers:
        debit, credit = place_of(transfer.debit), place_of(transfer.credit)
        if debit is not None:
            kind, lease_id, columns = debit
            if taken is not None or not lease_id or not columns or kind in BY_LOT:
                return None
            taken = lease_id, columns, transfer.amount
        if credit is not None:
            kind, lease_id, columns = credit
            lacks_lot = kind in BY_LOT and not transfer.lot
            if lease_id or not columns or columns == OWED or lacks_lot:
                return None
        if transfer.amount > AMOUNT_MAX:
            return None
    return taken
