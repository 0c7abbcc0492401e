"""Rules of refunds: what comes back, how often, and what is taken back for it."""

from tests.sync.simulator.mutants.mutant import Mutant

INVERSE = "tests/domain/test_refund.py::"
SERVER = "tests/sync/server/test_refunds.py::"
OWED = "tests/sync/server/test_owed.py::"
TILL = "tests/services/test_refunds.py::"

MUTANTS = (
    Mutant(
        "a line comes back beyond its remainder",
        "pos_member/domain/refund.py",
        "        if not 0 < quantity <= left[line_id]:\n",
        "        if not 0 < quantity:\n",
        INVERSE + "test_nothing_more_comes_back_than_was_sold",
    ),
    Mutant(
        "each partial refund is rounded by itself",
        "pos_member/domain/refund.py",
        "    total = divide_half_away(line.paid_minor * upto, line.quantity)\n",
        "    total = divide_half_away(line.paid_minor * quantity, line.quantity)"
        " + gone.amounts[line.line_id]\n",
        INVERSE + "test_a_part_of_a_line_comes_back_at_its_rounded_share",
    ),
    Mutant(
        "points that a sale earned are not taken back",
        "pos_member/domain/transfers.py",
        "    if refund.earned:\n",
        "    if not refund:\n",
        SERVER + "test_a_whole_refund_is_the_identity_on_every_figure[sqlite]",
    ),
    Mutant(
        "principal that comes back may be lent to any till",
        "pos_member/domain/transfers.py",
        "    made += money(lease_account(op_id, member, Kind.PRINCIPAL), refund.principal)\n",
        "    made += money(member_account(member, Kind.PRINCIPAL), refund.principal)\n",
        SERVER + "test_a_whole_refund_is_the_identity_on_every_figure[sqlite]",
    ),
    Mutant(
        "the server does not count what came back",
        "sync/server/booking.py",
        "    refunds.note(desk, refund)\n",
        "",
        SERVER + "test_a_sale_refunded_twice_is_the_shops_loss_and_nobody_elses[sqlite]",
    ),
    Mutant(
        "points that are owed are never paid",
        "sync/server/apply.py",
        "        owed.settle(desk)\n",
        "",
        OWED + "test_earned_points_that_were_spent_are_owed_and_the_next_ones_pay[sqlite]",
    ),
    Mutant(
        "a restored server takes points that may be on loan",
        "sync/server/owed.py",
        "    if desk.recovering:\n",
        "    if not desk:\n",
        OWED + "test_a_restored_server_asks_nobody_for_points_before_it_knows_all[sqlite]",
    ),
    Mutant(
        "a till refunds what an ended incarnation of it sold",
        "pos_member/services/refunds.py",
        "    if not sold.sure and not order.at_risk:\n",
        "    if not sold:\n",
        TILL + "test_a_sale_of_an_incarnation_that_ended_is_refunded_at_the_shops_risk_only",
    ),
    Mutant(
        "a cashier refunds alone",
        "pos_member/services/staff.py",
        '    if approval is None:\n        raise Refused("approval_needed", reason=reason)\n',
        '    if approval is None:\n        return Approval("", reason)\n',
        TILL + "test_nobody_takes_money_out_of_the_drawer_alone",
    ),
)
