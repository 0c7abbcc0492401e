"""The basket on the counter and those put aside: written at each change, found again after a kill.

Held baskets reserve nothing and burn nothing, so a basket with tenders is not put aside.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.basket import Basket, read_basket
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import PosError, Refused
from pos_member.domain.journal import Moment
from pos_member.domain.shape import Shape
from pos_member.domain.views import HeldBasket, MemberView, SaleDone, TenderLine
from pos_member.services.checkout import find_sale
from pos_member.services.coupons import on_counter
from pos_member.services.lookup import open_member
from pos_member.services.open_tenders import line_of
from pos_member.services.quoting import inputs_of, program_for
from pos_member.services.till import Till
from pos_member.storage import baskets, coupons, tenders
from pos_member.storage.baskets import BasketRow

KEPT_MS = 86_400_000
"""How long the mark of a closed basket is kept: long enough to answer for the last sale."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A basket found open at start, or taken back from hold, and whom it was for.

    ``interrupted``: the program died while it was open.
    """

    basket: Basket
    member: MemberView | None
    tenders: tuple[TenderLine, ...]
    interrupted: bool
    coupons: tuple[CouponFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class LastSale:
    """What to say after a restart about the sale that was under way.

    ``finished``: it is in the journal, with its receipt. ``open_pieces``: a basket is open still.
    """

    finished: SaleDone | None
    open_pieces: int


def save_basket(
    till: Till, basket: Basket, member: MemberView | None, *, cashier_id: str, moment: Moment
) -> None:
    """Write the open basket down; survives a kill, not for certain a power cut.

    A coupon on the counter that is not the member's goes off it.

    Raises:
        Refused: ``another_basket_open``; ``basket_closed`` for one that was sold or given up.
    """
    with till.journal.writing(flushed=False) as connection:
        now = baskets.open_one(connection)
        if now is not None and now.basket_id != basket.basket_id:
            raise Refused("another_basket_open")
        before = now or baskets.by_id(connection, basket.basket_id)
        if before is not None and before.state in (baskets.SOLD, baskets.ABANDONED):
            raise Refused("basket_closed")
        baskets.save(
            connection,
            _row(till, basket, member, baskets.OPEN, cashier_id=cashier_id, moment=moment),
        )
        coupons.drop_others(connection, basket.basket_id, member.member_id if member else "")
        if before is None:
            baskets.prune(connection, moment.wall_ms - KEPT_MS)


def hold_basket(
    till: Till, basket: Basket, member: MemberView | None, *, cashier_id: str, moment: Moment
) -> None:
    """Put the basket aside (挂单).

    Raises:
        Refused: ``basket_has_tenders``, ``basket_empty``.
    """
    if not basket.lines:
        raise Refused("basket_empty")
    with till.journal.writing() as connection:
        if tenders.of_basket(connection, basket.basket_id):
            raise Refused("basket_has_tenders")
        coupons.drop_all(connection, basket.basket_id)
        baskets.save(
            connection,
            _row(till, basket, member, baskets.HELD, cashier_id=cashier_id, moment=moment),
        )


def discard_basket(till: Till, basket_id: str, moment: Moment) -> None:
    """Give the basket up; what its tenders reserved is free again.

    Raises:
        Refused: ``basket_has_money``: another machine took money for it: that tender goes first.
    """
    with till.journal.writing() as connection:
        rows = tenders.of_basket(connection, basket_id)
        if any(row.state == tenders.CONFIRMED for row in rows):
            raise Refused("basket_has_money")
        tenders.remove_all(connection, basket_id)
        coupons.drop_all(connection, basket_id)
        baskets.close(connection, basket_id, baskets.ABANDONED, op_id="", now_ms=moment.wall_ms)


def held_baskets(till: Till, moment: Moment) -> list[HeldBasket]:
    """Return the baskets put aside, oldest first, priced as of now."""
    with till.journal.reading() as connection:
        rows = baskets.held(connection)
    return [_held(till, row, moment) for row in rows]


def take_basket(till: Till, basket_id: str, moment: Moment) -> Restored:
    """Take a basket back from hold; it is the open one from now on, and an empty one gives way.

    Raises:
        Refused: ``another_basket_open``, ``basket_gone``.
    """
    with till.journal.writing() as connection:
        row = baskets.by_id(connection, basket_id)
        if row is None or row.state != baskets.HELD:
            raise Refused("basket_gone")
        _give_way(connection, moment)
        baskets.save(
            connection,
            BasketRow(
                row.basket_id,
                baskets.OPEN,
                row.body,
                row.started_ms,
                moment.wall_ms,
                till.run_id,
                row.actor_id,
            ),
        )
    return _restored(till, row, moment, interrupted=False)


def _give_way(connection: Connection, moment: Moment) -> None:
    """Give the open basket up if nothing is in it: a member who was scanned first, say."""
    now = baskets.open_one(connection)
    if now is None:
        return
    if _read(now)[0].lines or tenders.of_basket(connection, now.basket_id):
        raise Refused("another_basket_open")
    coupons.drop_all(connection, now.basket_id)
    baskets.close(connection, now.basket_id, baskets.ABANDONED, op_id="", now_ms=moment.wall_ms)


def open_basket(till: Till, moment: Moment) -> Restored | None:
    """Return the open basket, as found after a start."""
    with till.journal.reading() as connection:
        row = baskets.open_one(connection)
    if row is None:
        return None
    return _restored(till, row, moment, interrupted=row.run_id != till.run_id)


def last_sale(till: Till) -> LastSale:
    """Answer, from the journal alone, whether the sale before a restart was finished."""
    with till.journal.reading() as connection:
        row = baskets.open_one(connection)
        closed = baskets.last_closed(connection)
    pieces = _read(row)[0].pieces if row else 0
    finished = find_sale(till, closed.op_id) if closed and closed.op_id else None
    return LastSale(finished, pieces)


def _row(
    till: Till,
    basket: Basket,
    member: MemberView | None,
    state: str,
    *,
    cashier_id: str,
    moment: Moment,
) -> BasketRow:
    body = {
        "basket": basket.to_json(),
        "member": member.member_id if member else None,
        "identified_by": member.identified_by if member else "",
        "name": member.name if member else "",
    }
    return BasketRow(
        basket_id=basket.basket_id,
        state=state,
        body=canonical.dump(body).decode(),
        started_ms=basket.started_ms,
        changed_ms=moment.wall_ms,
        run_id=till.run_id,
        actor_id=cashier_id,
    )


def _read(row: BasketRow) -> tuple[Basket, Shape]:
    shape = Shape(canonical.load(row.body))
    return read_basket(shape.part("basket")), shape


def _member(till: Till, shape: Shape, moment: Moment) -> MemberView | None:
    if not shape.has("member"):
        return None
    try:
        return open_member(till, shape.text("member"), shape.text("identified_by"), moment)
    except Refused:
        # Deleted meanwhile: the basket goes on without.
        return None


def _restored(till: Till, row: BasketRow, moment: Moment, *, interrupted: bool) -> Restored:
    basket, shape = _read(row)
    with till.journal.reading() as connection:
        lines = tuple(line_of(each) for each in tenders.of_basket(connection, row.basket_id))
        here = on_counter(connection, row.basket_id)
    return Restored(basket, _member(till, shape, moment), lines, interrupted, here)


def _held(till: Till, row: BasketRow, moment: Moment) -> HeldBasket:
    basket, shape = _read(row)
    try:
        program = program_for(till, basket, moment)
        inputs = inputs_of(basket, _member(till, shape, moment), now_ms=moment.wall_ms)
        due = inputs.price(program).due_minor
    except PosError:
        # It can be taken back and looked at even where it cannot be priced just now.
        due = 0
    name = shape.raw("name")
    return HeldBasket(
        basket_id=row.basket_id,
        held_ms=row.changed_ms,
        pieces=basket.pieces,
        due=due,
        member_name=name if isinstance(name, str) else "",
        interrupted=False,
    )
