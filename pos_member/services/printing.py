"""Receipts on their way to the printer, started only after their sale is on the disk.

A job that was being sent when the program died may be on paper already, so it is never sent again
by itself: it is listed, and what is printed then says that it is a copy. One that a printer in
trouble broke off waits at its place and begins anew, as a copy and without the drawer, if a byte of
it had left.
"""

from sqlalchemy import Connection

from pos_member.domain import receipt
from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.operations import Refund, Sale, SessionRedeemed, TopUp
from pos_member.domain.receipt import Receipt
from pos_member.services.suspicion import note_mark
from pos_member.services.till import Till
from pos_member.storage import entries, meta, print_jobs
from pos_member.storage.print_jobs import PrintJob

RECEIPTED = (Sale.kind, Refund.kind, TopUp.kind, SessionRedeemed.kind)
"""What a customer takes a receipt of."""


def next_job(till: Till) -> PrintJob | None:
    """Return the first receipt that waits for the printer."""
    with till.journal.reading() as connection:
        return print_jobs.next_queued(connection)


def receipt_of(job: PrintJob) -> Receipt:
    """Return what ``job`` prints, marked as a copy when it is one."""
    found = receipt.from_json(job.receipt)
    return found.as_copy() if job.copy else found


def sending(till: Till, job: int) -> None:
    """Write down that the first byte is about to leave; a power cut does not forget it.

    And mark it outside the journal: no copy of the journal prints its number again.
    """
    with till.journal.writing() as connection:
        print_jobs.move(connection, job, print_jobs.SENDING)
        note_mark(connection, till)


def done(till: Till, job: int) -> None:
    """Write down that the printer took everything."""
    _move(till, job, print_jobs.DONE)


def failed(till: Till, job: int, code: str) -> None:
    """Write down that the printer did not take it, and why (a stable code)."""
    _move(till, job, print_jobs.FAILED, code)


def put_back(till: Till, job: PrintJob, code: str, *, torn: bool) -> None:
    """Let ``job`` wait for the printer again; ``torn`` when part of it may be on paper."""
    with till.journal.writing(flushed=torn) as connection:
        print_jobs.put_back(connection, job, torn=torn, trouble=code)


def unfinished(till: Till) -> list[PrintJob]:
    """Return the jobs that were started and did not end well, oldest first."""
    with till.journal.reading() as connection:
        return print_jobs.unfinished(connection)


def reprint(till: Till, op_id: str, moment: Moment) -> int:
    """Queue a copy (补打) of the receipt of ``op_id``; return the number of its job.

    Raises:
        Refused: ``no_receipt``.
    """
    with till.journal.writing() as connection:
        return queue_copy(connection, op_id, moment)


def queue_copy(connection: Connection, op_id: str, moment: Moment) -> int:
    """Queue a copy of the receipt of ``op_id``; the caller commits.

    Raises:
        Refused: ``no_receipt``.
    """
    original = print_jobs.of_op(connection, op_id)
    if original is None:
        raise Refused("no_receipt")
    waiting = print_jobs.resumed_of(connection, op_id)
    if waiting is not None:
        return waiting.job
    for job in print_jobs.unfinished_of(connection, op_id):
        # The copy takes the place of what did not come out.
        print_jobs.move(connection, job.job, print_jobs.DONE, job.trouble)
    return print_jobs.queue(
        connection,
        op_id,
        original.receipt,
        copy=True,
        kick_drawer=False,
        created_ms=moment.wall_ms,
    )


def torn_receipt(till: Till) -> str:
    """Return the number of the last receipt where its printing did not end well; else empty."""
    with till.journal.reading() as connection:
        last = last_with_receipt(connection)
        torn = print_jobs.unfinished_of(connection, last) if last else []
    return receipt.from_json(torn[-1].receipt).number if torn else ""


def reprint_last(till: Till, moment: Moment) -> tuple[int, str]:
    """Queue a copy of the last receipt; return its job and the receipt's number.

    Raises:
        Refused: ``no_receipt``.
    """
    with till.journal.reading() as connection:
        last = last_with_receipt(connection)
        original = print_jobs.of_op(connection, last) if last else None
    if last is None or original is None:
        raise Refused("no_receipt")
    job = reprint(till, last, moment)
    return job, receipt.from_json(original.receipt).number


def last_with_receipt(connection: Connection) -> str | None:
    """Return the operation that had the last receipt."""
    for incarnation in range(meta.head(connection).incarnation, 0, -1):
        last = entries.last_of(connection, incarnation, *RECEIPTED)
        if last is not None:
            return last.draft.op_id
    return None


def _move(till: Till, job: int, state: str, code: str = "") -> None:
    # Not flushed: a job that a power cut puts back to "sending" is only offered as a copy.
    with till.journal.writing(flushed=False) as connection:
        print_jobs.move(connection, job, state, code)
