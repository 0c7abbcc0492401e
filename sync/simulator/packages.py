"""What customers do with packages: a session is used where the right to it lies, or comes to."""

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from pos_member.domain.views import MemberView, SessionsView
from pos_member.services import lookup, sessions
from pos_member.services.packages import RedeemOrder, redeem
from pos_member.services.rights import Spender
from pos_member.services.till import Till
from sync.simulator.assortment import PACKAGE, SERVICE
from sync.simulator.chain import MANAGER
from sync.simulator.counter import Counter, Wish
from sync.simulator.visits import CASHIER, Script, insist


def use(counter: Counter, member_id: str) -> Script:
    """Use one session; where none lies here all that the member has are asked for first."""
    wishes: list[Wish] = []

    def look(till: Till) -> None:
        if not _usable(_view(till, counter, member_id)):
            wishes.append((member_id, Kind.SESSION, sessions.ALL))

    counter.act("look for a session", look)
    if wishes:
        yield wishes
    op_id = counter.next_id()

    def work(till: Till) -> None:
        member = _view(till, counter, member_id)
        if not _usable(member):
            raise Refused(sessions.NOT_HERE)
        order = RedeemOrder(op_id, Spender(member), PACKAGE.package_id, SERVICE, MANAGER, CASHIER)
        redeem(till, order, counter.moment())

    yield from insist(counter, "use a session", work)


def _usable(member: MemberView) -> list[SessionsView]:
    return [each for each in member.packages if not each.is_ended]


def _view(till: Till, counter: Counter, member_id: str) -> MemberView:
    return lookup.open_member(till, member_id, "code", counter.moment())
