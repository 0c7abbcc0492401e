"""The push reads the window's journal, in order, in bounds, with the values beside it."""

from pos_member.domain.journal import GENESIS
from pos_member.domain.operations import Personal
from pos_member.storage import meta, personal
from pos_member.storage.database import Database
from sync.client.journal_file import JournalFile
from tests.sync.client.conftest import FIELD_KEY


def test_an_empty_journal_begins_at_its_genesis(bench):
    reader = JournalFile(bench.journal, field_key=FIELD_KEY)
    place = reader.place()
    assert (place.incarnation, place.head_seq, place.acked_hash) == (1, 0, GENESIS)
    assert reader.hash_at(0) == GENESIS
    assert reader.hash_at(1) is None
    assert reader.entries_after(0, 10, 1_000) == ()


def test_entries_come_in_order_up_to_a_count_and_a_size(bench):
    made = bench.sell(5)
    reader = JournalFile(bench.journal, field_key=FIELD_KEY)
    assert [each.entry for each in reader.entries_after(1, 2, 1_000)] == made[1:3]
    size = len(made[0].draft.body)
    assert len(reader.entries_after(0, 10, 3 * size)) == 3
    assert len(reader.entries_after(0, 10, 1)) == 1, "one at least, or nothing would ever go"
    assert reader.hash_at(5) == made[4].hash


def test_personal_values_travel_beside_their_operation_until_they_are_erased(bench):
    (entry,) = bench.sell()
    values = Personal("ab" * 16, {"name": "王小美"})
    with bench.journal.writing() as connection:
        personal.put(connection, entry.draft.op_id, values, field_key=FIELD_KEY)
    reader = JournalFile(bench.journal, field_key=FIELD_KEY)
    assert reader.entries_after(0, 1, 1)[0].personal == values
    with bench.journal.writing() as connection:
        personal.erase(connection, entry.draft.op_id)
    assert reader.entries_after(0, 1, 1)[0].personal is None


def test_another_process_sees_what_is_committed(bench):
    other = Database(bench.journal.path, read_only=True)
    reader = JournalFile(other, field_key=FIELD_KEY)
    bench.sell(2)
    with bench.journal.writing() as connection:
        meta.put(connection, {meta.GRANT_VER: 4, meta.FORGOTTEN_SEQ: 2})
    place = reader.place()
    assert (place.head_seq, place.grant_ver, place.forgotten_seq) == (2, 4, 2)
    other.close()
