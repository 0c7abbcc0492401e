"""The day at the counter: a morning, an outage with a power cut in it, the return of the network.

Two cashiers work at the same time, each in a thread of its own, from one seed.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import resources
from pos_member.demo.cashier import Cashier
from pos_member.demo.hands import Hands
from pos_member.demo.shop import Counter, SampleMember, SampleShop

CONVERGE_SECONDS = 60.0
SMALL, BIG = 500_00, 2_000_00
"""Two top-ups; the bonus of the second needs a manager."""
_CASHIERS = ("周敏", "陈晨")
_MANAGER = "何静"
_UNKNOWN_CODE = "6999{:09d}"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Rounds:
    """Rounds of each till in each part; a round is a sale, a top-up or a registration."""

    morning: int = 30
    outage: int = 40
    evening: int = 12


@dataclass
class DayNotes:
    """What only the script can know: when it cut the line, how much queued, how long it took."""

    queued_at_mending: int = 0
    converged_seconds: float = -1.0
    killed: str = ""
    basket_came_back: bool = False
    done: dict[str, dict[str, int]] = field(default_factory=dict)
    paint_ms: list[float] = field(default_factory=list)


class Day:
    """Plays the day in a shop that stands already."""

    def __init__(
        self,
        shop: SampleShop,
        pictures: Path,
        *,
        seed: int,
        progress: Progress,
        rounds: Rounds | None = None,
    ) -> None:
        self._shop = shop
        self._rounds = rounds or Rounds()
        self._say = progress
        self._notes = DayNotes()
        self._customers = shop.customers()
        self._codes = goods_codes()
        self._chance = [random.Random(f"{seed}/{i}") for i in range(len(shop.counters))]
        self._cashiers = [
            self._cashier(counter, name, pictures)
            for counter, name in zip(shop.counters, _CASHIERS, strict=True)
        ]

    def play(self) -> DayNotes:
        """Play the day from opening to the end and return the notes."""
        self._say("the tills start and sign in")
        self._on_all(self._open)
        self._say("morning: the network is there")
        self._on_all(lambda i: self._work(i, self._rounds.morning, "morning"))
        self._say("the network is cut; both tills go on")
        self._shop.cable.cut()
        self._on_all(lambda i: self._wait_for(i, online=False))
        self._on_all(lambda i: self._work(i, self._rounds.outage, "outage"))
        self._say("a power cut in the middle of a payment on till 01")
        self._power_cut()
        self._mend()
        self._say("evening: the network is back")
        self._on_all(lambda i: self._work(i, self._rounds.evening, "evening"))
        self._on_all(self._settle)
        for cashier in self._cashiers:
            self._notes.done[cashier.hands.counter.name] = dict(sorted(cashier.done.items()))
            self._notes.paint_ms += cashier.hands.state["paint_ms"]
        return self._notes

    # -- parts of the day ------------------------------------------------------------------------

    def _open(self, i: int) -> None:
        self._shop.counters[i].start()
        self._cashiers[i].sign_in(by_badge=i == 1)

    def _work(self, i: int, rounds: int, part: str) -> None:
        cashier, chance = self._cashiers[i], self._chance[i]
        for n in range(rounds):
            self._round(cashier, chance, n)
            if n == rounds // 2:
                cashier.picture(f"{'07_offline' if part == 'outage' else '02_' + part}")
                self._say(f"till {cashier.hands.counter.name}, {part}: {n + 1} of {rounds}")

    def _round(self, cashier: Cashier, chance: random.Random, n: int) -> None:
        match n % 10:
            case 4:
                cashier.enrol(chance)
            case 7:
                cashier.top_up(self._customer(chance), amount=BIG if n % 20 == 7 else SMALL)
            case _:
                self._sale(cashier, chance, n)

    def _sale(self, cashier: Cashier, chance: random.Random, n: int) -> None:
        online = bool(cashier.hands.state["online"])
        cashier.scan_goods(chance.sample(self._codes, chance.randint(1, 4)))
        if n % 6 == 5:
            cashier.scan_unknown(_UNKNOWN_CODE.format(chance.randrange(10**8)))
        way = n % 5
        if way == 0:
            cashier.pay_cash(handed_over=2_000_00)
            return
        by = ("phone", "qr", "card")[n % 3]
        cashier.identify(self._customer(chance), by="qr" if way == 3 and by == "phone" else by)
        if way == 3:
            cashier.pay_points()
        elif way == 4:
            kind = "qr" if online else "bank_card"
            cashier.pay_outside(kind, f"R{chance.randrange(10**8):08d}")
        else:
            cashier.pay_stored_value(wait_for_rights=online and by != "phone")

    def _power_cut(self) -> None:
        """Kill till 01 with a part of a bill taken, and find the basket again."""
        cashier = self._cashiers[0]
        counter = cashier.hands.counter
        cashier.scan_goods(self._codes[:2])
        before = cashier.hands.wait("two things in the basket", lambda s: s["pieces"] == 2)
        cashier.take_part_by_card_machine("R-POWER-CUT")
        counter.till.kill()
        self._notes.killed = f"till {counter.name} with a part of a payment taken"
        counter.start()
        cashier.sign_in(by_badge=False)
        after = cashier.hands.wait("the basket again", lambda s: s["pieces"] == before["pieces"])
        self._notes.basket_came_back = after["paid"] > 0 and after["due"] == before["due"]
        cashier.finish_in_cash()

    def _mend(self) -> None:
        queued = [int(cashier.hands.state["queued"]) for cashier in self._cashiers]
        self._notes.queued_at_mending = sum(queued)
        self._say(f"the network comes back; {sum(queued)} operations wait")
        begin = time.monotonic()
        self._shop.cable.mend()
        self._on_all(self._settle)
        self._notes.converged_seconds = round(time.monotonic() - begin, 2)
        self._say(f"all uploaded after {self._notes.converged_seconds} s")

    def _settle(self, i: int) -> None:
        hands = self._cashiers[i].hands
        hands.wait(
            "an empty queue", lambda s: s["online"] and s["queued"] == 0, patience=CONVERGE_SECONDS
        )

    def _wait_for(self, i: int, *, online: bool) -> None:
        self._cashiers[i].hands.wait("the line's state", lambda s: s["online"] is online)

    # -- who and what ----------------------------------------------------------------------------

    def _customer(self, chance: random.Random) -> SampleMember:
        # Few customers for both tills, so that they meet on the same accounts.
        return self._customers[chance.randrange(min(120, len(self._customers)))]

    def _cashier(self, counter: Counter, name: str, pictures: Path) -> Cashier:
        known = {person["name"]: person for person in self._shop.staff()}
        return Cashier(
            Hands(counter),
            name=name,
            badge=known[name]["badge"],
            pin=known[name]["pin"],
            manager_pin=known[_MANAGER]["pin"],
            manager=_MANAGER,
            pictures=pictures,
        )

    def _on_all(self, work: Callable[[int], None]) -> None:
        with ThreadPoolExecutor(len(self._cashiers)) as pool:
            for done in [pool.submit(work, i) for i in range(len(self._cashiers))]:
                done.result()


def goods_codes() -> Sequence[str]:
    """Return the bar codes of goods that are sold by the piece."""
    file = Path(resources.__file__).parent / "sample_shop" / "goods.json"
    goods = json.loads(file.read_text(encoding="utf-8"))
    return [row["codes"][0] for row in goods if row["codes"] and not row.get("weighed")]


def printed_progress() -> Progress:
    """Return a progress that prints each step with the seconds since the start."""
    begin, lock = time.monotonic(), threading.Lock()

    def say(text: str) -> None:
        with lock:
            print(f"[{time.monotonic() - begin:6.1f} s] {text}", flush=True)

    return say
