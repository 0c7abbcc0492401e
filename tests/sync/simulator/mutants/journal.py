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
        "tests/services/test_checkout.py::test_a_double_click_is_one_sale",
    ),
    Mutant(
        "an operation's id does not stand under the hash",
        "pos_member/domain/journal.py",
        "        draft.op_id,\n        draft.kind,\n        draft.schema_version",
        '        "",\n        draft.kind,\n        draft.schema_version',
        "tests/domain/test_journal.py::test_the_same_sale_twice_at_one_number_differs_by_its_id",
    ),
    Mutant(
        "a commit is not flushed",
        "pos_member/storage/database.py",
        "        self._full = _WHEN_FULL if flush else _WHEN_OFF",
        "        self._full = _WHEN_OFF",
        "tests/power/test_cuts.py::test_no_printed_sale_is_lost_however_often_the_power_goes",
    ),
    Mutant(
        "a commit that was refused leaves its transaction open",
        "pos_member/storage/database.py",
        "            _end_transaction(self._raw)\n            raise",
        "            raise",
        "tests/storage/test_database.py::"
        "test_whatever_the_disk_refuses_the_next_transaction_begins_anew",
    ),
    Mutant(
        "a replica's cursor is written before the rows that it covers",
        "pos_member/storage/replica_writer.py",
        "                self._put_rows(page)\n                self._finish(page)\n",
        "                self._finish(page)\n                self._put_rows(page)\n",
        "tests/storage/test_replica_writer.py::"
        "test_wherever_it_is_killed_no_cursor_stands_without_its_rows",
    ),
    Mutant(
        "a clock set back prolongs a lease",
        "pos_member/domain/shop_time.py",
        "return ShopTime(max(wall, proven), skew",
        "return ShopTime(wall, skew",
        "tests/domain/test_shop_time.py::test_a_clock_set_back_prolongs_nothing",
    ),
)
