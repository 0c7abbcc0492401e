"""Rules of what waits, and of what is decided about it."""

from tests.sync.simulator.mutants.mutant import Mutant

REAPPLY = "tests/sync/server/test_reapply.py::"

MUTANTS = (
    Mutant(
        "what is decided does not hold for copies",
        "sync/server/quarantine.py",
        "for place in places])",
        "for place in places[:1]])",
        REAPPLY + "test_a_decision_holds_for_copies_that_came_before_it_and_after_it[sqlite]",
    ),
    Mutant(
        "a copy of what was decided waits again",
        "sync/server/desk.py",
        "CASE WHEN decision IS NULL THEN operation.code ELSE decision END",
        "operation.code",
        REAPPLY + "test_a_decision_holds_for_copies_that_came_before_it_and_after_it[sqlite]",
    ),
    Mutant(
        "what was held apart stays there when its operation is applied",
        "sync/server/reapply.py",
        "    if opened.body is not None:\n",
        "    if opened.body is None:\n",
        REAPPLY + "test_what_was_held_apart_goes_back_before_it_is_applied[sqlite]",
    ),
    Mutant(
        "what waited for an operation that waited goes on waiting",
        "sync/server/reapply.py",
        "    going = bool(made)\n",
        "    going = False\n",
        REAPPLY + "test_a_newer_server_replays_what_an_older_one_did_not_know[sqlite]",
    ),
    Mutant(
        "what a lost till's operation brings is held for a till that is gone",
        "sync/server/reapply.py",
        "    lost.settle(desk, status)\n",
        "",
        REAPPLY + "test_a_till_that_is_lost_by_then_gives_back_what_it_holds[sqlite]",
    ),
    Mutant(
        "a till is told what was decided last, and never the rest",
        "sync/server/operations.py",
        "    if others:\n",
        "    if not others:\n",
        "tests/sync/server/test_operations.py"
        "::test_all_that_was_decided_is_said_in_the_end_however_much_it_is[sqlite]",
    ),
)
