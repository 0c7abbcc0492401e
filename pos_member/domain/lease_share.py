"""Which till holds how much of an account: rights lie where the member shops before they come.

Shares are worked out from scratch out of the balance and the visits of late; nothing is remembered,
so a server that was restored comes to the same ones. Amounts are minor units or points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos_member.domain.lease import LeasePolicy, Spread
from pos_member.domain.ledger import Kind
from pos_member.domain.money import WHOLE_BP, allocate

VISITS_MAX = 100
"""Of a member's visits, only so many of the latest say where they shop."""


@dataclass(frozen=True, slots=True)
class Custom:
    """Where a member shops.

    Attributes:
        visits: till → how often they were served there of late.
        home: the tills of the shop where they were served most, in a fixed order.
    """

    visits: Mapping[str, int]
    home: Sequence[str] = ()

    def served_at(self, till: str) -> "Custom":
        """Return the custom with one visit more at ``till``: the member stands there now."""
        visits = dict(self.visits)
        visits[till] = visits.get(till, 0) + 1
        return Custom(visits, self.home or (till,))


@dataclass(frozen=True, slots=True)
class Holder:
    """A lease as the server sees it: whose till, and what it holds there."""

    lease_id: str
    till: str
    remaining: int


def shares(balance: int, kind: Kind, policy: LeasePolicy, custom: Custom) -> dict[str, int]:
    """Return till → how much of ``balance`` it should hold; together never more than the balance.

    What is lent at all is split by largest remainder and cut off at the cap of one till. Of
    headroom ``balance`` is what may still be paid in, and no till's part is cut off.
    """
    weights = _weights(policy, custom)
    if not weights:
        return {}
    lent = balance * policy.share_bp // WHOLE_BP
    # Headroom has no cap: nobody can steal a right to pay in.
    cap = {Kind.POINTS: policy.cap_points, Kind.HEADROOM: lent}.get(kind, policy.cap_minor)
    parts = allocate(lent, tuple(weights.values()))
    return {till: min(part, cap) for till, part in zip(weights, parts, strict=True)}


def is_low(held: int, share: int) -> bool:
    """Tell whether a till is to be lent more: it holds less than half of its share.

    The other half is slack, or every sale would move rights between all the member's tills.
    """
    return 2 * held < share


def is_high(held: int, share: int) -> bool:
    """Tell whether a till should give back what exceeds its share: more than half a share too much.

    As below a share, the slack keeps rights from moving with every sale.
    """
    return 2 * held > 3 * share


def recall_plan(
    missing: int, holders: Sequence[Holder], keeps: Mapping[str, int]
) -> list[tuple[Holder, int]]:
    """Return which leases are asked back so that ``missing`` comes free: (lease, what it keeps).

    ``holders`` are asked in their order, each till down to what it ``keeps`` in all its leases, and
    only as many of them as are needed.
    """
    asked: list[tuple[Holder, int]] = []
    kept: dict[str, int] = {}
    for held in holders:
        if missing <= 0:
            break
        keep = min(held.remaining, max(0, keeps.get(held.till, 0) - kept.get(held.till, 0)))
        kept[held.till] = kept.get(held.till, 0) + keep
        if keep < held.remaining:
            asked.append((held, keep))
            missing -= held.remaining - keep
    return asked


def _weights(policy: LeasePolicy, custom: Custom) -> dict[str, int]:
    """Return the tills that hold a share and what each weighs, the heaviest first."""
    everywhere = dict.fromkeys(custom.home, 0) | dict(custom.visits)
    places = {till: place for place, till in enumerate(everywhere)}
    tills = sorted(everywhere, key=lambda till: (-everywhere[till], places[till]))
    if policy.spread is Spread.ONE:
        return dict.fromkeys(tills[:1], 1)
    chosen = tills[: policy.tills]
    if policy.spread is Spread.SPLIT:
        return dict.fromkeys(chosen, 1)
    # One visit more for each till at home: a colleague's till is never left with nothing.
    return {till: everywhere[till] + (till in custom.home) for till in chosen}
