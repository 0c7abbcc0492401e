"""Rules of leases: who may spend what, and where."""

from tests.sync.simulator.mutants.mutant import Mutant

SCENARIOS = "tests/sync/simulator/test_scenarios.py::"

MUTANTS = (
    Mutant(
        "a payment takes nothing out of its lease",
        "pos_member/services/booking.py",
        "for leg in moves.taken:",
        "for leg in moves.taken[:0]:",
    ),
    Mutant(
        "a recall takes what an open payment reserves",
        "pos_member/services/leases.py",
        "amount = max(0, held.free - keep)",
        "amount = max(0, held.remaining - keep)",
        SCENARIOS + "test_a_payment_that_holds_rights_is_not_robbed_by_a_recall",
    ),
    Mutant(
        "a top-up goes to what other tills may borrow",
        "pos_member/domain/transfers.py",
        "    rights = lease_account(op_id, member, Kind.PRINCIPAL)\n",
        "    rights = member_account(member, Kind.PRINCIPAL)\n",
        SCENARIOS + "test_two_tills_without_network_never_spend_the_same_money[sqlite]",
    ),
)
