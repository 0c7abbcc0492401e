"""What a simulated chain sells reaches boundaries, and its program is changed by copies."""

from pos_member.domain.lease import LeasePolicy
from sync.simulator.assortment import CAP_MINOR, PROGRAM, with_cap, with_policy


def test_a_program_may_lend_by_another_policy():
    policy = LeasePolicy(share_bp=10_000)
    assert with_policy(PROGRAM, policy).leases.policy == policy


def test_a_program_may_have_a_cap_that_two_top_ups_reach():
    capped = with_cap(PROGRAM, CAP_MINOR).stored_value
    assert capped.balance_cap_minor == CAP_MINOR
    assert capped.offers == PROGRAM.stored_value.offers
    assert PROGRAM.stored_value.balance_cap_minor is None
