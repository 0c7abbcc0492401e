"""Rules of coupons: used only from a lease, and used once."""

from tests.sync.simulator.mutants.mutant import Mutant

SCENARIOS = "tests/sync/simulator/test_coupon_scenarios.py::"
SERVER = "tests/sync/server/test_coupons.py::"

MUTANTS = (
    Mutant(
        "a coupon is not leased",
        "pos_member/services/coupons.py",
        "        raise Refused(NOT_HERE if online else OFFLINE)\n",
        '        return ""\n',
        SCENARIOS + "test_of_two_tills_without_network_only_the_one_with_the_lease_can",
    ),
    Mutant(
        "a coupon is used twice: its lease still holds it after the sale",
        "pos_member/domain/operations.py",
        "        return paid + tuple([each.leg for each in self.coupons if each.lease_id])\n",
        "        return paid\n",
        SCENARIOS + "test_of_two_tills_without_network_only_the_one_with_the_lease_can",
    ),
    Mutant(
        "a second use of a coupon that needs no lease is nobody's loss",
        "sync/server/shortage.py",
        "if _is_gone(desk, sale, used)]",
        "if False]",
        SERVER + "test_a_coupon_without_a_lease_is_used_once_and_the_second_is_the_shops_loss"
        "[sqlite]",
    ),
)
