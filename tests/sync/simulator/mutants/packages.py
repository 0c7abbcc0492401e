"""Rules of packages: a session is used from a lease, and once; what is used is not paid back."""

from tests.sync.simulator.mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        "a session is used and stays in its lease",
        "pos_member/domain/package_operation.py",
        "        return (self.leg,)\n",
        "        return ()\n",
        "tests/sync/simulator/test_packages.py::"
        "test_without_network_they_are_used_where_they_were_sold_and_nowhere_else",
    ),
    Mutant(
        "a session that was used is paid back",
        "pos_member/domain/refund.py",
        "    if sessions_back(sale, refund.sale_id, refund.lines) != sessions_in(",
        "    if False and sessions_back(sale, refund.sale_id, refund.lines) != sessions_in(",
        "tests/sync/server/test_packages.py::"
        "test_a_refund_that_takes_other_sessions_than_it_returns_is_set_apart"
        "[sqlite-4-session-refund_differs]",
    ),
)
