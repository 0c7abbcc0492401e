"""``pos-member demo --kills N``: a selling till is killed N times; no receipt is lost or doubled.

Most kills fall between the press of "pay" and the last byte that the printer got, which is where a
sale can be half done. What counts is read from the printer's bytes by the oracle, after the end.
"""

import argparse
import random
import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos_member.demo.evidence import evidence, write
from pos_member.demo.hands import Hands, State, Stuck
from pos_member.demo.power_cut import PowerCut
from pos_member.demo.programs import NotReady
from pos_member.demo.script import goods_codes
from pos_member.demo.shop import Counter, SampleMember, SampleShop

MEMBERS = 1_000
CUSTOMERS = 24
PRINTER_BYTES_PER_S = 4_000
RECEIPT_BYTES = 860
"""A little less than the shortest receipt takes: a cut at such a byte is before the last one."""

PRESS_SECONDS, PAY_SECONDS = 0.002, 0.12
"""From the press that a cut waits at least and at most: the key has reached the window by then."""

START_SECONDS, STEP_SECONDS = 2.5, 0.5
SETTLE_SECONDS = 90.0
PATIENCE_SECONDS = 40.0
QUIET_SECONDS = 0.1
LOOK_SECONDS = 0.03
"""Looking takes time of the till's own; nobody measures the paint here."""

_CUT = b"\x1dV"
_NOT_PRESSED = -1

MOMENTS = (*["paying"] * 8, *["printing"] * 8, "starting", "signing in", "scanning", "after")
"""Drawn from: four fifths between the press of "pay" and the last byte."""

VERDICTS = ("lost", "doubled", "overdrawn", "quarantined", "shown_but_lost", "silent", "stuck")
"""What must be nothing; ``evidence.py`` says what each means."""

Progress = Callable[[str], None]


@dataclass
class Notes:
    """What only the script can know of one till's kills."""

    moments: Tally[str] = field(default_factory=Tally)
    between: int = 0
    torn: int = 0
    copies_asked: int = 0
    shown: set[str] = field(default_factory=set)
    stuck: list[str] = field(default_factory=list)


def play(options: argparse.Namespace, out: Path, progress: Progress) -> int:
    """Do ``demo --kills N``: write the report into ``out``; return 0 when every promise held."""
    made = run(kills=options.kills, out=out, seed=options.seed, on_progress=progress)
    write(made, out / "kills.json")
    return 0 if passed(made) else 1


