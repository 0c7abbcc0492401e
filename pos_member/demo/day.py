"""``pos-member demo``: the sample shop for a person to try, or a whole day played without one."""

import argparse
import json
import os
import platform
import sys
import time
from pathlib import Path

from pos_member.demo import kills
from pos_member.demo.report import close_tills, passed, report, write_receipts
from pos_member.demo.script import Day, printed_progress
from pos_member.demo.shop import Counter, SampleShop, out_folder

DONE, REFUSED = 0, 1
SHOWN_CUSTOMERS = 5


def run(options: argparse.Namespace) -> int:
    """Open the sample shop to a person; without a display, or when asked to, play the day."""
    if options.kills:
        return kills.play(options, out_folder(options.out), printed_progress())
    if options.script or not _has_display():
        return play(options)
    return open_to_a_person(options)


def play(options: argparse.Namespace) -> int:
    """Play the day, write receipts, pictures and report, and return 0 when all promises held."""
    out = out_folder(options.out)
    say = printed_progress()
    begin = time.monotonic()
    say(f"sample shop with {options.members} members; all of it goes to {out}")
    with SampleShop(
        out, members=options.members, seed=options.seed, counters=2, database=options.database
    ) as shop:
        notes = Day(shop, out / "screens", seed=options.seed, progress=say).play()
        close_tills(shop)
        made = report(shop, notes, seconds=time.monotonic() - begin)
        say(f"{write_receipts(shop.counters, out / 'receipts')} receipts written")
    text = json.dumps(made, ensure_ascii=False, indent=1)
    (out / "report.json").write_text(text + "\n", encoding="utf-8")
    _summarise(made)
    return DONE if passed(made) else REFUSED


def open_to_a_person(options: argparse.Namespace) -> int:
    """Open one till of the sample shop; typed lines are scanned by its simulated scanner."""
    out = out_folder(options.out)
    with SampleShop(
        out,
        members=options.members,
        seed=options.seed,
        counters=1,
        database=options.database,
        display=True,
    ) as shop:
        counter = shop.counters[0]
        counter.start()
        _explain(shop, out)
        return _until_closed(counter)


def _until_closed(counter: Counter) -> int:
    assert counter.till.process is not None
    while counter.till.process.poll() is None:
        line = sys.stdin.readline()
        if not line:
            # Nobody types: wait for the window alone.
            return int(counter.till.process.wait())
        if line.strip():
            counter.scanner.scan(line.strip())
    return int(counter.till.process.returncode)


def _explain(shop: SampleShop, out: Path) -> None:
    print("The till is open. Type a code here and press Enter: the simulated scanner scans it.")
    print("\nWho works here (sign in with the PIN):")
    for person in shop.staff():
        print(f"  {person['name']}  {person['role']:8} PIN {person['pin']}")
    print("\nGoods: 6901234567892 · unknown goods: 6999999999999")
    print("\nCustomers (card or phone can be typed, the code is what their phone shows):")
    for customer in shop.customers()[:SHOWN_CUSTOMERS]:
        print(
            f"  {customer.name}  phone {customer.phone}  card M{customer.card}\n    {customer.qr}"
        )
    print(f"\nWhat the printer receives: {out}/data/till-01/paper.bin", flush=True)


def _summarise(made: dict[str, object]) -> None:
    for name in ("operations", "receipts", "outage", "power_cut", "scan_to_paint_ms"):
        print(f"{name}: {json.dumps(made[name], ensure_ascii=False)}")
    verdicts = ("lost", "doubled", "overdrawn", "quarantined", "totals_agree", "figures_agree")
    print(", ".join(f"{name} {made[name]}" for name in verdicts), flush=True)


def _has_display() -> bool:
    if platform.system() in ("Windows", "Darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
