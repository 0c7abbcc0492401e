"""Receipts wait in order; what was started and did not end well is listed."""

from pos_member.storage import print_jobs
from pos_member.storage.print_jobs import DONE, FAILED, SENDING


def queue(connection, op_id: str, *, copy: bool = False) -> int:
    return print_jobs.queue(connection, op_id, "{}", copy=copy, kick_drawer=not copy, created_ms=1)


def test_jobs_are_taken_in_their_order(connection) -> None:
    first, second = queue(connection, "a"), queue(connection, "b")
    job = print_jobs.next_queued(connection)
    assert job is not None and (job.job, job.kick_drawer, job.copy) == (first, True, False)
    print_jobs.move(connection, first, SENDING)
    following = print_jobs.next_queued(connection)
    assert following is not None and following.job == second
    print_jobs.move(connection, second, DONE)
    assert print_jobs.next_queued(connection) is None
    assert print_jobs.by_number(connection, 99) is None


def test_the_original_is_told_from_its_copies(connection) -> None:
    original = queue(connection, "a")
    queue(connection, "a", copy=True)
    found = print_jobs.of_op(connection, "a")
    assert found is not None and (found.job, found.copy) == (original, False)
    assert print_jobs.of_op(connection, "none") is None


def test_what_did_not_end_well_is_listed_with_its_trouble(connection) -> None:
    stuck, failed, fine = (queue(connection, name) for name in "abc")
    print_jobs.move(connection, stuck, SENDING)
    print_jobs.move(connection, failed, FAILED, "paper_out")
    print_jobs.move(connection, fine, DONE)
    listed = [(job.job, job.trouble) for job in print_jobs.unfinished(connection)]
    assert listed == [(stuck, ""), (failed, "paper_out")]
    assert [job.job for job in print_jobs.unfinished_of(connection, "b")] == [failed]
