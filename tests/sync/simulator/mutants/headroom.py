"""Rules of headroom: who may lift a balance, and by how much."""

from tests.sync.simulator.mutants.mutant import Mutant

SERVER = "tests/sync/server/test_headroom.py::"
SCENARIOS = "tests/sync/simulator/test_headroom_scenarios.py::"

MUTANTS = (
    Mutant(
        "headroom is ignored at the till",
        "pos_member/domain/stored_value.py",
        "    if added_minor > member.headroom_minor:\n",
        "    if False:\n",
        "tests/domain/test_stored_value.py::"
        "test_below_a_cap_a_till_fills_only_what_is_on_loan_to_it",
    ),
    Mutant(
        "a top-up takes no headroom",
        "pos_member/services/topup.py",
        "    if not planned.headroom_minor:\n        return ()\n",
        "    return ()\n",
        SCENARIOS + "test_two_tills_without_a_line_fill_what_each_has_and_no_more",
    ),
    Mutant(
        "headroom on loan is not counted by the server",
        "sync/server/lending.py",
        "    return room, room - lent\n",
        "    return room, room\n",
        SERVER + "test_what_is_lent_of_it_is_never_more_than_the_cap_less_the_balance_and_other"
        "_loans[sqlite]",
    ),
    Mutant(
        "headroom is lent without looking at the bonus",
        "sync/server/lending.py",
        "    room = cap - _HELD.c.principal - _HELD.c.bonus\n",
        "    room = cap - _HELD.c.principal\n",
        SERVER + "test_what_is_filled_by_a_bonus_is_not_lent_again[sqlite]",
    ),
    Mutant(
        "a top-up that is above the cap is not said to be",
        "sync/server/headroom.py",
        "    if _balance(desk, no) > cap:\n        return OVER_CAP\n",
        "",
        SERVER + "test_a_restored_till_that_fills_its_room_again_is_over_the_cap_and_said_to_be"
        "[sqlite]",
    ),
    Mutant(
        "a new member's room belongs to nobody",
        "sync/server/booking.py",
        "    if not enrolment.headroom:\n        return\n",
        "    return\n",
    ),
)
