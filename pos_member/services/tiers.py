"""The tier of a member at this till: the replica's book, and what was bought here since.

It is decided by the server's own function, so a member who reaches a tier at a till without network
has it at the next purchase there, and the server comes to the same when it hears of it.
"""

from dataclasses import dataclass, replace
from itertools import takewhile

from sqlalchemy import Connection

from pos_member.domain import canonical
from pos_member.domain.clock import ShopDays
from pos_member.domain.journal import Moment, incarnation_in, seq_in
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Refund
from pos_member.domain.program import Program, Tier
from pos_member.domain.refund import returned_by, taken_from_tier
from pos_member.domain.shape import Shape
from pos_member.domain.tier_book import decided, done, first_book, read_book, taken_back
from pos_member.domain.tier_decision import Counted, Decision, Missing, Short
from pos_member.domain.tier_rules import Bound, Measure
from pos_member.domain.tier_words import missing_words, next_tier, spend_goal
from pos_member.services.sold_here import body_of, find_sale
from pos_member.services.till import Till
from pos_member.storage import effects, entries, tier_books
from pos_member.storage.local_members import LocalMember
from pos_member.storage.members import MemberRow


@dataclass(frozen=True, slots=True)
class TierNow:
    """What a till says of a member's tier; texts in the till's language.

    Attributes:
        above: the next tier, ``None`` at the top.
        missing: what is missing to it in words; empty where ``goal`` says all of it.
        spent: what counts towards its ``goal`` in minor units; both 0 where money is not missing.
        last_day: of what counted last, here or elsewhere.
        until: last day of its validity, empty for ever; ``in_grace`` after it.
    """

    tier: Tier | None
    above: Tier | None = None
    missing: str = ""
    spent: int = 0
    goal: int = 0
    until: str = ""
    in_grace: bool = False
    last_day: str = ""


NO_TIER = TierNow(None)


def tier_now(
    till: Till, journal: Connection, row: MemberRow | LocalMember, program: Program, moment: Moment
) -> TierNow:
    """Return the tier of the member of ``row`` on the shop's calendar day of ``moment``.

    ``journal`` is read after the replica, so that no operation is missed between the two.

    Raises:
        Damaged: ``shape``: the replica's book is none.
    """
    today = ShopDays(program.zone).calendar_day(moment.wall_ms)
    joined = _joined(row)
    text, included = _kept(till, row)
    qualifying = row.qualifying if isinstance(row, MemberRow) else 0
    book = read_book(text) if text else first_book(row.tier_id, qualifying)
    own = [
        each
        for each in effects.of_member(journal, row.member_id)
        if each.kind is Kind.QUALIFYING and (each.quarantined or each.seq > included)
    ]
    for each in sorted(own, key=lambda each: each.seq):
        if each.delta < 0:
            back = _back(journal, each.seq)
            book = taken_back(book, back.day, back.amount, purchases=back.times)
            book, _ = decided(book, program, joined, back.day)
        else:
            book = done(book, Counted(min(each.day, today), Measure.SPEND, each.delta))
            book, _ = decided(book, program, joined, each.day)
    book, made = decided(book, program, joined, today)
    above = next_tier(program, book.history(joined), made, today)
    return replace(_shown(till, program, made, above), last_day=book.last_day)


def _back(journal: Connection, place: int) -> Counted:
    """Return what the refund at ``place`` takes back, after those of the same sale before it."""
    entry = entries.at(journal, incarnation_in(place), seq_in(place))
    assert entry is not None
    refund = body_of(entry)
    assert isinstance(refund, Refund)
    sold = find_sale(journal, refund.sale_id)
    before = returned_by(takewhile(lambda each: each != refund, sold.before))
    return taken_from_tier(sold.sale, before.quantities, refund)


def _shown(
    till: Till, program: Program, made: Decision, above: tuple[Tier, Missing] | None
) -> TierNow:
    granted, held = made.granted, made.held
    until = granted.last_day if granted else held.last_day if held else ""
    # Nobody goes below the lowest tier, so it does not end.
    until = "" if made.tier in program.tiers[:1] else until
    if above is None:
        return TierNow(made.tier, until=until, in_grace=made.in_grace)
    tier, missing = above
    spent, goal = spend_goal(missing) or (0, 0)
    return TierNow(
        made.tier,
        above=tier,
        missing="" if _is_plain(missing) else till.words(missing_words(program, missing)),
        spent=spent,
        goal=goal,
        until=until,
        in_grace=made.in_grace,
    )


def _is_plain(missing: Missing) -> bool:
    """Tell whether nothing is missing but money, whenever it is spent."""
    return isinstance(missing, Short) and missing.bound == Bound(Measure.SPEND, missing.bound.bound)


def _kept(till: Till, row: MemberRow | LocalMember) -> tuple[str, int]:
    """Return the replica's book, and our last operation that the replica's word includes."""
    if not isinstance(row, MemberRow):
        return "", 0
    with till.cache.reading() as replica:
        text, included = tier_books.of(replica, row.no) or ("", row.included_seq)
    return text, max(included, till.cache.snapshot_seq)


def _joined(row: MemberRow | LocalMember) -> str:
    value = Shape(canonical.load(row.rest)).raw("joined_day")
    return value if isinstance(value, str) else ""
