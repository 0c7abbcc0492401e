"""Rules of leases: who may spend what, and where."""

from tests.sync.simulator.mutants.mutant import Mutant

SCENARIOS = "tests/sync/simulator/test_scenarios.py::"
LENDING = "tests/sync/server/test_lending.py::"
LIMIT = "tests/sync/server/test_static_code_limit.py::"
BOOKS = "tests/sync/server/test_books.py::"
SHOP_TIME = "tests/services/test_shop_time.py::"

MUTANTS = (
    Mutant(
        "a payment takes nothing out of its lease",
        "pos_member/services/booking.py",
        "for leg in moves.taken:",
        "for leg in moves.taken[:0]:",
        "tests/services/test_checkout.py::test_stored_value_pays_what_is_sure_and_cash_the_rest",
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
    Mutant(
        "a lease is not journaled",
        "pos_member/services/leases.py",
        "                _book(connection, till, LeaseOpened(grant), moment)\n",
        "                leases.open_(connection, grant)\n",
    ),
    Mutant(
        "an expired lease is reclaimed by time",
        "sync/server/lending.py",
        "    account = read_account(desk, no, want.kind)\n    if want.kind",
        "    for change in (\n"
        "        'UPDATE holding SET free_principal = free_principal + (SELECT'\n"
        "        ' coalesce(sum(remaining), 0) FROM lease WHERE lease.no = holding.no AND'\n"
        "        \" kind = 'principal' AND expires_ms <= %d)\",\n"
        "        'UPDATE lease SET remaining = 0'\n"
        "        \" WHERE kind = 'principal' AND expires_ms <= %d\",\n"
        "    ):\n"
        "        desk.connection.exec_driver_sql(change % desk.now_ms)\n"
        "    account = read_account(desk, no, want.kind)\n    if want.kind",
        LENDING + "test_what_expired_at_a_till_that_is_away_is_still_its_own[sqlite]",
    ),
    Mutant(
        "the guard on the balance is dropped",
        "sync/server/books.py",
        "if by < 0 and held + before + by < 0:",
        "if by < 0 and held + before + by < -(10**9):",
        BOOKS + "test_nothing_goes_below_zero_over_several_operations[sqlite-bonus]",
    ),
    Mutant(
        "a grant is made of more than is free",
        "sync/server/lending.py",
        "    amount = min(asked, account.free)\n",
        "    amount = asked\n",
        LENDING + "test_what_a_payment_needs_is_lent_beyond_the_share[sqlite]",
    ),
    Mutant(
        "a till's share comes before a payment that waits",
        "sync/server/levelling.py",
        "    return bool(desk.connection.execute(_WAITED_FOR, where).scalar_one())\n",
        "    return False\n",
        LENDING + "test_a_recall_is_said_until_it_is_met[sqlite]",
    ),
    Mutant(
        "what one sale may take from a lease is not looked at",
        "sync/server/booking.py",
        "        if 0 < most < amount and sale.approval is None:\n",
        "        if False:\n",
        LIMIT + "test_a_sale_takes_from_a_lease_what_it_was_lent_for_or_a_manager_allowed_more"
        "[sqlite-parts1-False-expected1]",
    ),
    Mutant(
        "a word of the server that is said again is new",
        "pos_member/services/shop_time.py",
        "    if server_time_ms == meta.number(connection, meta.SERVER_TIME):\n        return\n",
        "",
        SHOP_TIME + "test_a_word_that_is_said_again_is_as_old_as_it_is",
    ),
    Mutant(
        "a clock set back prolongs a lease over a reboot",
        "pos_member/services/booking.py",
        "    latest = time_in(known, draft.moment).now_ms\n",
        "    latest = draft.moment.wall_ms\n",
        SHOP_TIME + "test_what_passed_before_a_reboot_has_passed",
    ),
)
