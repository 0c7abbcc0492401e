"""Byte strings by the million through framing, parsing and ``scan``, and what may come of them.

``python -m tests.devices.scan_flood STRINGS [SEED]`` plays any number and prints its figures. Each
string goes through a line's framer whole, in pieces or byte by byte, with line noise between, and
every text that comes out through the scan of a till that knows a member, goods and a badge. What
was sent whole must be found; what was never sent must not be: whoever is opened has to stand in the
text, by a reading of it that has nothing in common with the product's.
"""

import hashlib
import random
import re
import resource
import sys
import tempfile
import time
import unicodedata
from collections import Counter as Count
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from devices.framing import ANY_END, OVERLONG, Framer, Framing
from pos_member.domain.code_texts import card_barcode_text, staff_badge_text
from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.services.scanning import scan
from tests.support.counter import Counter, card
from tests.support.refused_codes import MEMBER, genuine

BADGE = bytes(range(16))
MOBILE = "13800006620"
EAN, SKU = "6901234567892", "TEA-88"
RECEIPT = "PR0:"
_BASE45 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_SILENCE_MS = 60
_FOUND = {
    ScanOutcome.MEMBER, ScanOutcome.GOODS, ScanOutcome.STAFF, ScanOutcome.COUPON,
}  # fmt: skip
_AIM = re.compile(r"^\][A-Z][0-9A-Z]", re.IGNORECASE)


@dataclass
class Figures:
    """What a flood came to.

    Attributes:
        wrong: what must not be: an invented code, a lost one, a text that depends on the cuts.
        slowest_us: of the work of one string, without waiting for a core.
    """

    strings: int = 0
    sent_bytes: int = 0
    texts: int = 0
    outcomes: Count[str] = field(default_factory=Count)
    wrong: list[str] = field(default_factory=list)
    slowest_us: int = 0
    grown_kib: int = 0


