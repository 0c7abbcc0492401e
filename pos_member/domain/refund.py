"""A refund is the computed inverse of its sale: every leg back where it came from, to the fen.

What has come back of a sale altogether is a function of how much of each line did; a refund is the
difference to what the refunds before it gave. So any order and any split of partial refunds adds up
to the refund of the whole. Nothing is priced again: a line comes back at what was paid for it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pos_member.domain.errors import Refused
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import session_lot
from pos_member.domain.money import apportion, divide_half_away, round_cash
from pos_member.domain.operations import Refund, ReturnedLine, Sale, Tendered
from pos_member.domain.package_operation import sessions_in
from pos_member.domain.program import CashRules
from pos_member.domain.sold import CASH, ONE_SESSION, SoldLine, burnt, paid_by, sold_lines
from pos_member.domain.tier_decision import Counted
from pos_member.domain.tier_rules import Measure


@dataclass(frozen=True, slots=True)
class Inverse:
    """What a refund gives back and takes back; the fields are those of ``operations.Refund``."""

    lines: tuple[ReturnedLine, ...]
    amount: int
    rounding: int
    tenders: tuple[Tendered, ...]
    principal: int
    bonus: int
    points: tuple[Lot, ...]
    points_worth: int
    earned: int
    qualifying: int
    whole: bool
    """Whether nothing of the sale is left to come back after it."""


@dataclass(slots=True)
class Returned:
    """What refunds of one sale gave back and took back, all together."""

    quantities: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)
    places: Counter[tuple[str, int]] = field(default_factory=Counter)
    lots: Counter[str] = field(default_factory=Counter)
    principal: int = 0
    bonus: int = 0
    points_worth: int = 0
    earned: int = 0
    qualifying: int = 0

    def add(self, refund: Refund | Inverse) -> None:
        """Count ``refund`` in."""
        for line in refund.lines:
            self.quantities[line.line_id] += line.quantity
            self.amounts[line.line_id] += line.amount
        # Two tenders of one kind are told apart by their order, which every refund keeps.
        for place, tender in enumerate(refund.tenders):
            self.places[tender.kind, place] += tender.amount
        for lot in refund.points:
            self.lots[lot.lot] += lot.amount
        self.principal += refund.principal
        self.bonus += refund.bonus
        self.points_worth += refund.points_worth
        self.earned += refund.earned
        self.qualifying += refund.qualifying


def returned_by(refunds: Iterable[Refund]) -> Returned:
    """Return what ``refunds`` of one sale come to."""
    total = Returned()
    for each in refunds:
        total.add(each)
    return total


def left_of(sale: Sale, before: Iterable[Refund]) -> dict[str, int]:
    """Return line → thousandths that may still come back."""
    gone = returned_by(before).quantities
    return {line.line_id: line.quantity - gone[line.line_id] for line in sold_lines(sale)}


def taken_from_tier(sale: Sale, before: Mapping[str, int], refund: Refund) -> Counted:
    """Return what ``refund`` takes back of what ``sale`` counted for its member's tier.

    It is taken on the sale's own day. ``before``: line → thousandths that had come back by then.
    The purchase goes (``times`` 1) with the refund after which nothing is left of what it counted;
    what comes back beyond the sale takes nothing. Any order and split comes to the same.

    Raises:
        Damaged: as ``sold_lines``.
    """
    now = Counter(before)
    now.update({line.line_id: line.quantity for line in refund.lines})
    counted, left = (sale.qualifying - _qualifying_back(sale, each) for each in (before, now))
    whole = counted > 0 and left == 0
    return Counted(sale.where.day, Measure.SPEND, counted - left, times=int(whole))


def _qualifying_back(sale: Sale, gone: Mapping[str, int]) -> int:
    """Return the qualifying units that have come back with ``gone`` (line → thousandths)."""
    sold = sold_lines(sale)
    upto = [(line, min(gone.get(line.line_id, 0), line.quantity)) for line in sold]
    back = sum(divide_half_away(line.paid_minor * much, line.quantity) for line, much in upto)
    whole = all(much == line.quantity for line, much in upto)
    return _Part(back, sale.due, whole=whole).of(sale.qualifying)


def differs(sale: Sale, refund: Refund) -> bool:
    """Tell whether ``refund`` gives back what ``sale`` never took, whatever else came back of it.

    Raises:
        Damaged: as ``sold_lines``.
    """
    sold = {line.line_id: line for line in sold_lines(sale)}
    named = [sold.get(line.line_id) for line in refund.lines]
    if refund.member_id != sale.member_id or None in named:
        return True
    outside, principal, bonus, by_points = paid_by(sale)
    points = {lot.lot: lot.amount for lot in burnt(sale)}
    most = [
        *(line.paid_minor for line in named if line),
        *(tender.amount for tender in outside),
        *(points.get(lot.lot, 0) for lot in refund.points),
    ]
    back = [
        *(line.amount for line in refund.lines),
        *(tender.amount for tender in refund.tenders),
        *(lot.amount for lot in refund.points),
    ]
    most += [principal, bonus, by_points, sale.points_earned, sale.qualifying]
    back += [
        refund.principal, refund.bonus, refund.points_worth, refund.earned, refund.qualifying,
    ]  # fmt: skip
    if sessions_back(sale, refund.sale_id, refund.lines) != sessions_in(refund.sessions):
        return True
    kinds = [tender.kind for tender in outside] != [tender.kind for tender in refund.tenders]
    return kinds or any(given > taken for given, taken in zip(back, most, strict=True))


def sessions_back(sale: Sale, sale_id: str, lines: Iterable[ReturnedLine]) -> Counter[str]:
    """Return lot → how many sessions come back with ``lines``; what is used does not come back.

    Raises:
        Refused: ``refund_sessions``: a part of a session.
    """
    sold = {line.line_id: line for line in sold_lines(sale)}
    found: Counter[str] = Counter()
    for line in lines:
        package_id = sold[line.line_id].package_id
        sessions, part = divmod(line.quantity, ONE_SESSION)
        if package_id and part:
            raise Refused("refund_sessions")
        if package_id:
            found[session_lot(sale_id, package_id)] += sessions
    return found


def inverse(
    sale: Sale, before: Sequence[Refund], wanted: Mapping[str, int], *, cash: CashRules
) -> Inverse:
    """Return the refund of ``wanted`` (line → thousandths) after the refunds ``before``.

    A line's share is its price at the quantity, rounded half away; legs share by ``apportion``,
    principal and bonus apart; points earned, burnt and qualifying by rounded shares of the bill.
    Cash meets the coin of ``cash``, and the last refund pays what is left to the fen.

    Raises:
        Refused: ``refund_empty``; ``refund_over`` with the ``line`` and the ``left`` of it in
            thousandths; ``line_gone``.
        Damaged: as ``sold_lines``.
    """
    sold = sold_lines(sale)
    gone = returned_by(before)
    asked = {line_id: quantity for line_id, quantity in wanted.items() if quantity}
    _check(sold, gone, asked)
    lines = tuple(_line(line, gone, asked[line.line_id]) for line in sold if line.line_id in asked)
    amount = sum(line.amount for line in lines)
    now = {
        line.line_id: gone.quantities[line.line_id] + asked.get(line.line_id, 0) for line in sold
    }
    whole = all(now[line.line_id] == line.quantity for line in sold)
    part = _Part(amount + gone.amounts.total(), sale.due, whole=whole)
    return _legs(sale, gone, part, cash, lines)


@dataclass(frozen=True, slots=True)
class _Part:
    """How much of a bill has come back: ``back`` of ``due`` minor units."""

    back: int
    due: int
    whole: bool

    @property
    def all_paid(self) -> bool:
        """Tell whether all that was paid has come back; what is left then cost nothing."""
        return self.whole or (self.back == self.due and self.due > 0)

    def of(self, total: int) -> int:
        """Return the share of ``total``, rounded half away from zero."""
        if self.all_paid:
            return total
        return divide_half_away(total * self.back, self.due) if self.due else 0


def _check(sold: Sequence[SoldLine], gone: Returned, asked: Mapping[str, int]) -> None:
    if not asked:
        raise Refused("refund_empty")
    left = {line.line_id: line.quantity - gone.quantities[line.line_id] for line in sold}
    for line_id, quantity in asked.items():
        if line_id not in left:
            raise Refused("line_gone")
        if not 0 < quantity <= left[line_id]:
            raise Refused("refund_over", line=line_id, left=left[line_id])


def _line(line: SoldLine, gone: Returned, quantity: int) -> ReturnedLine:
    upto = gone.quantities[line.line_id] + quantity
    total = divide_half_away(line.paid_minor * upto, line.quantity)
    return ReturnedLine(line.line_id, quantity, total - gone.amounts[line.line_id])


def _legs(
    sale: Sale, gone: Returned, part: _Part, cash: CashRules, lines: tuple[ReturnedLine, ...]
) -> Inverse:
    outside, principal, bonus, by_points = paid_by(sale)
    weights = [*(tender.amount for tender in outside), principal, bonus, by_points]
    shares = apportion(part.of(sum(weights)), weights)
    *out, principal_back, bonus_back, worth = shares
    tenders = tuple(
        _tender(tender, share, place, gone, None if part.all_paid else cash)
        for place, (tender, share) in enumerate(zip(outside, out, strict=True))
    )
    held = (principal_back - gone.principal, bonus_back - gone.bonus, worth - gone.points_worth)
    amount = sum(line.amount for line in lines)
    return Inverse(
        lines=lines,
        amount=amount,
        rounding=amount - sum(each.amount for each in tenders) - sum(held),
        tenders=tenders,
        principal=held[0],
        bonus=held[1],
        points_worth=held[2],
        points=_lots(sale, worth, by_points, gone),
        earned=part.of(sale.points_earned) - gone.earned,
        qualifying=part.of(sale.qualifying) - gone.qualifying,
        whole=part.whole,
    )


def _tender(
    tender: Tendered, share: int, place: int, gone: Returned, cash: CashRules | None
) -> Tendered:
    """Return what goes back by ``tender``; cash in whole coins until the last of it (``None``)."""
    if tender.kind == CASH and cash is not None:
        share = min(tender.amount, round_cash(share, cash.coin_minor, cash.rounding))
    # A coin that became larger meanwhile asks nobody to pay in again.
    back = max(0, share - gone.places[tender.kind, place])
    return Tendered(tender.kind, back, reference=tender.reference)


def _lots(sale: Sale, worth: int, paid: int, gone: Returned) -> tuple[Lot, ...]:
    """Return the points that come back; those first that were burnt last, for they live longest."""
    lots = burnt(sale)
    total = sum(lot.amount for lot in lots)
    left = divide_half_away(total * worth, paid) if paid else 0
    found = []
    for lot in reversed(lots):
        upto = min(left, lot.amount)
        left -= upto
        if upto > gone.lots[lot.lot]:
            found.append(Lot(lot.lot, upto - gone.lots[lot.lot], lot.expires_day))
    return tuple(found)
