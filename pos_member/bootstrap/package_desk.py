"""What the screens ask about packages, done by the services; on the ledger's thread."""

from pos_member.bootstrap.chance_and_time import Clock
from pos_member.bootstrap.desk import Hands
from pos_member.domain.errors import Unavailable
from pos_member.domain.package_views import PackageShelf
from pos_member.domain.views import SessionDone
from pos_member.services import package_shelf, packages
from pos_member.services.rights import Spender
from pos_member.services.till import Till
from ui.package_actions import SessionWish


class PackageDesk:
    """The packages at one till."""

    def __init__(self, hands: Hands, *, clock: Clock) -> None:
        self._hands = hands
        self._clock = clock

    @property
    def till(self) -> Till:
        """Return the open till.

        Raises:
            Unavailable: ``starting``.
        """
        if self._hands.till is None:
            raise Unavailable("starting")
        return self._hands.till

    def shelf(self) -> PackageShelf:
        """Return what may be sold, and what sessions are good for."""
        return package_shelf.shelf(self.till, self._clock.moment())

    def use(self, wish: SessionWish) -> SessionDone:
        """Use one session of what lies here."""
        sync = self._hands.sync
        online = sync is not None and sync.state.online
        order = packages.RedeemOrder(
            op_id=wish.op_id,
            spender=Spender(wish.member, wish.approval, online=online),
            package_id=wish.package_id,
            service=wish.service,
            performer_id=wish.performer_id,
            cashier_id=wish.cashier_id,
        )
        done = packages.redeem(self.till, order, self._clock.moment())
        if self._hands.devices is not None:
            self._hands.devices.look()
        if sync is not None:
            sync.grew()
        return done

    def want(self, member_id: str) -> None:
        """Ask the server for the sessions of a member that lie elsewhere."""
        if self._hands.sync is not None:
            self._hands.sync.want_sessions(member_id)
