"""Short stories of a counter, to be struck at every one of their writes.

A scenario sets its scene first, unharmed; what it then plays is swept. Each ends by itself: what it
promises is what the judge asks of every chain.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sync.simulator import rest, visits
from sync.simulator.chain import Chain
from sync.simulator.counter import Counter
from sync.simulator.visits import Order, Script

SOON_MS = 3_000
LONG_MS = 6_000
PHONE = "13800138000"
OTHER_PHONE = "13900139000"


@dataclass
class Stage:
    """A chain at work on which a scenario is played.

    Attributes:
        members: who was registered, in order.
    """

    chain: Chain
    members: list[str] = field(default_factory=list)

    @property
    def first(self) -> Counter:
        """Return the till where most of it happens."""
        return self.chain.counters[0]

    @property
    def second(self) -> Counter:
        """Return another till."""
        return self.chain.counters[1]

    def wait(self, ms: int = SOON_MS) -> None:
        """Let virtual time pass."""
        self.chain.world.run_until(self.chain.world.now_ms + ms, steps_max=rest.STEPS_MAX)

    def play(self, counter: Counter, script: Script, ms: int = SOON_MS) -> None:
        """Play a visit, and let time pass after it."""
        counter.run(script)
        self.wait(ms)

    def enrol(self, phone: str = PHONE) -> None:
        """Register a member at the first till."""
        self.play(self.first, visits.enrol(self.first, phone, self.members.append))

    def top_up(self, counter: Counter, amount: int) -> None:
        """Pay in for the first member."""
        if self.members:
            self.play(counter, visits.top_up(counter, self.members[0], amount))

    def buy(self, counter: Counter, order: Order, ms: int = LONG_MS) -> None:
        """Let the first member buy, or anybody while nobody has joined."""
        member = self.members[0] if self.members else None
        self.play(counter, visits.buy(counter, member, order), ms)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story: ``scene`` is set unharmed, ``play`` is swept."""

    name: str
    scene: Callable[[Stage], None]
    play: Callable[[Stage], None]


def _nothing(_: Stage) -> None:
    """Set no scene."""


def _member(stage: Stage) -> None:
    stage.enrol()


def _rich(stage: Stage) -> None:
    stage.enrol()
    stage.top_up(stage.first, 10_000)


def _with_points(stage: Stage) -> None:
    stage.enrol()
    stage.buy(stage.first, Order((20_000,)))


def _known_elsewhere(stage: Stage) -> None:
    _rich(stage)
    stage.buy(stage.second, Order((1,)))


def _cut_off(stage: Stage) -> None:
    _rich(stage)
    stage.first.line.cut = True


def _unsent(stage: Stage) -> None:
    _cut_off(stage)
    stage.buy(stage.first, Order((1_000, 99), by_value=1_099))


def _sleeping(stage: Stage) -> None:
    stage.second.stop()
    _rich(stage)


def _enrol(stage: Stage) -> None:
    stage.enrol(OTHER_PHONE)


def _top_up(stage: Stage) -> None:
    stage.top_up(stage.first, 10_000)


def _sell_for_cash(stage: Stage) -> None:
    stage.buy(stage.first, Order((8_000, 99)))


def _sell_by_value(stage: Stage) -> None:
    stage.buy(stage.first, Order((3_000,), by_value=3_000, asks=False))


def _sell_beyond(stage: Stage) -> None:
    stage.buy(stage.first, Order((20_000,), by_value=20_000))


def _sell_by_points(stage: Stage) -> None:
    stage.buy(stage.first, Order((1_000,), by_points=True))


def _linger(stage: Stage) -> None:
    order = Order((3_000,), by_value=3_000, lingers_ms=5_000)
    stage.buy(stage.first, order, ms=2 * LONG_MS)


def _borrow(stage: Stage) -> None:
    stage.buy(stage.second, Order((8_000,), by_value=8_000))


def _contend(stage: Stage) -> None:
    for counter in (stage.first, stage.second):
        counter.run(visits.buy(counter, stage.members[0], Order((8_000,), by_value=8_000)))
    stage.wait(LONG_MS)


def _sell_cut_off(stage: Stage) -> None:
    stage.buy(stage.first, Order((3_000,), by_value=3_000))
    stage.top_up(stage.first, 5_000)
    stage.first.line.cut = False
    stage.wait(2 * LONG_MS)


def _start_again(stage: Stage) -> None:
    stage.first.stop()
    stage.first.boot()
    stage.first.line.cut = False
    stage.wait(2 * LONG_MS)


def _fetch_snapshot(stage: Stage) -> None:
    stage.second.boot()
    stage.wait(2 * LONG_MS)


EVERY = (
    Scenario("a member joins", _nothing, _enrol),
    Scenario("a top-up, its excess given back", _member, _top_up),
    Scenario("a sale for cash to nobody", _nothing, _sell_for_cash),
    Scenario("a sale for cash to a member", _member, _sell_for_cash),
    Scenario("a sale by stored value that is here", _rich, _sell_by_value),
    Scenario("a sale that asks for more than there is", _rich, _sell_beyond),
    Scenario("a sale by points", _with_points, _sell_by_points),
    Scenario("a payment that holds rights for a while", _rich, _linger),
    Scenario("value is asked back from the till that holds it", _known_elsewhere, _borrow),
    Scenario("two tills want the same value at once", _known_elsewhere, _contend),
    Scenario("a till sells while cut off, and comes back", _cut_off, _sell_cut_off),
    Scenario("a till starts again with a sale unsent", _unsent, _start_again),
    Scenario("a till that was away takes a snapshot", _sleeping, _fetch_snapshot),
)
