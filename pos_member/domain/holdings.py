"""What every account and every lot holds, as transfers come: a ledger small enough to be shown.

The till and the server keep the same in tables of their own. Here it is a value in the memory, for
whoever wants to see what the rules do to an account without either.
"""

from collections import Counter
from collections.abc import Iterable

from pos_member.domain.lease import Lot
from pos_member.domain.ledger import LOT_KINDS, AccountId, Transfer, figure_of


class Holdings:
    """Balances by account, and within the accounts that are held lot by lot, by lot."""

    def __init__(self) -> None:
        # By unit, too: the store's opening account gives money and points alike.
        self._amounts: Counter[tuple[AccountId, str]] = Counter()
        self._lots: dict[AccountId, dict[str, Lot]] = {}

    def post(self, transfers: Iterable[Transfer]) -> None:
        """Move what ``transfers`` say; whoever made them has seen to it that it is there."""
        for each in transfers:
            self._move(each.debit, -each.amount, each)
            self._move(each.credit, each.amount, each)

    def amount(self, account: AccountId, unit: str) -> int:
        """Return what ``account`` holds of ``unit``."""
        return self._amounts[account, unit]

    def lots(self, account: AccountId) -> tuple[Lot, ...]:
        """Return what is left of each lot in ``account``, by the lot's name."""
        held = self._lots.get(account, {})
        return tuple(held[name] for name in sorted(held) if held[name].amount)

    def accounts(self) -> tuple[tuple[AccountId, str, int], ...]:
        """Return every account that holds something, with unit and balance, by name."""
        return tuple(
            (account, unit, self._amounts[account, unit])
            for account, unit in sorted(self._amounts)
            if self._amounts[account, unit]
        )

    def _move(self, account: AccountId, change: int, transfer: Transfer) -> None:
        key = account, transfer.unit
        self._amounts[key] += change
        figure = figure_of(account)
        if figure is None:
            return
        assert self._amounts[key] >= 0, f"{account} below zero"
        if figure.kind in LOT_KINDS:
            self._move_lot(account, change, transfer)

    def _move_lot(self, account: AccountId, change: int, transfer: Transfer) -> None:
        lots = self._lots.setdefault(account, {})
        known = lots.get(transfer.lot, Lot(transfer.lot, 0, transfer.expires_day))
        left = known.amount + change
        assert left >= 0, f"{account} lot {transfer.lot} below zero"
        lots[transfer.lot] = Lot(transfer.lot, left, known.expires_day)
