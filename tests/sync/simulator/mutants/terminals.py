"""Rules of terminals: one replaced, one not trusted, one of another version."""

from tests.sync.simulator.mutants.mutant import Mutant

_SCENARIOS = "tests/sync/simulator/test_terminal_scenarios.py::"
_SPEAKER = "tests/sync/server/test_speaker.py::"
_REINSTATED = "tests/sync/server/test_reinstated.py::"

MUTANTS = (
    Mutant(
        "a replaced device keeps its leases",
        "sync/server/incarnations.py",
        '    connection.execute(_VOIDED, {"id": terminal_id})\n',
        "",
        _SPEAKER + "test_a_replaced_device_drains_and_its_leases_settle[sqlite]",
    ),
    Mutant(
        "a device speaks for an incarnation of another",
        "sync/server/speaker.py",
        "    if key and key != (past.public_key if past else row.public_key):\n",
        "    if False:\n",
        _SPEAKER + "test_a_device_speaks_for_no_incarnation_of_another[sqlite]",
    ),
    Mutant(
        "a key that was revoked is believed once its till was replaced",
        "sync/server/speaker.py",
        "    if past.state == incarnations.BARRED:\n",
        "    if False:\n",
        _SPEAKER + "test_a_device_replaced_while_it_was_not_trusted_is_not_believed[sqlite]",
    ),
    Mutant(
        "a revoked till goes on booking",
        "pos_member/services/booking.py",
        "    check_trusted(known)\n",
        "",
        "tests/services/test_acknowledge.py::"
        "test_a_revoked_till_books_nothing_and_gives_up_what_it_knew",
    ),
    Mutant(
        "a revoked till goes on spending",
        "pos_member/services/till.py",
        "_STANDINGS = (meta.REVOKED, meta.SUPERSEDED,",
        "_STANDINGS = (meta.SUPERSEDED,",
        _SCENARIOS + "test_a_revoked_till_sells_nothing_spends_nothing_and_keeps_what_it_has",
    ),
    Mutant(
        "a revoked till keeps what it knew of the shop's members",
        "sync/client/client.py",
        "            self._pull.erase()\n",
        "            pass\n",
        "tests/sync/client/test_revoked_and_versions.py::"
        "test_a_revoked_till_throws_its_replica_away",
    ),
    Mutant(
        "what a revoked till sent counts at once",
        "sync/server/exchange.py",
        "    if till.status != terminals.REVOKED:\n",
        "    if True:\n",
        _REINSTATED + "test_what_was_kept_apart_is_said_again_and_counts_once[sqlite]",
    ),
    Mutant(
        "what was kept apart is not said again",
        "sync/server/reinstated.py",
        "    return first - 1, speaker.hash_at(connection, till, first - 1)\n",
        "    return base\n",
        _REINSTATED + "test_what_was_kept_apart_is_said_again_and_counts_once[sqlite]",
    ),
    Mutant(
        "an older version is answered in the newest",
        "sync/server/till_routes.py",
        "dump_push_reply(reply, request.protocol)",
        "dump_push_reply(reply)",
        "tests/sync/server/test_till_routes.py::test_an_older_version_is_answered_as_it_asks",
    ),
    Mutant(
        "a till does not fall back to what the server speaks",
        "sync/client/client.py",
        "        if met is None or met.now == request.version:\n",
        "        if True:\n",
        _SCENARIOS + "test_a_server_of_an_older_version_is_spoken_to_in_its_own_form[1]",
    ),
)
