"""All mutants: add a new group's ``MUTANTS`` here."""

from tests.sync.simulator.mutants import (
    applying,
    coupons,
    decisions,
    disasters,
    headroom,
    incarnations,
    journal,
    lending,
    packages,
    pushes,
    refunds,
    terminals,
)
from tests.sync.simulator.mutants.mutant import Mutant

MUTANTS: tuple[Mutant, ...] = (
    *journal.MUTANTS,
    *pushes.MUTANTS,
    *applying.MUTANTS,
    *decisions.MUTANTS,
    *lending.MUTANTS,
    *coupons.MUTANTS,
    *packages.MUTANTS,
    *disasters.MUTANTS,
    *incarnations.MUTANTS,
    *headroom.MUTANTS,
    *refunds.MUTANTS,
    *terminals.MUTANTS,
)
