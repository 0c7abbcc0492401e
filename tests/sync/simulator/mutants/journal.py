"""Rules of the till's journal and of what is booked with it."""

from tests.sync.simulator.mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        "an acknowledgement is not written down",
        "pos_member/services/acknowledge.py",
        "if seq > head.acked_seq:",
        "if seq > 1_000_000:",
    ),
    Mutant(
        "a receipt's number is not taken in the transaction of its sale",
        "pos_member/services/numbers.py",
        "    meta.put(connection, {meta.RECEIPT_COUNTER: counter})\n",
        "",
    ),
    Mutant(
        "a retry of a sale is a new sale",
        "pos_member/services/checkout.py",
        "    if done is not None:\n        return done\n",
        "    payment = replace(payment, op_id=till.next_id())\n",
    ),
)