class Flood:
    """A till's line under fire."""

    def __init__(self, counter: Counter, chance: random.Random) -> None:
        self._counter, self._chance = counter, chance
        _stock(counter)
        self._moment = counter.now()
        texts = [
            genuine(MEMBER).text,
            genuine(MEMBER, self._moment.wall_ms).text,
            card_barcode_text(card(MEMBER)),
            staff_badge_text(BADGE),
            MOBILE,
            EAN,
            SKU,
        ]
        self._genuine = {text: text.encode() for text in texts}
        self._kinds = (
            self._any_bytes, self._printable, self._digits, self._base45, self._altered,
            self._joined, self._chinese, self._stripe, self._gs1, self._whole,
        )  # fmt: skip
        self._cut, self._straight = _framer(), _framer()
        self._clock_ms = 0
        self.figures = Figures()

    def play(self, strings: int) -> Figures:
        """Send so many strings; what is wrong with them stands in the figures."""
        began_kib = 0
        for no in range(strings):
            if no == strings // 10:  # what is loaded and kept for good has been by then
                began_kib = _memory_kib()
            self._send(self._kinds[no % len(self._kinds)]())
        self.figures.grown_kib = _memory_kib() - began_kib
        return self.figures

    def _send(self, content: bytes) -> None:
        by_silence = self._chance.random() < 0.2
        end = b"" if by_silence else self._chance.choice((*ANY_END, b"\r\n"))
        whole = content + end
        began_ns = time.thread_time_ns()
        texts = [text for part in self._pieces(whole) for text in self._fed(part)]
        texts += self._quiet() if by_silence else []
        found = [scan(self._counter.till, text, self._moment) for text in texts]
        self._count((time.thread_time_ns() - began_ns) // 1000, whole, found)
        straight = self._straight.feed(whole, now_ms=self._clock_ms)
        straight += (
            self._straight.silence(now_ms=self._clock_ms + _SILENCE_MS) if by_silence else []
        )
        self._judge(content, texts, straight, found)

    def _fed(self, part: bytes) -> list[str]:
        self._clock_ms += self._chance.randrange(3)
        return self._cut.feed(part, now_ms=self._clock_ms)

    def _quiet(self) -> list[str]:
        """Wait a little less than what ends a code, and then long enough."""
        early = self._cut.silence(now_ms=self._clock_ms + _SILENCE_MS - 1)
        if early:
            self.figures.wrong.append("a pause that is too short ended a code")
        return early + self._cut.silence(now_ms=self._clock_ms + _SILENCE_MS)

    def _pieces(self, whole: bytes) -> Iterator[bytes]:
        """Cut ``whole``: not at all, at any places with noise between, or into bytes."""
        way = self._chance.randrange(3)
        if way == 0:
            yield whole
            return
        at = 0
        while at < len(whole):
            size = 1 if way == 1 else self._chance.randrange(1, 40)
            yield whole[at : at + size]
            at += size
            if way == 2:
                yield b"\x00" * self._chance.randrange(3)

    def _count(self, spent_us: int, whole: bytes, found: list[Scanned]) -> None:
        self.figures.strings += 1
        self.figures.sent_bytes += len(whole)
        self.figures.texts += len(found)
        self.figures.slowest_us = max(self.figures.slowest_us, spent_us)
        self.figures.outcomes.update(f"{one.outcome.name} {one.code}".strip() for one in found)

    def _judge(
        self, content: bytes, texts: list[str], straight: list[str], found: list[Scanned]
    ) -> None:
        wrong = self.figures.wrong
        if texts != straight or self._cut.waiting:
            wrong.append(f"cut otherwise, read otherwise: {content!r}")
        if any(len(text) > 512 for text in texts if text != OVERLONG):
            wrong.append(f"longer than a code may be: {content!r}")
        for text, shown in zip(texts, found, strict=True):
            if shown.outcome in _FOUND and not self._stands_in(text, shown):
                wrong.append(f"{shown.outcome.name} invented from {text!r}")
        if content in self._genuine.values() and [one.outcome in _FOUND for one in found] != [True]:
            wrong.append(f"lost: {content!r}")

    def _stands_in(self, text: str, shown: Scanned) -> bool:
        """Tell whether what was found is what the text says, by another way of reading it."""
        plain = _AIM.sub("", unicodedata.normalize("NFKC", text).strip()).upper()
        digits = re.sub(r"[ +-]", "", plain)
        by_outcome: dict[ScanOutcome, tuple[str, ...]] = {
            ScanOutcome.STAFF: (staff_badge_text(BADGE),),
            ScanOutcome.GOODS: (EAN, SKU),
            ScanOutcome.MEMBER: (*list(self._genuine)[:3], card(MEMBER), MOBILE, f"86{MOBILE}"),
        }
        if shown.outcome is ScanOutcome.COUPON:
            return plain.startswith("PC0:")
        wanted = by_outcome[shown.outcome]
        gs1 = shown.outcome is ScanOutcome.GOODS and f"010{EAN}" in re.sub(r"[()]", "", plain)
        return plain in wanted or digits in wanted or gs1

    # --- kinds of strings -----------------------------------------------------------------------

    def _any_bytes(self) -> bytes:
        return self._chance.randbytes(self._chance.choice((0, 1, 8, 40, 130, 130, 600)))

    def _printable(self) -> bytes:
        return bytes(self._chance.randrange(0x20, 0x7F) for _ in range(self._chance.randrange(40)))

    def _digits(self) -> bytes:
        size = self._chance.randrange(1, 26)
        text = str(self._chance.randrange(10**size)).zfill(size)
        return self._chance.choice(("", "", "", "M", "+86", "]E0")).encode() + text.encode()

    def _base45(self) -> bytes:
        size = self._chance.choice((15, 24, 114, 126, self._chance.randrange(140)))
        prefix = self._chance.choice((b"PM0:", b"PM0:", b"PC0:", b"PB0:", RECEIPT.encode()))
        return prefix + bytes(self._chance.choices(_BASE45, k=size))

    def _altered(self) -> bytes:
        """A genuine code in which something was turned, lost, doubled or put in."""
        made = bytearray(self._whole())
        for _ in range(self._chance.randrange(1, 4)):
            at = self._chance.randrange(len(made))
            change: Callable[[], None] = self._chance.choice(
                (
                    lambda at=at: made.__setitem__(at, self._chance.randrange(256)),
                    lambda at=at: made.__delitem__(slice(at, at + 1 + (len(made) > 9))),
                    lambda at=at: made.insert(at, self._chance.choice(_BASE45)),
                    lambda at=at: made.extend(made[at : at + 5]),
                )
            )
            change()
        return bytes(made)

    def _joined(self) -> bytes:
        return self._whole() + self._whole()[self._chance.randrange(4) :]

    def _chinese(self) -> bytes:
        text = "".join(chr(self._chance.randrange(0x4E00, 0x9FA5)) for _ in range(8))
        sent = text.encode(self._chance.choice(("gb18030", "utf-8")))
        return sent[self._chance.randrange(2) :]

    def _stripe(self) -> bytes:
        size = self._chance.randrange(12, 20)
        number = str(self._chance.randrange(10**size)).zfill(size)
        form = self._chance.choice(("%B{}^A/B^2512101?", ";{}=25121010?", "+{}?", "{}=2512", "?{}"))
        return form.format(number).encode()

    def _gs1(self) -> bytes:
        parts = ["01" + str(self._chance.randrange(10**14)).zfill(14)]
        for _ in range(self._chance.randrange(3)):
            number = str(self._chance.randrange(10**6)).zfill(6)
            parts.append(self._chance.choice(("3103", "17", "10", "21", "3922", "99")) + number)
        named = self._chance.choice(("]C1", "]Q3", "]d2", "", "]e0"))
        return (named + self._chance.choice(("\x1d", "")).join(parts)).encode()

    def _whole(self) -> bytes:
        return self._chance.choice(list(self._genuine.values()))


def _framer() -> Framer:
    return Framer(Framing(silence_ms=_SILENCE_MS))


def _memory_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _stock(counter: Counter) -> None:
    counter.publish()
    counter.member(MEMBER, mobile=MOBILE)
    goods = {
        "sku": SKU, "name": "龙井", "category": "drinks", "price_minor": 6_800,
        "member_price_minor": None, "service": False, "weighed": False, "tax_bp": 900,
        "terms": "longjing lj", "active": True, "codes": [EAN],
    }  # fmt: skip
    badge = {
        "staff_id": "anna", "name": "anna", "role": "cashier", "active": True,
        "pin_verifier": "x", "badge_hash": hashlib.sha256(BADGE).hexdigest(),
    }  # fmt: skip
    counter.pull(goods=(goods,), staff=(badge,))


def main() -> int:
    """Play as many as are asked for; 1 where something was wrong."""
    strings = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        counter = Counter(Path(folder))
        began, worked = time.perf_counter(), time.process_time()
        made = Flood(counter, random.Random(seed)).play(strings)
        spent, worked = time.perf_counter() - began, time.process_time() - worked
        counter.till.close()
    outcomes = ", ".join(f"{name}: {count:,}" for name, count in made.outcomes.most_common())
    sys.stdout.write(
        f"{made.strings:,} strings, {made.sent_bytes:,} bytes, {made.texts:,} texts, seed {seed}\n"
        f"{spent:.0f} s, {worked / strings * 1e6:.0f} µs of work each,"
        f" slowest {made.slowest_us:,}\n"
        f"memory grew by {made.grown_kib:,} KiB after the first tenth\n{outcomes}\n"
    )
    sys.stdout.write("\n".join([f"{len(made.wrong)} wrong", *made.wrong[:20], ""]))
    return 1 if made.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
