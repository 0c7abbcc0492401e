"""A sale of this till as its journal has it, with what came back of it, and what still may."""

from dataclasses import dataclass

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.clock import ShopDays
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Entry
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Body, Refund, Sale
from pos_member.domain.program import Program
from pos_member.domain.refund import left_of
from pos_member.domain.shape import Shape
from pos_member.domain.sold import SoldLine
from pos_member.services.till import may_spend
from pos_member.storage import entries, meta


@dataclass(frozen=True, slots=True)
class SoldHere:
    """A sale of this till with what came back of it; ``sure``: this till alone refunds it."""

    entry: Entry
    sale: Sale
    before: tuple[Refund, ...]
    sure: bool

    @property
    def left(self) -> dict[str, int]:
        """Return line → thousandths that may still come back."""
        return left_of(self.sale, self.before)


def find_sale(connection: Connection, sale_id: str) -> SoldHere:
    """Return the sale ``sale_id`` of this till.

    Raises:
        Refused: ``sale_unknown``.
    """
    entry = entries.by_op(connection, sale_id)
    sale = body_of(entry) if entry else None
    if entry is None or not isinstance(sale, Sale):
        raise Refused("sale_unknown")
    found = [body_of(each) for each in entries.refunds_of(connection, sale_id)]
    head = meta.head(connection)
    copied = meta.number(connection, meta.COPIED.format(head.incarnation))
    # What was sold in an incarnation that ended may have been refunded by whoever else was it.
    is_own = entry.incarnation == head.incarnation and entry.seq > copied
    before = tuple(each for each in found if isinstance(each, Refund))
    return SoldHere(entry, sale, before, is_own and may_spend(connection))


def is_voidable(sold: SoldHere, program: Program, now_ms: int) -> bool:
    """Tell whether it is of the shop's running day; what its shift has counted stays counted."""
    days = ShopDays(program.zone, program.day_cut_hour)
    return not sold.before and sold.sale.where.day == days.business_day(now_ms)


def window_of(sold: SoldHere, line: SoldLine, program: Program, now_ms: int) -> tuple[str, str]:
    """Return the code of why ``line`` may not come back any more, or nothing, and its last day."""
    days = ShopDays(program.zone)
    last = program.returns.last_day(
        days.calendar_day(sold.entry.draft.moment.wall_ms),
        category=line.goods.category,
        tier_id=_tier_at(sold.sale),
    )
    if last is None:
        return "return_excluded", ""
    return "return_too_late" if last and days.calendar_day(now_ms) > last else "", last


def _tier_at(sale: Sale) -> str:
    """Return the tier under which it was sold: what was promised then."""
    inputs = Shape(sale.quoted).part("inputs")
    if not inputs.has("member"):
        return ""
    tier = inputs.part("member").raw("tier")
    return tier if isinstance(tier, str) else ""


def body_of(entry: Entry) -> Body:
    """Return what ``entry`` says."""
    return read_body(entry.draft.kind, canonical.load(entry.draft.body))
