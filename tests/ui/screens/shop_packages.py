"""The packages of the tests' shop: what is on offer, and what its member holds."""

from dataclasses import dataclass, field, replace

from pos_member.domain.errors import PosError, Refused
from pos_member.domain.package import Package, why_not
from pos_member.domain.package_views import PackageOffer, PackageShelf
from pos_member.domain.stored_value import check_spender
from pos_member.domain.views import MemberView, SessionDone, SessionsView
from pos_member.domain.words import Words
from tests.ui.screens.shop_coupons import CouponShelf
from tests.ui.screens.shop_sample import CATALOGUE, PROGRAM
from ui.package_actions import PackageActions, SessionWish

TODAY = "2025-11-22"
CARE = Package(
    "care10", Words("头皮护理十次卡", "Ten treatments"), "G005", 10, ("S002", "S001"), 365
)
CUT = Package("cut5", Words("剪发五次卡", "Five cuts"), "G006", 5, ("S001",))
_NAMES = {one.sku: one.name for one in CATALOGUE}


def sessions(package: Package, left: int, last_day: str) -> SessionsView:
    """Return ``left`` sessions of ``package``."""
    lot = f"sale/{package.package_id}/{last_day}"
    ended = bool(last_day) and last_day < TODAY
    about = package.package_id, package.name.zh, package.services
    return SessionsView(lot, *about, left, last_day, ended)


@dataclass
class PackageShelves(CouponShelf):
    """What was used, what was asked for, and what fails."""

    used: dict[str, SessionDone] = field(default_factory=dict)
    session_wishes: list[SessionWish] = field(default_factory=list)
    wanted_sessions: list[str] = field(default_factory=list)
    session_troubles: list[PosError] = field(default_factory=list)
    members: dict[str, MemberView] = field(default_factory=dict)
    online: bool = True

    def packages(self) -> PackageActions:
        """Return the packages as the screens see them."""
        return PackageActions(self._shelf, self._use, self.wanted_sessions.append)

    def hold_sessions(self, *held: SessionsView) -> None:
        """Have the member hold ``held`` at this till."""
        self.members["m-lin"] = replace(self.members["m-lin"], packages=held)

    def _shelf(self) -> PackageShelf:
        goods = {one.sku: one for one in CATALOGUE}
        offers = [
            PackageOffer(each.package_id, each.name.zh, each.sessions, each.lifetime_days, sold)
            for each in (CARE, CUT)
            if (sold := goods.get(each.sku)) is not None
        ]
        return PackageShelf(tuple(offers), {sku: _NAMES[sku] for sku in CARE.services})

    def _use(self, wish: SessionWish) -> SessionDone:
        """Use a session once, by the real rules."""
        if wish.op_id in self.used:
            return self.used[wish.op_id]
        if self.session_troubles:
            raise self.session_troubles.pop(0)
        check_spender(
            PROGRAM, identified_by=wish.member.identified_by, online=self.online,
            verified=False, approved=wish.approval is not None,
        )  # fmt: skip
        held = self.members[wish.member.member_id].packages
        mine = [one for one in held if one.package_id == wish.package_id and not one.is_ended]
        package = next((one for one in (CARE, CUT) if one.package_id == wish.package_id), None)
        refused = why_not(package, wish.service, last_day="", today=TODAY)
        if refused is not None:
            raise refused
        if not mine:
            raise Refused("session_not_here")
        taken = replace(mine[0], left=mine[0].left - 1)
        rest = (taken if one is mine[0] else one for one in held)
        self.hold_sessions(*(one for one in rest if one.left))
        done = SessionDone(
            wish.op_id, wish.package_id, wish.performer_id, taken.left, taken.last_day
        )
        self.used[wish.op_id] = done
        self.session_wishes.append(wish)
        return done
