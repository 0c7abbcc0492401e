"""Rules of the exchange between till and server."""

from tests.sync.simulator.mutants.mutant import Mutant

PUSH = "tests/sync/client/test_push.py::"

MUTANTS = (
    Mutant(
        "an acknowledgement is taken for the whole journal",
        "sync/client/push.py",
        "        self.status = reply.status\n",
        "        self.status = reply.status\n"
        "        head = self._journal.place().head_seq\n"
        "        reply = replace(\n"
        "            reply, ack_seq=head, ack_hash=str(self._journal.hash_at(head)))\n",
    ),
    Mutant(
        "a grant is said once, in the reply that may be lost",
        "sync/server/exchange.py",
        "lending.grants_after(desk.connection, till.terminal_id, request.grant_ver)",
        "lending.grants_after(desk.connection, till.terminal_id,\n"
        "            max(request.grant_ver, till.grant_ver - len(request.wants)))",
    ),
    Mutant(
        "figures change without an entry in the feed",
        "sync/server/exchange.py",
        "feed.changed(connection, feed.Change.FIGURES, desk.figures_changed)",
        "feed.changed(connection, feed.Change.FIGURES, ())",
    ),
    Mutant(
        "entries that the server has are taken in again",
        "sync/server/exchange.py",
        "request.entries[len(known) :]",
        "request.entries",
    ),
    Mutant(
        "a reply is believed without the server's signature",
        "sync/client/client.py",
        "if not answers.is_signed(event, request.nonce, self._keys.server_public):",
        "if not event.body:",
        "tests/sync/client/test_client.py::test_any_other_refusal_is_tried_again",
    ),
    Mutant(
        "an acknowledgement is not held against the till's own hash",
        "sync/client/push.py",
        " or self._journal.hash_at(reply.ack_seq) != reply.ack_hash:",
        ":",
        PUSH + "test_an_acknowledgement_of_another_hash_is_a_fork_and_marks_nothing_sent",
    ),
    Mutant(
        "a request that was not answered goes again with another body",
        "sync/client/push.py",
        "        if self._in_hand is None:\n            self._in_hand = self._next()",
        "        if True:\n            self._in_hand = self._next()",
        PUSH + "test_a_request_that_was_not_answered_goes_again_byte_for_byte",
    ),
)
