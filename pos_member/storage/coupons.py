"""Coupons at the till: what the replica says of them, which are on the counter, which were used.

A coupon on the counter is written down with its basket and holds its lease back, so that a kill
neither loses it nor lets it be promised twice.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select
from sqlalchemy.dialects.sqlite import insert as insert_or

from pos_member.domain.operations import Redeemed
from pos_member.storage import replica_tables
from pos_member.storage.tables import chosen_coupon, used_coupon

OPEN = "open"
_SHOWN = replica_tables.coupon
_MEMBER = replica_tables.member


@dataclass(frozen=True, slots=True)
class CouponRow:
    """A coupon as the replica has it; ``state`` is open, used or ended."""

    coupon_id: str
    member_id: str
    template_id: str
    first_day: str
    last_day: str
    offline_ok: bool
    state: str


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A coupon on the counter; ``lease_id`` is empty where its template needs none."""

    coupon_id: str
    basket_id: str
    member_id: str
    template_id: str
    first_day: str
    last_day: str
    lease_id: str

    def redeemed(self) -> Redeemed:
        """Return what a sale says of it."""
        return Redeemed(self.coupon_id, self.template_id, self.last_day, self.lease_id)


_ROWS = (
    select(
        _SHOWN.c.coupon_id,
        _MEMBER.c.member_id,
        _SHOWN.c.template_id,
        _SHOWN.c.first_day,
        _SHOWN.c.last_day,
        _SHOWN.c.offline_ok,
        _SHOWN.c.state,
    )
    .select_from(_SHOWN.join(_MEMBER, _MEMBER.c.no == _SHOWN.c.no))
    .order_by(_SHOWN.c.last_day == "", _SHOWN.c.last_day, _SHOWN.c.coupon_id)
)
_BY_ID = _ROWS.where(_SHOWN.c.coupon_id == bindparam("id"))
_OF_MEMBER = _ROWS.where(_MEMBER.c.member_id == bindparam("member"), _SHOWN.c.state == OPEN)
_CHOSEN = (
    select(chosen_coupon)
    .where(chosen_coupon.c.basket_id == bindparam("basket"))
    .order_by(chosen_coupon.c.coupon_id)
)
_CHOOSE = insert(chosen_coupon)
_DROP = delete(chosen_coupon).where(chosen_coupon.c.basket_id == bindparam("basket"))
_DROP_ONE = _DROP.where(chosen_coupon.c.coupon_id == bindparam("id"))
_DROP_OTHERS = delete(chosen_coupon).where(
    or_(
        chosen_coupon.c.basket_id != bindparam("basket"),
        chosen_coupon.c.member_id != bindparam("member"),
    )
)
_ELSEWHERE = select(chosen_coupon.c.coupon_id).where(
    chosen_coupon.c.coupon_id == bindparam("id"), chosen_coupon.c.basket_id != bindparam("basket")
)
_USED = insert_or(used_coupon).on_conflict_do_nothing()
_WAS_USED = select(used_coupon.c.coupon_id).where(used_coupon.c.coupon_id == bindparam("id"))
_EVERY_USED = select(used_coupon.c.coupon_id)


def by_id(replica: Connection, coupon_id: str) -> CouponRow | None:
    """Return coupon ``coupon_id`` as the replica has it."""
    row = replica.execute(_BY_ID, {"id": coupon_id}).one_or_none()
    return None if row is None else _row(row)


def of_member(replica: Connection, member_id: str) -> list[CouponRow]:
    """Return the open coupons of a member, the first to end first."""
    return [_row(row) for row in replica.execute(_OF_MEMBER, {"member": member_id})]


def chosen(journal: Connection, basket_id: str) -> list[ChosenRow]:
    """Return the coupons on the counter with ``basket_id``."""
    return [ChosenRow(*row) for row in journal.execute(_CHOSEN, {"basket": basket_id})]


def is_elsewhere(journal: Connection, basket_id: str, coupon_id: str) -> bool:
    """Tell whether the coupon is on the counter with another basket than ``basket_id``."""
    return journal.execute(_ELSEWHERE, {"basket": basket_id, "id": coupon_id}).first() is not None


def choose(journal: Connection, row: ChosenRow) -> None:
    """Put a coupon on the counter; the file refuses the same one twice."""
    journal.execute(
        _CHOOSE,
        {name: getattr(row, name) for name in chosen_coupon.columns.keys()},  # noqa: SIM118
    )


def drop(journal: Connection, basket_id: str, coupon_id: str) -> None:
    """Take one coupon off the counter; its lease is free again."""
    journal.execute(_DROP_ONE, {"basket": basket_id, "id": coupon_id})


def drop_all(journal: Connection, basket_id: str) -> None:
    """Take all coupons of a basket off the counter."""
    journal.execute(_DROP, {"basket": basket_id})


def drop_others(journal: Connection, basket_id: str, member_id: str) -> None:
    """Leave on the counter only what is with ``basket_id`` and the coupon of ``member_id``.

    There is one open basket: what another one left behind is nobody's.
    """
    journal.execute(_DROP_OTHERS, {"basket": basket_id, "member": member_id})


def note_used(journal: Connection, coupon_id: str) -> None:
    """Remember that a sale of this till used the coupon."""
    journal.execute(_USED, {"coupon_id": coupon_id})


def was_used(journal: Connection, coupon_id: str) -> bool:
    """Tell whether a sale of this till used the coupon."""
    return journal.execute(_WAS_USED, {"id": coupon_id}).first() is not None


def every_used(journal: Connection) -> set[str]:
    """Return all that this till used."""
    return set(journal.execute(_EVERY_USED).scalars())


def _row(row: Row[*tuple[Any, ...]]) -> CouponRow:
    return CouponRow(
        row.coupon_id,
        row.member_id,
        row.template_id,
        row.first_day,
        row.last_day,
        bool(row.offline_ok),
        row.state,
    )
