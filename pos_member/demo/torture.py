"""``pos-member torture``: eight selling tills and their server, and everything done to break them.

Real windows sell without a pause while programs are killed, the server with them, the network is
at its worst and disks refuse to be written. Then all is made whole, the tills must come to the
server's figures within a minute, and the printers' bytes are counted by the oracle.
"""

import argparse
import os
import random
import signal
import sys
import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos_member.demo import oracle_sums
from pos_member.demo.cashier import Cashier
from pos_member.demo.evidence import evidence, write
from pos_member.demo.hands import Hands, Stuck
from pos_member.demo.kills import Progress
from pos_member.demo.power_cut import children_of
from pos_member.demo.programs import NotReady
from pos_member.demo.report import figures_agree, server_totals
from pos_member.demo.rough_cable import RoughCable
from pos_member.demo.script import goods_codes, printed_progress
from pos_member.demo.shop import Counter, SampleMember, SampleShop, out_folder

if sys.platform == "linux":
    from resource import RLIMIT_FSIZE, prlimit

MEMBERS = 1_000
CUSTOMERS = 12
"""Few, so that all tills want the same money at the same time."""
COUNTERS = 8
TROUBLE_SECONDS = (1.5, 4.0)
SERVER_AWAY_SECONDS = (0.2, 3.0)
CUT_SECONDS = (2.0, 10.0)
DISK_SECONDS = 3.0
DISK_BYTES = 32_768
CONVERGE_SECONDS = 60.0
GIVE_UP_SECONDS = 240.0
PATIENCE_SECONDS = 30.0
BADGE_TRIES, BADGE_SECONDS = 6, 5.0
LOOK_SECONDS = 0.05
ANSWER_LENGTH = 3_000
TOP_UPS = (10_000, 20_000, 50_000)
VERDICTS = (
    "lost", "doubled", "shown_but_lost", "silent", "overdrawn", "quarantined", "unsettled",
    "unanswered",
)  # fmt: skip
"""What must be nothing."""


def play(options: argparse.Namespace) -> int:
    """Do ``pos-member torture``: write the report; return 0 when all promises held."""
    out = out_folder(options.out)
    made = run(
        seconds=options.minutes * 60,
        out=out,
        seed=options.seed,
        counters=options.tills,
        database=options.database,
        on_progress=printed_progress(),
    )
    write(made, out / "torture.json")
    return 0 if passed(made) else 1


def run(
    *,
    seconds: float,
    out: Path,
    seed: int,
    on_progress: Progress,
    counters: int = COUNTERS,
    members: int = MEMBERS,
    database: str | None = None,
) -> dict[str, Any]:
    """Torment a shop for ``seconds``, heal it, and return the report."""
    begin = time.monotonic()
    with SampleShop(
        out,
        members=members,
        seed=seed,
        counters=counters,
        database=database,
        cable=lambda far: RoughCable(far, seed),
    ) as shop:
        rooms = [Room(shop, counter, random.Random(f"{seed}/{counter.name}"))
                 for counter in shop.counters]  # fmt: skip
        trouble = Trouble(shop, random.Random(f"{seed}/trouble"))
        with ThreadPoolExecutor(counters) as pool:
            _together(pool, [room.open for room in rooms])
            on_progress(f"{counters} tills sell; trouble begins")
            ends = time.monotonic() + seconds
            trouble.begin()
            working = [pool.submit(room.work, ends) for room in rooms]
            while not all(each.done() for each in working):
                _wait(10, lambda: all(each.done() for each in working))
                sold = sum(room.sold for room in rooms)
                on_progress(f"{sold} sales, troubles: {sum(trouble.done.values())}")
            for each in working:
                each.result()
            trouble.end()
            converged = _converge(shop, rooms, pool, on_progress)
        for counter in shop.counters:
            counter.till.stop()
        return _report(shop, rooms, trouble, converged) | {
            "seconds": round(time.monotonic() - begin, 1)
        }


def passed(made: dict[str, Any]) -> bool:
    """Tell whether every promise held, and all came together within a minute of healing."""
    return (
        not any(made[name] for name in VERDICTS)
        and made["totals_agree"]
        and made["figures_agree"]
        and made["converged_seconds"] <= CONVERGE_SECONDS
    )


