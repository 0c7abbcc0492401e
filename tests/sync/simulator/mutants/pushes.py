"""Rules of the exchange between till and server."""

from tests.sync.simulator.mutants.mutant import Mutant

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
)
