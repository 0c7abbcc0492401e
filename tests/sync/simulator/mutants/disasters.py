"""Rules for the days after a disaster: a server restored, a till lost, an operation kept apart."""

from tests.sync.simulator.mutants.mutant import Mutant

_SCENARIOS = "tests/sync/simulator/test_recovery_scenarios.py"
_RECOVERY = "tests/sync/server/test_recovery.py"

MUTANTS = (
    Mutant(
        "a restored server lends before its tills have come",
        "sync/server/exchange.py",
        "till.waits = recovering.on",
        "till.waits = False",
        f"{_SCENARIOS}::test_money_lent_out_after_the_backup_is_not_lent_a_second_time",
    ),
    Mutant(
        "a restored server does not relearn the leases that it forgot",
        "sync/server/exchange.py",
        "relearning=recovering.relearning",
        "relearning=False",
        f"{_SCENARIOS}::test_a_restored_server_is_rebuilt_by_its_tills_to_the_last_sale[sqlite]",
    ),
    Mutant(
        "a till checks in before it wrote down that the server was restored",
        "sync/server/exchange.py",
        "has_all=has_all and request.epoch == house.epoch",
        "has_all=has_all",
        f"{_RECOVERY}::test_a_till_has_checked_in_only_once_it_wrote_down_the_new_life[sqlite]",
    ),
    Mutant(
        "what was lent beyond the books is never made good",
        "sync/server/recovery.py",
        "free = min(-row.amount, _free(connection, row.no, kind, row.lot))",
        "free = 0",
        f"{_RECOVERY}::test_what_is_not_there_yet_comes_out_of_suspense_and_goes_back[sqlite]",
    ),
    Mutant(
        "a till that meets a restored server does not say again what it was acknowledged",
        "sync/client/push.py",
        "behind = reply.status == messages.REWIND or reply.ack_seq < self._base[0]",
        "behind, reply = False, replace(reply, ack_seq=self._base[0], ack_hash=self._base[1])",
        "tests/sync/client/test_push.py::test_a_server_that_knows_less_gets_the_rest_again",
    ),
    Mutant(
        "what a waiting operation took stays in its lease",
        "sync/server/apply.py",
        "quarantine.hold(desk, draft.op_id, opened.body, code=outcome.code)",
        "pass",
        "tests/sync/server/test_quarantine.py::test_what_it_took_is_held_apart[sqlite]",
    ),
    Mutant(
        "a lost till's late journal gives its members' value back to nobody",
        "sync/server/exchange.py",
        "lost.settle(desk, till.status)",
        "pass",
        "tests/sync/server/test_lost.py"
        "::test_a_top_up_that_it_took_is_the_members_as_soon_as_it_is_known[sqlite]",
    ),
)
