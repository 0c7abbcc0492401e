"""Refunds as the server takes them: what came back beyond what was sold is the shop's loss.

A till that knows its journal never refunds too much. One that was put back, copied, or that a
manager let refund at the shop's risk may: the customer has the money, so the refund stands, its
member gains and loses what it says, and the shop bears what exceeds the sale.
"""

from collections.abc import Iterable
from dataclasses import replace

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.ledger import (
    POINTS,
    QUALIFYING,
    AccountId,
    Kind,
    Reason,
    Transfer,
    member_account,
    owed_account,
    store_account,
)
from pos_member.domain.money import divide_half_away
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Refund, ReturnedLine, Sale
from pos_member.domain.refund import differs, taken_from_tier
from pos_member.domain.sold import sold_lines
from sync.protocol.messages import APPLIED
from sync.server import quarantine, tier_books
from sync.server.desk import Desk
from sync.server.shortage import SHORTAGE

DIFFERS = "refund_differs"
"""The code of a refund that gives back what its sale never took."""


def sale_of(desk: Desk, refund: Refund) -> Sale:
    """Return the sale that ``refund`` takes back, which the books must hold.

    Raises:
        Refused: ``sale_unknown``; ``depends_on_quarantined`` where it waits, or was voided or
            written off.
        Damaged: ``refund_differs``: it is of another member, or gives back by ways in which, or
            more of a line than, its sale took.
    """
    found = desk.operations.get(refund.sale_id)
    if found is None or found.kind != Sale.kind:
        raise Refused("sale_unknown", sale=refund.sale_id)
    if found.outcome != APPLIED or found.code in quarantine.DECISIONS:
        raise Refused("depends_on_quarantined", name=f"sale/{refund.sale_id}")
    sale = read_body(found.kind, canonical.load(found.body))
    assert isinstance(sale, Sale)
    if differs(sale, refund):
        raise Damaged(DIFFERS, sale=refund.sale_id)
    return sale


def take_from_tier(desk: Desk, no: int, refund: Refund, sale: Sale) -> None:
    """Take back what the sale counted for the tier of member ``no``, before ``refund`` is noted."""
    program = desk.rules.program
    before = {
        line.line_id: desk.returned.of((refund.sale_id, line.line_id)) for line in sold_lines(sale)
    }
    back = taken_from_tier(sale, before, refund)
    if program is None or not back.amount:
        return
    said = desk.books.standing(no)
    tier_id = tier_books.refunded(
        desk.books.tiers,
        no,
        tier_books.Rest(said.rest, said.tier_id),
        program=program,
        back=back,
        before=desk.books.balance(no, Kind.QUALIFYING) + back.amount,
    )
    if tier_id != said.tier_id:
        desk.books.restate(no, replace(said, tier_id=tier_id))


def cover(desk: Desk, refund: Refund, sale: Sale) -> tuple[Transfer, ...]:
    """Return what the shop bears because more of the lines came back than was sold of them.

    What the member got too much stays theirs, and what was taken from them twice is given back.
    """
    over = sum(_over(desk, refund, sale))
    if not over:
        return ()
    store = desk.store_id
    pays = store_account(store, SHORTAGE)

    def share(amount: int) -> int:
        return divide_half_away(amount * over, refund.amount)

    money, points = refund.amount - refund.points_worth, refund.points_back
    parts: list[tuple[AccountId, int, str]] = [
        (store_account(store, "sales"), share(money), refund.where.currency),
        (store_account(store, "points_burnt"), share(points), POINTS),
    ]
    if refund.member_id is not None:
        granted = member_account(refund.member_id, Kind.QUALIFYING)
        parts.append((owed_account(refund.member_id), share(refund.earned), POINTS))
        parts.append((granted, share(refund.qualifying), QUALIFYING))
    return tuple(
        Transfer(pays, to, amount, unit, Reason.LOSS) for to, amount, unit in parts if amount
    )


def note(desk: Desk, refund: Refund) -> None:
    """Count what came back by ``refund``, which is booked."""
    for line in refund.lines:
        desk.returned.add((refund.sale_id, line.line_id), line.quantity)


def _over(desk: Desk, refund: Refund, sale: Sale) -> Iterable[int]:
    """Yield the minor units of each line that came back beyond what was sold of it."""
    sold = {line.line_id: line.quantity for line in sold_lines(sale)}
    for line in refund.lines:
        left = sold[line.line_id] - desk.returned.of((refund.sale_id, line.line_id))
        yield _share_beyond(line, max(0, left))


def _share_beyond(line: ReturnedLine, left: int) -> int:
    beyond = max(0, line.quantity - left)
    return divide_half_away(line.amount * beyond, line.quantity)