def run(
    *,
    kills: int,
    out: Path,
    seed: int,
    members: int = MEMBERS,
    counters: int = 2,
    on_progress: Progress,
) -> dict[str, Any]:
    """Play ``kills`` kills on ``counters`` tills at the same time and return the report."""
    begin = time.monotonic()
    shares = [kills // counters + (i < kills % counters) for i in range(counters)]
    with SampleShop(out, members=members, seed=seed, counters=counters) as shop:
        rooms = [
            KillRoom(shop, counter, random.Random(f"{seed}/{counter.name}"), on_progress)
            for counter in shop.counters
        ]
        with ThreadPoolExecutor(counters) as pool:
            played = [
                pool.submit(room.play, share) for room, share in zip(rooms, shares, strict=True)
            ]
            for each in played:
                each.result()
        for counter in shop.counters:
            counter.till.stop()
        return _report(shop, [room.notes for room in rooms], seconds=time.monotonic() - begin)


def passed(made: dict[str, Any]) -> bool:
    """Tell whether every promise held through all kills."""
    return not any(made[name] for name in VERDICTS)


class KillRoom:
    """One till, sold on and killed again and again, from one seed."""

    def __init__(
        self, shop: SampleShop, counter: Counter, chance: random.Random, progress: Progress
    ) -> None:
        self._counter = counter
        self._chance = chance
        self._say = progress
        self._hands = Hands(counter)
        self._hands.look_seconds = LOOK_SECONDS
        self._badge = next(one["badge"] for one in shop.staff() if one["role"] == "cashier")
        self._customers: Sequence[SampleMember] = shop.customers()[:CUSTOMERS]
        self._codes = goods_codes()
        self._torn = False
        self._at_press = _NOT_PRESSED
        self._pause = threading.Event()
        self.notes = Notes()
        # Slow enough that a receipt can be cut in the middle, as on a real printer.
        counter.printer.body.bytes_per_s = PRINTER_BYTES_PER_S

    def play(self, kills: int) -> None:
        """Kill the till ``kills`` times, then let it send everything."""
        self._counter.start()  # the first time it enrols itself, which is not to be cut short
        self._counter.till.kill()
        for n in range(kills):
            moment = self._chance.choice(MOMENTS)
            self.notes.moments[moment] += 1
            try:
                self._round(moment)
            except Stuck as stuck:
                self.notes.stuck.append(f"{n}, {moment}: {stuck}")
            self._kill_what_is_left()
            if n % 10 == 9:
                self._say(f"till {self._counter.name}: {n + 1} of {kills} kills")
        self._counter.start()
        self._hands.wait("an empty queue", _all_sent, patience=SETTLE_SECONDS)
        self._wait_for_silence()

    # -- one life of the till --------------------------------------------------------------------

    def _round(self, moment: str) -> None:
        cut = PowerCut(self._counter, whole_family=self._chance.random() < 0.5)
        self._at_press = _NOT_PRESSED
        try:
            self._live(moment, cut)
        except NotReady:
            cut.wait()
            if not cut.made:
                raise
        cut.wait()
        if self._at_press != _NOT_PRESSED:
            self._note_paper(cut.paper)

    def _live(self, moment: str, cut: PowerCut) -> None:
        """Start and sell; who is cut off in the middle of it hears ``NotReady``."""
        chance, hands = self._chance, self._hands
        if moment == "starting":
            cut.after(chance.uniform(0, START_SECONDS))
        self._counter.start()
        hands.wait("people to sign in", lambda s: s["chosen"], patience=PATIENCE_SECONDS)
        if moment == "signing in":
            cut.after(chance.uniform(0, STEP_SECONDS))
        hands.scan(self._badge)
        hands.wait("the sale screen", lambda s: not s["locked"], patience=PATIENCE_SECONDS)
        self._ask_for_a_copy()
        if moment == "scanning":
            cut.after(chance.uniform(0, STEP_SECONDS))
        self._fill_basket()
        self._ready_to_pay()
        self._wait_for_silence()
        paper = len(self._counter.printed())
        if moment == "paying":
            cut.after(chance.uniform(PRESS_SECONDS, PAY_SECONDS))
        elif moment == "printing":
            cut.at_paper(paper + chance.randrange(1, RECEIPT_BYTES))
        self._at_press = paper
        self.notes.shown.add(self._pay())
        if moment == "after":
            cut.after(chance.uniform(0, STEP_SECONDS))

    def _ask_for_a_copy(self) -> None:
        if self._torn and self._chance.random() < 0.5:
            self._hands.key("Ctrl+P")
            self.notes.copies_asked += 1
        self._torn = False

    def _fill_basket(self) -> None:
        """Scan goods, unless the basket of the former life is still there; half have a member."""
        hands, chance = self._hands, self._chance
        if hands.state["pieces"] == 0:
            for code in chance.sample(self._codes, chance.randint(1, 2)):
                more = _more_than(hands.state["pieces"])
                hands.scan(code)
                hands.wait("the goods", more)
        if not hands.state["member"] and chance.random() < 0.5:
            customer = chance.choice(self._customers)
            hands.scan(customer.qr)
            hands.wait("the member", lambda s: s["member"] == customer.member_id)

    def _ready_to_pay(self) -> None:
        """Take stored value in hand where it covers the bill, else cash."""
        hands = self._hands
        state = hands.wait("the rights of the member", _rights_settled, patience=PATIENCE_SECONDS)
        if state["member"] and state["sure"] >= state["due"] > 0 and not state["paid"]:
            hands.key("Alt+1")
            hands.wait("stored value in hand", lambda s: s["tender"] == "stored_value")
            return
        hands.key("Alt+2")
        hands.wait("cash in hand", lambda s: s["tender"] == "cash")
        if state["paid"] and state["screen"] == "sale-page":
            hands.key("Return")
            hands.wait("the payment page", lambda s: s["screen"] == "payment-page")

    def _pay(self) -> str:
        before = self._hands.state["receipt"]
        self._hands.key("Return")
        done = self._hands.wait("a paid sale", lambda s: s["receipt"] != before)
        return str(done["receipt"])

    def _note_paper(self, length: int) -> None:
        """Note a cut after the press: was the last byte of its receipt with the printer already."""
        paper = self._counter.printed()[self._at_press : length]
        if _CUT not in paper:
            self.notes.between += 1
            self._torn = bool(paper)
            self.notes.torn += self._torn

    def _wait_for_silence(self) -> None:
        """Wait until the printer gets nothing more: what came before the press is not counted."""
        length = -1
        while length != (length := len(self._counter.printed())):
            self._pause.wait(QUIET_SECONDS)

    def _kill_what_is_left(self) -> None:
        """End a life that no cut has ended, and hang up."""
        self._counter.till.kill()


def _report(shop: SampleShop, notes: Sequence[Notes], *, seconds: float) -> dict[str, Any]:
    """Judge by what is on paper, in the journals and at the server; the tills are stopped."""
    shown = {number for note in notes for number in note.shown}
    return {
        "kills": sum(sum(note.moments.values()) for note in notes),
        "between_pay_and_last_byte": sum(note.between for note in notes),
        "moments": dict(sum((note.moments for note in notes), Tally())),
        "torn": sum(note.torn for note in notes),
        "copies_asked": sum(note.copies_asked for note in notes),
        "stuck": [text for note in notes for text in note.stuck],
        "seconds": round(seconds, 1),
    } | evidence(shop, shown)


def _more_than(pieces: int) -> Callable[[State], bool]:
    return lambda state: bool(state["pieces"] > pieces)


def _all_sent(state: State) -> bool:
    return bool(state["online"]) and state["queued"] == 0


def _rights_settled(state: State) -> bool:
    return not state["member"] or state["sure"] >= state["due"] or not state["wish_pending"]
