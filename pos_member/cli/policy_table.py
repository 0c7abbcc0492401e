"""``pos-member simulate --policy``: how much each lease policy lets members pay offline.

The table of ``docs/reliability.md`` is what this prints.
"""

import argparse
import sys

from pos_member.cli import DONE, REFUSED
from pos_member.cli.text import write_json
from pos_member.domain.errors import Damaged
from sync.simulator.policies import DEFAULT, PLANS, Tally, compare
from sync.simulator.trade import MEMBERS

ALL = "all"
ACCEPTED_BP_LEAST = 6_000
HELD_UP_BP_MOST = 50
HEAD = (
    "| policy | 1 h × 6 a month, full / part | 8 h × 4, full / part | online held up | overdraft |",
    "|---|---|---|---|---|",
)


def run(options: argparse.Namespace, seeds: tuple[int, int]) -> int:
    """Print the table; status 1 when the default policy misses what it is chosen for.

    Raises:
        Damaged: ``policy``: one that is not known.
    """
    names = names_in(options.policy)
    first, last = seeds
    progress = None if options.json else _progress
    found = compare(names, range(first, last + 1), progress, members=options.members or MEMBERS)
    if options.json:
        write_json({name: [tally.to_json() for tally in both] for name, both in found.items()})
    else:
        print("\n".join(table(found)))
    return (
        DONE if all(is_well(both) for name, both in found.items() if name == DEFAULT) else REFUSED
    )


def names_in(policy: str) -> list[str]:
    """Return the policies that ``policy`` names: ``all``, or some by name with commas between.

    Raises:
        Damaged: ``policy``: one that is not known.
    """
    names = list(PLANS) if policy == ALL else policy.split(",")
    for name in names:
        if name not in PLANS:
            raise Damaged("policy", given=name[:60], wanted=", ".join(PLANS))
    return names


def is_well(both: tuple[Tally, Tally]) -> bool:
    """Tell whether a policy is good enough to be the default, under either kind of outage."""
    return all(
        tally.accepted_bp >= ACCEPTED_BP_LEAST
        and tally.held_up_bp <= HELD_UP_BP_MOST
        and not tally.overdrawn
        for tally in both
    )


def table(found: dict[str, tuple[Tally, Tally]]) -> list[str]:
    """Return the lines of the table."""
    return [*HEAD, *(_line(name, *both) for name, both in found.items())]


def _line(name: str, short: Tally, long: Tally) -> str:
    overdrawn = short.overdrawn + long.overdrawn
    minor = short.overdraft_minor + long.overdraft_minor
    cells = (
        name,
        f"{_percent(short.accepted_bp)} / {_percent(short.in_part_bp)} %",
        f"{_percent(long.accepted_bp)} / {_percent(long.in_part_bp)} %",
        f"{_fine(short.held_up_bp)}-{_fine(long.held_up_bp)} %",
        f"{overdrawn} cases, {minor // 100}.{minor % 100:02}" if overdrawn else "0",
    )
    return "| " + " | ".join(cells) + " |"


def _percent(basis_points: int) -> str:
    return f"{basis_points // 100}.{basis_points % 100 // 10}"


def _fine(basis_points: int) -> str:
    return f"{basis_points // 100}.{basis_points % 100:02}"


def _progress(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
