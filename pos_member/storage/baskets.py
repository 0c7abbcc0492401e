"""The open basket and those put aside: written at every change, so that they survive a kill."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from pos_member.domain.ids import id_bytes, id_text
from pos_member.storage.tables import basket

OPEN = "open"
HELD = "held"
SOLD = "sold"
ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class BasketRow:
    """A basket as stored; ``body`` is JSON text that only ``services.baskets`` understands.

    ``run_id`` names the run of the program that last changed it, ``op_id`` the sale it became.
    """

    basket_id: str
    state: str
    body: str
    started_ms: int
    changed_ms: int
    run_id: str
    actor_id: str
    op_id: str = ""


_INSERT = insert(basket)
_SAVE = _INSERT.on_conflict_do_update(
    index_elements=[basket.c.basket_id],
    set_={
        name: getattr(_INSERT.excluded, name)
        for name in ("state", "body", "changed_ms", "run_id", "op_id", "actor_id")
    },
)
_BY_ID = select(basket).where(basket.c.basket_id == bindparam("id"))
_IN_STATE = (
    select(basket).where(basket.c.state == bindparam("wanted")).order_by(basket.c.changed_ms)
)
_LAST_SOLD = (
    select(basket)
    .where(basket.c.state.in_((SOLD, ABANDONED)))
    .order_by(basket.c.changed_ms.desc())
    .limit(1)
)
_CLOSE = (
    update(basket)
    .where(basket.c.basket_id == bindparam("id"))
    .values(state=bindparam("to"), op_id=bindparam("op"), changed_ms=bindparam("now"), body="")
)
_PRUNE = delete(basket).where(
    basket.c.state.in_((SOLD, ABANDONED)), basket.c.changed_ms < bindparam("before")
)


def save(connection: Connection, row: BasketRow) -> None:
    """Write ``row``, new or changed. A second open basket is refused by the file."""
    connection.execute(
        _SAVE,
        {
            "basket_id": row.basket_id,
            "state": row.state,
            "body": row.body,
            "started_ms": row.started_ms,
            "changed_ms": row.changed_ms,
            "run_id": row.run_id,
            "op_id": id_bytes(row.op_id) if row.op_id else None,
            "actor_id": row.actor_id,
        },
    )


def by_id(connection: Connection, basket_id: str) -> BasketRow | None:
    """Return basket ``basket_id``."""
    row = connection.execute(_BY_ID, {"id": basket_id}).one_or_none()
    return None if row is None else _row(row)


def open_one(connection: Connection) -> BasketRow | None:
    """Return the open basket, if there is one."""
    row = connection.execute(_IN_STATE, {"wanted": OPEN}).one_or_none()
    return None if row is None else _row(row)


def held(connection: Connection) -> list[BasketRow]:
    """Return the baskets put aside, oldest first."""
    return [_row(row) for row in connection.execute(_IN_STATE, {"wanted": HELD})]


def last_closed(connection: Connection) -> BasketRow | None:
    """Return the basket that was closed last, sold or abandoned."""
    row = connection.execute(_LAST_SOLD).one_or_none()
    return None if row is None else _row(row)


def close(connection: Connection, basket_id: str, state: str, *, op_id: str, now_ms: int) -> None:
    """Mark a basket sold or abandoned and drop its content."""
    op = id_bytes(op_id) if op_id else None
    connection.execute(_CLOSE, {"id": basket_id, "to": state, "op": op, "now": now_ms})


def prune(connection: Connection, before_ms: int) -> None:
    """Delete the marks of baskets that were closed before ``before_ms``."""
    connection.execute(_PRUNE, {"before": before_ms})


def _row(row: Row[*tuple[Any, ...]]) -> BasketRow:
    return BasketRow(
        row.basket_id,
        row.state,
        row.body,
        row.started_ms,
        row.changed_ms,
        row.run_id,
        row.actor_id,
        id_text(row.op_id) if row.op_id else "",
    )
