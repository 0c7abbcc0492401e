"""A monkey at the real till: nothing is raised by it, nothing grows, no way is a dead end.

``python -m tests.faults.monkey HOURS [SEED]`` plays so many hours of a cashier who does something
every two seconds, as fast as the till takes it, and exits with 1 where a promise breaks.
"""

import random
import sys
import tempfile
from collections import Counter as Tally
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from pos_member.demo.hands import Hands, Stuck
from pos_member.demo.programs import NotReady
from pos_member.demo.shop import SampleShop
from tests.faults.conftest import Stand
from ui.screens.keymap import KEYS

ACTION_S = 2
"""A cashier in a hurry does something every two seconds."""
LOOK_EVERY = 50
WARM_UP = 0.2
"""The part of a run after which memory is measured: by then every screen was shown."""
GROWTH_MAX = 20_000_000
WAY_BACK_MAX = 40
"""Steps that a lost cashier tries before calling it a dead end."""
SIZES = ((1366, 768), (1920, 1080), (1280, 720), (1476, 830))
PAGE_BYTES = 4_096
_FAULTS = ("CRITICAL", "Traceback")
_STRAY = ("Return", "Esc", "Tab", "Up", "Down", "Left", "Right", "Delete", "Backspace", "Space")
_KEYS = tuple(key.sequence for key in KEYS if key.sequence and key.command != "full_screen")
_TYPED = ("1", "0", "9", "8.5", "100", "13800138000", "2*", "123456", "zhang", "王", "-5", "99999")
_ODD = ("6999999999994", "' OR 1=1 --", "A" * 300, "4539148803436467", "M1.", "0", "优惠券")
_WEIGHTS = {"touch": 36, "key": 14, "stray": 14, "scan": 22, "type": 12, "look": 1, "cable": 1}


@dataclass
class Seen:
    """What a run found.

    Attributes:
        done: how often each kind of action was done.
        screens: how often each screen was in front.
        sizes: resident bytes of the till, at each look.
        troubles: what broke a promise.
    """

    done: Tally[str] = field(default_factory=Tally)
    screens: Tally[str] = field(default_factory=Tally)
    sizes: list[int] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def growth(self) -> int:
        """Return by how many bytes the till grew after it was warm."""
        warm = self.sizes[int(len(self.sizes) * WARM_UP) :]
        part = max(1, len(warm) // 5)
        return int(median(warm[-part:]) - median(warm[:part])) if warm else 0


class Monkey:
    """Does something, whatever is in front."""

    def __init__(self, stand: Stand, seed: int) -> None:
        self.seen = Seen()
        self._stand, self._chance = stand, random.Random(seed)
        self._hands: Hands = stand.hands
        self._last: deque[str] = deque(maxlen=30)
        people = stand.shop.staff()
        self._badges = [one["badge"] for one in people]
        members = [text for each in stand.shop.customers()[:9] for text in (each.card, each.qr)]
        self._codes = [*stand.goods, *members, *self._badges, *_ODD]
        self._do: dict[str, Callable[[], str]] = {
            "touch": self._touch,
            "key": lambda: self._press(_KEYS),
            "stray": lambda: self._press(_STRAY),
            "scan": self._scan,
            "type": self._type,
            "look": self._look,
            "cable": self._cable,
        }

    def play(self, actions: int) -> Seen:
        """Do ``actions`` things; stop at the first broken promise."""
        for number in range(1, actions + 1):
            kind = self._chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
            try:
                self._last.append(f"{kind} {self._do[kind]()}")
            except NotReady as gone:
                self.seen.troubles.append(f"the till is gone: {gone}")
                break
            self.seen.done[kind] += 1
            if number % LOOK_EVERY == 0:
                self._check()
            if self.seen.troubles:
                self.seen.troubles.append(" | ".join(self._last))
                break
        return self.seen

    def _touch(self) -> str:
        names = self._stand.counter.till.do("targets")
        if not names:
            return "nothing"
        name = str(self._chance.choice(names))
        try:
            self._hands.click(name)
        except NotReady:
            # It went away since the look; a till that is gone does not answer at all.
            self._stand.counter.till.do("state")
            return f"{name}, gone"
        return name

    def _press(self, keys: tuple[str, ...]) -> str:
        key = self._chance.choice(keys)
        self._hands.key(key)
        return key

    def _scan(self) -> str:
        code = self._chance.choice(self._codes)
        self._hands.scan(code)
        return code[:20]

    def _type(self) -> str:
        text = self._chance.choice(_TYPED)
        self._hands.type(text)
        return text

    def _look(self) -> str:
        till = self._stand.counter.till
        match self._chance.randrange(3):
            case 0:
                value = self._chance.choice(("zh_CN", "en"))
                till.do("language", value=value)
            case 1:
                value = self._chance.choice(("light", "dark"))
                till.do("theme", value=value)
            case _:
                width, height = self._chance.choice(SIZES)
                till.do("resize", width=width, height=height)
                value = f"{width}x{height}"
        return value

    def _cable(self) -> str:
        cable = self._stand.shop.cable
        if self._chance.randrange(2):
            cable.cut()
            return "cut"
        cable.mend()
        return "mended"

    def _check(self) -> None:
        """Find the way back to the sale, and look at memory and logs."""
        try:
            self._way_back()
        except Stuck as lost:
            self.seen.troubles.append(f"dead end: {lost}")
        self.seen.sizes.append(self._resident())
        self.seen.troubles += self._faults()

    def _way_back(self) -> None:
        """Go back to the sale as a cashier would who is lost: badge, Esc, Enter.

        Raises:
            Stuck: that leads nowhere.
        """
        for step in range(WAY_BACK_MAX):
            state = self._hands.state
            self.seen.screens[str(state["dialog"] or state["screen"])] += 1
            if state["locked"]:
                self._hands.scan(self._badges[0])
                self._hands.wait("the badge", lambda s: not s["locked"])
            elif state["screen"] == "sale-page" and not state["dialog"]:
                return
            else:
                self._hands.key("Return" if step % 4 == 3 else "Esc")
        raise Stuck(f"not at the sale after {WAY_BACK_MAX} steps; it shows {self._hands.state}")

    def _resident(self) -> int:
        process = self._stand.counter.till.process
        assert process is not None
        words = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()
        return int(words[1]) * PAGE_BYTES

    def _faults(self) -> list[str]:
        logs = [*self._stand.data.rglob("*.log*")]
        return [
            f"{path.name}: {line}"
            for path in logs
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
            if any(word in line for word in _FAULTS)
        ]


def play(folder: Path, *, seed: int, actions: int) -> Seen:
    """Open a sample shop in ``folder`` and let a monkey do ``actions`` things at its till."""
    with SampleShop(folder, members=200, seed=seed, counters=1) as shop:
        stand = Stand(shop)
        stand.open()
        return Monkey(stand, seed).play(actions)


def main(hours: str, seed: str = "1") -> int:
    """Play, print what was found, and return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        seen = play(Path(folder), seed=int(seed), actions=int(float(hours) * 3_600 / ACTION_S))
    if seen.growth > GROWTH_MAX:
        seen.troubles.append(f"it grew by more than {GROWTH_MAX:,} bytes")
    lines = [
        f"actions: {dict(seen.done)}",
        f"screens: {dict(seen.screens)}",
        f"resident: {seen.sizes[0]:,} at first, {seen.sizes[-1]:,} at last, grew {seen.growth:,}",
        *(f"broken: {trouble}" for trouble in seen.troubles),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if seen.troubles else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
