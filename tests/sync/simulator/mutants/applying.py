"""Rules of the server when it applies what a till did."""

from tests.sync.simulator.mutants.mutant import Mutant

APPLY = "tests/sync/server/test_apply.py::"
POSTING = "tests/sync/server/test_posting.py::"

MUTANTS = (
    Mutant(
        "an operation that came before is applied again",
        "sync/server/apply.py",
        "    if known is None:\n",
        "    if known is None or known.kind == draft.kind:\n",
        APPLY + "test_the_same_operation_from_elsewhere_is_known[sqlite]",
    ),
    Mutant(
        "other content under a known id passes for the same operation",
        "sync/server/apply.py",
        "    return mine == (known",
        "    return True or mine == (known",
        APPLY + "test_an_id_with_other_content_is_alarmed[sqlite]",
    ),
    Mutant(
        "a lease that no journal opened pays",
        "sync/server/booking.py",
        "    if not desk.lease(leg.lease_id, no=no, kind=leg.kind).opened:",
        "    if not desk.lease(leg.lease_id, no=no, kind=leg.kind).lease_id:",
        APPLY + "test_a_lease_is_not_spent_from_before_it_is_written_down[sqlite]",
    ),
    Mutant(
        "the statement that moves a balance does not look whether it moved",
        "sync/server/posting.py",
        "    if _MOVE_HOLDING.run(connection, holdings) != len(holdings):\n",
        "    if _MOVE_HOLDING.run(connection, holdings) < 0:\n",
        POSTING + "test_nothing_goes_below_zero[sqlite-principal]",
    ),
    Mutant(
        "the statement that moves a lease does not look whether it moved",
        "sync/server/posting.py",
        "    if _MOVE_LEASE.run(connection, leases) != len(leases):\n",
        "    if _MOVE_LEASE.run(connection, leases) < 0:\n",
        POSTING + "test_in_and_out_of_a_lot_at_once_moves_nothing[sqlite]",
    ),
)