class Trouble:
    """Whatever is done to programs, network and disks, one thing after another, on its thread."""

    def __init__(self, shop: SampleShop, chance: random.Random) -> None:
        self.done: Tally[str] = Tally()
        self._shop = shop
        self._chance = chance
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="trouble")

    @property
    def cable(self) -> RoughCable:
        """Return the shop's cable, which here is a rough one."""
        assert isinstance(self._shop.cable, RoughCable)
        return self._shop.cable

    def begin(self) -> None:
        """Begin, with a rough network."""
        self.cable.rough = True
        self._thread.start()

    def end(self) -> None:
        """Stop, and make everything whole."""
        self._over.set()
        self._thread.join()
        self.cable.rough = False
        self.cable.mend()

    def _run(self) -> None:
        kinds: dict[str, Callable[[Counter], None]] = {
            "till killed": self._kill_till,
            "window killed alone": self._kill_window,
            "sync killed": self._kill_sync,
            "server killed": self._kill_server,
            "network cut": self._cut,
            "disk refuses": self._refuse_writes,
        }
        while not self._over.wait(self._chance.uniform(*TROUBLE_SECONDS)):
            kind = self._chance.choice(list(kinds))
            counter = self._chance.choice(self._shop.counters)
            with suppress(ProcessLookupError):
                kinds[kind](counter)
                self.done[kind] += 1

    def _kill_till(self, counter: Counter) -> None:
        pid = _pid(counter)
        for each in (pid, *children_of(pid)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)

    def _kill_window(self, counter: Counter) -> None:
        os.kill(_pid(counter), signal.SIGKILL)

    def _kill_sync(self, counter: Counter) -> None:
        for child in children_of(_pid(counter)):
            os.kill(child, signal.SIGKILL)

    def _kill_server(self, _counter: Counter) -> None:
        self._shop.kill_server()
        self._over.wait(self._chance.uniform(*SERVER_AWAY_SECONDS))
        self._shop.restart_server()

    def _cut(self, _counter: Counter) -> None:
        self.cable.cut()
        self._over.wait(self._chance.uniform(*CUT_SECONDS))
        self.cable.mend()

    def _refuse_writes(self, counter: Counter) -> None:
        """Let no file of the till grow any more for a while; a write fails in the middle."""
        if sys.platform != "linux":  # nobody else limits the files of another process
            return
        pid = _pid(counter)
        soft, hard = prlimit(pid, RLIMIT_FSIZE)
        prlimit(pid, RLIMIT_FSIZE, (DISK_BYTES, hard))
        self._over.wait(DISK_SECONDS)
        prlimit(pid, RLIMIT_FSIZE, (soft, hard))


