"""Rules of incarnations: the mark, the claim, the copies, and what void leases hold."""

from tests.sync.simulator.mutants.mutant import Mutant

_SCENARIOS = "tests/sync/simulator/test_incarnation_scenarios.py::"
_TILL = "tests/services/test_incarnations.py::"
_SERVER = "tests/sync/server/test_incarnations.py::"

MUTANTS = (
    Mutant(
        "the high-water mark is ignored",
        "pos_member/services/suspicion.py",
        "    if place_of(mark.incarnation, mark.seq) > place_of(head.incarnation, head.seq):\n"
        "        return OLDER\n",
        "    if place_of(mark.incarnation, mark.seq) > place_of(head.incarnation, head.seq):\n"
        '        return ""\n',
        _SCENARIOS
        + "test_a_journal_put_back_with_its_mark_left_alone_spends_nothing_before_it_has_synced",
    ),
    Mutant(
        "the operation's id is not under the hash",
        "pos_member/domain/journal.py",
        "        draft.op_id,\n        draft.kind,\n",
        '        "",\n        draft.kind,\n',
        "tests/domain/test_journal.py::test_the_same_sale_twice_at_one_number_differs_by_its_id",
    ),
    Mutant(
        "an acknowledgement is believed without the own hash there",
        "pos_member/services/acknowledge.py",
        "        if hash_at(connection, head.incarnation, seq) != seq_hash:\n"
        "            part(connection, till, seq)\n"
        "            return False\n"
        "        if seq > head.acked_seq:\n",
        "        if seq > head.acked_seq:\n",
        "tests/services/test_acknowledge.py::test_a_hash_that_is_not_ours_is_a_fork[9]",
    ),
    Mutant(
        "the sync process tells an acknowledgement of another hash",
        "sync/client/push.py",
        "        if reply.status == messages.FORK or "
        "self._journal.hash_at(reply.ack_seq) != reply.ack_hash:\n",
        "        if reply.status == messages.FORK:\n",
        "tests/sync/client/test_push.py::"
        "test_an_acknowledgement_of_another_hash_is_a_fork_and_marks_nothing_sent",
    ),
    Mutant(
        "leases of an ended incarnation live on at the till",
        "pos_member/services/incarnations.py",
        "    leases.void_all(connection)\n",
        "",
        _TILL + "test_all_leases_are_void_and_a_late_grant_for_one_is_ignored",
    ),
    Mutant(
        "what was not acknowledged is not copied",
        "pos_member/services/incarnations.py",
        "entries.every(connection, head.incarnation, since=after)",
        "entries.every(connection, head.incarnation, since=head.seq)",
        _TILL + "test_what_was_not_acknowledged_is_copied_with_its_id_and_its_moment",
    ),
    Mutant(
        "a claim that is asked again is granted again",
        "sync/server/incarnations.py",
        "    return None if found is None else int(found)\n",
        "    return None\n",
        _SERVER + "test_the_same_claim_has_the_same_answer_however_often_it_comes[sqlite]",
    ),
    Mutant(
        "void leases are given back before the copies have come",
        "sync/server/exchange.py",
        "    elif till.last_seq >= request.copied:\n",
        "    else:\n",
        _SERVER + "test_leases_are_void_at_the_claim_and_free_when_the_copies_are_here[sqlite]",
    ),
    Mutant(
        "what a void lease lacks is not covered by the shop",
        "sync/server/booking.py",
        "    covered = shortage.cover(desk, sale, legs)\n",
        "    covered: tuple[Transfer, ...] = ()\n",
        _SERVER + "test_what_a_restored_image_spends_again_is_the_stores_loss[sqlite]",
    ),
)
