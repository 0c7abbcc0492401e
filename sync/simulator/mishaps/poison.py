"""Mishaps of one operation: a till writes down what no server understands, as a newer one might.

It goes to quarantine, and the others go on.
"""

from pos_member.domain.journal import Draft, seal
from pos_member.services.till import SYSTEM, Till
from pos_member.storage import entries, meta
from sync.simulator.mishap import Blow, Mishap

KIND = "strange"
_BODY = b'{"what":"unknown"}'


def _poison(blow: Blow) -> bool:
    counter = blow.counter
    op_id = counter.next_id()

    def work(till: Till) -> None:
        draft = Draft(op_id, KIND, SYSTEM, counter.moment(), _BODY)
        with till.journal.writing() as connection:
            head = meta.head(connection)
            entry = seal(
                draft,
                terminal_id=head.terminal_id,
                incarnation=head.incarnation,
                seq=head.seq + 1,
                prev=head.hash,
            )
            entries.append(connection, entry)
            meta.put(connection, {meta.HEAD_SEQ: entry.seq, meta.HEAD_HASH: entry.hash})

    blow.chain.excuses.quarantined.add(op_id)
    return counter.act("poison", work)


MISHAPS = (Mishap("poison", 40, _poison),)