@dataclass
class Room:
    """One till, sold on through all its deaths.

    Attributes:
        shown: receipts that the screen showed as paid.
        lives: how often the till was started again.
        refused: what the till said instead of doing what was asked, and how often.
        unanswered: where it neither did what was asked nor said why not.
    """

    shop: SampleShop
    counter: Counter
    chance: random.Random
    sold: int = 0
    lives: int = 0
    shown: set[str] = field(default_factory=set)
    refused: Tally[str] = field(default_factory=Tally)
    unanswered: list[str] = field(default_factory=list)
    unsettled: str = ""

    def __post_init__(self) -> None:
        self.hands = Hands(self.counter)
        self.hands.look_seconds = LOOK_SECONDS
        people = self.shop.staff()
        cashier = next(one for one in people if one["role"] == "cashier")
        manager = next(one for one in people if one["role"] == "manager")
        self._badge = cashier["badge"]
        self._customers: Sequence[SampleMember] = self.shop.customers()[:CUSTOMERS]
        self._before: SampleMember | None = None
        self._codes = goods_codes()
        self._cashier = Cashier(
            self.hands,
            name=cashier["name"],
            badge=cashier["badge"],
            pin=cashier["pin"],
            manager=manager["name"],
            manager_pin=manager["pin"],
            pictures=self.shop.out / "pictures" / self.counter.name,
        )

    def open(self) -> None:
        """Start the till and sign in."""
        self.lives += 1
        self.counter.start()
        hands = self.hands
        hands.wait("people to sign in", lambda s: s["chosen"], patience=PATIENCE_SECONDS)
        for _ in range(BADGE_TRIES - 1):
            # A scanner that has just been found again may have lost the first scan.
            hands.scan(self._badge)
            with suppress(Stuck):
                hands.wait("the sale screen", lambda s: not s["locked"], patience=BADGE_SECONDS)
                return
        hands.scan(self._badge)
        hands.wait("the sale screen", lambda s: not s["locked"], patience=BADGE_SECONDS)

    def work(self, ends: float) -> None:
        """Serve customers until the moment ``ends``; who is dead is started again."""
        while time.monotonic() < ends:
            try:
                self._serve()
            except NotReady:
                self._begin_anew(ends)
            except Stuck as stuck:
                if not self._is_told_why(stuck):
                    self._begin_anew(ends)

    def _is_told_why(self, stuck: Stuck) -> bool:
        """Keep what the till says instead, and tell whether it says anything: then it goes on."""
        try:
            state = self.hands.state
        except NotReady:
            return False
        said = state["problem"] or state["said"]
        if said:
            self.refused[said] += 1
        else:
            self.unanswered.append(str(stuck)[:ANSWER_LENGTH])
        return bool(said)

    def settle(self, ends: float) -> None:
        """Wait until everything is sent, starting the till again where it died."""
        while time.monotonic() < ends:
            try:
                self.hands.wait(
                    "an empty queue",
                    lambda s: s["online"] and s["queued"] == 0,
                    patience=max(0.1, ends - time.monotonic()),
                )
            except NotReady:
                self._begin_anew(ends)
            except Stuck as stuck:
                self.unsettled = str(stuck)[:300]
            else:
                self.unsettled = ""
                return

    def _begin_anew(self, ends: float) -> None:
        while True:
            with suppress(ProcessLookupError):
                self.counter.till.kill()
            try:
                self.open()
            except (NotReady, Stuck):
                if time.monotonic() < ends:
                    continue
            return

    def _serve(self) -> None:
        chance, hands = self.chance, self.hands
        self._cashier.leave_top_up()
        # Never the same one twice running: a card read again at once is taken for a double read.
        others = [one for one in self._customers if one is not self._before]
        customer = self._before = chance.choice(others)
        if chance.random() < 0.2 and hands.state["pieces"] == 0:
            self._cashier.top_up(customer, amount=chance.choice(TOP_UPS))
            self.shown.add(str(hands.state["receipt"]))
            return
        if hands.state["pieces"] == 0:
            self._cashier.scan_goods(chance.sample(self._codes, chance.randint(1, 3)))
        state = hands.state
        if not state["member"] and not state["paid"] and chance.random() < 0.8:
            self._cashier.identify(customer, by="qr")
        if hands.state["paid"]:
            self._cashier.finish_in_cash()
        elif hands.state["member"]:
            self._cashier.pay_stored_value(wait_for_rights=True)
        else:
            self._cashier.pay_cash()
        self.sold += 1
        self.shown.add(str(hands.state["receipt"]))


def _together(pool: ThreadPoolExecutor, works: Sequence[Callable[[], None]]) -> None:
    for each in [pool.submit(work) for work in works]:
        each.result()


def _wait(seconds: float, there: Callable[[], bool]) -> None:
    ends = time.monotonic() + seconds
    pause = threading.Event()
    while time.monotonic() < ends and not there():
        pause.wait(0.2)


def _converge(
    shop: SampleShop, rooms: Sequence[Room], pool: ThreadPoolExecutor, progress: Progress
) -> float:
    """Return the seconds from healing until every till shows the server's figures."""
    healed = time.monotonic()
    progress("all is whole again")
    ends = healed + GIVE_UP_SECONDS
    _together(pool, [lambda room=room: room.settle(ends) for room in rooms])  # type: ignore[misc]
    _wait(ends - time.monotonic(), lambda: figures_agree(shop))
    seconds = time.monotonic() - healed
    progress(f"converged after {seconds:.1f} s")
    return round(seconds, 1)


def _report(
    shop: SampleShop, rooms: Sequence[Room], trouble: Trouble, converged: float
) -> dict[str, Any]:
    journals = [counter.till.data / "journal.db" for counter in shop.counters]
    totals = server_totals(shop)
    return {
        "tills": len(rooms),
        "lives": sum(room.lives for room in rooms),
        "troubles": dict(sorted(trouble.done.items())),
        "network_faults": dict(sorted(trouble.cable.faults.items())),
        "unsettled": [room.unsettled for room in rooms if room.unsettled],
        "totals_agree": all(
            oracle_sums.journal_sums(journal) == oracle_sums.server_sums(totals, counter.name)
            for journal, counter in zip(journals, shop.counters, strict=True)
        ),
        "figures_agree": figures_agree(shop),
        "converged_seconds": converged,
        "refused": dict(sum((room.refused for room in rooms), Tally[str]())),
        "unanswered": [text for room in rooms for text in room.unanswered],
    } | evidence(shop, {number for room in rooms for number in room.shown if number})


def _pid(counter: Counter) -> int:
    process = counter.till.process
    if process is None or process.poll() is not None:
        raise ProcessLookupError
    return process.pid
