"""What a sale sold, and by what it was paid: read out of its record, for refunds."""

from collections import Counter
from dataclasses import dataclass

from pos_member.domain.amounts import digits_of
from pos_member.domain.basket import BasketLine, read_basket
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.money import parse_minor
from pos_member.domain.operations import PackageSold, Sale, Tendered
from pos_member.domain.shape import Shape, damaged

CASH = "cash"
POINTS = "points"
STORED_VALUE = "stored_value"
ONE_SESSION = 1_000
"""What a session of a package counts among the thousandths of a line."""


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a sale: ``quantity`` in thousandths, ``paid_minor`` after all reductions.

    What sold a package is counted in its ``sessions``, because those come back one by one.
    """

    goods: BasketLine
    paid_minor: int
    package_id: str = ""
    sessions: int = 0

    @property
    def line_id(self) -> str:
        """Return what the basket calls the line."""
        return self.goods.line_id

    @property
    def quantity(self) -> int:
        """Return how many thousandths were sold, of a package: of its sessions."""
        return self.sessions * ONE_SESSION if self.sessions else self.goods.quantity


def sold_lines(sale: Sale) -> tuple[SoldLine, ...]:
    """Return the lines of ``sale`` with what was paid for each, out of its recorded quote.

    Raises:
        Damaged: ``shape`` where the quote on record is not one.
    """
    recorded = Shape(sale.quoted)
    basket = read_basket(recorded.part("inputs").part("basket"))
    outcome = recorded.part("outcome")
    paid = _paid_by_line(outcome, digits_of(basket.currency))
    packages = {each.line_id: each for each in sale.packages}
    found = tuple(
        _sold(line, paid.get(line.line_id, -1), packages.pop(line.line_id, None))
        for line in basket.lines
    )
    if packages:
        raise damaged("packages", "must name lines of the sale, each once")
    if any(line.paid_minor < 0 for line in found) or sum(paid.values()) != sale.due:
        raise damaged(outcome.at("lines"), "must add up to what was due")
    return found


def _sold(line: BasketLine, paid: int, package: PackageSold | None) -> SoldLine:
    if package is None:
        return SoldLine(line, paid)
    return SoldLine(line, paid, package.package_id, package.sessions)


def _paid_by_line(outcome: Shape, digits: int) -> dict[str, int]:
    rows = outcome.raw("lines")
    why = "must be pairs of a line and its amount"
    if not isinstance(rows, list):
        raise damaged(outcome.at("lines"), why)
    try:
        return {str(line_id): parse_minor(str(amount), digits) for line_id, amount in rows}
    except (TypeError, ValueError) as wrong:
        raise damaged(outcome.at("lines"), why) from wrong


def paid_by(sale: Sale) -> tuple[list[Tendered], int, int, int]:
    """Return the tenders from outside, and what principal, bonus and points paid."""
    outside = [each for each in sale.tenders if each.kind not in (STORED_VALUE, POINTS)]
    paid: Counter[str] = Counter()
    for tender in sale.tenders:
        if tender.kind == STORED_VALUE:
            for leg in tender.legs:
                paid[leg.kind] += leg.amount
        elif tender.kind == POINTS:
            paid[POINTS] += tender.amount
    return outside, paid[Kind.PRINCIPAL], paid[Kind.BONUS], paid[POINTS]


def burnt(sale: Sale) -> list[Lot]:
    """Return the points that paid, each lot once, in the order in which they were burnt."""
    burnt: dict[str, Lot] = {}
    for tender in sale.tenders:
        for leg in tender.legs if tender.kind == POINTS else ():
            for lot in leg.lots:
                known = burnt.get(lot.lot)
                more = known.amount if known else 0
                burnt[lot.lot] = Lot(lot.lot, lot.amount + more, lot.expires_day)
    return list(burnt.values())
