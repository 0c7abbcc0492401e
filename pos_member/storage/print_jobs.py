"""Receipts on their way to paper: queued in the transaction of their sale, printed after it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from pos_member.storage.tables import print_job

QUEUED = "queued"
SENDING = "sending"
DONE = "done"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One receipt to print; ``receipt`` is the JSON of ``domain.receipt``.

    A job found ``sending`` after a restart may have reached the paper: it is printed again only as
    a copy.
    """

    job: int
    op_id: str
    receipt: str
    state: str
    copy: bool
    kick_drawer: bool
    trouble: str


_INSERT = insert(print_job).returning(print_job.c.job)
_NEXT = select(print_job).where(print_job.c.state == QUEUED).order_by(print_job.c.job).limit(1)
_BY_JOB = select(print_job).where(print_job.c.job == bindparam("id"))
_OF_OP = (
    select(print_job).where(print_job.c.op_id == bindparam("op")).order_by(print_job.c.job).limit(1)
)
_UNFINISHED = (
    select(print_job).where(print_job.c.state.in_((SENDING, FAILED))).order_by(print_job.c.job)
)
_SET = (
    update(print_job)
    .where(print_job.c.job == bindparam("id"))
    .values(state=bindparam("to"), trouble=bindparam("why"))
)

_PUT_BACK = (
    update(print_job)
    .where(print_job.c.job == bindparam("id"))
    .values(
        state=QUEUED,
        copy=bindparam("marked"),
        kick_drawer=bindparam("kick"),
        trouble=bindparam("why"),
    )
)
_RESUMED = (
    select(print_job)
    .where(print_job.c.op_id == bindparam("op"))
    .where(print_job.c.state == QUEUED)
    .where(print_job.c.copy == 1)
    .where(print_job.c.trouble != "")
    .limit(1)
)


def queue(
    connection: Connection,
    op_id: str,
    receipt: str,
    *,
    copy: bool,
    kick_drawer: bool,
    created_ms: int,
) -> int:
    """Write a job and return its number."""
    made = connection.execute(
        _INSERT,
        {
            "op_id": op_id,
            "receipt": receipt,
            "state": QUEUED,
            "copy": copy,
            "kick_drawer": kick_drawer,
            "created_ms": created_ms,
            "trouble": "",
        },
    )
    return int(made.scalar_one())


def next_queued(connection: Connection) -> PrintJob | None:
    """Return the first job that nobody has started."""
    row = connection.execute(_NEXT).one_or_none()
    return None if row is None else _job(row)


def by_number(connection: Connection, job: int) -> PrintJob | None:
    """Return job number ``job``."""
    row = connection.execute(_BY_JOB, {"id": job}).one_or_none()
    return None if row is None else _job(row)


def of_op(connection: Connection, op_id: str) -> PrintJob | None:
    """Return the first job of operation ``op_id``: the original."""
    row = connection.execute(_OF_OP, {"op": op_id}).one_or_none()
    return None if row is None else _job(row)


def unfinished(connection: Connection) -> list[PrintJob]:
    """Return the jobs that were started and did not end well."""
    return [_job(row) for row in connection.execute(_UNFINISHED)]


def unfinished_of(connection: Connection, op_id: str) -> list[PrintJob]:
    """Return the jobs of operation ``op_id`` that were started and did not end well."""
    return [job for job in unfinished(connection) if job.op_id == op_id]


def move(connection: Connection, job: int, state: str, trouble: str = "") -> None:
    """Put ``job`` into ``state``; ``trouble`` is a stable code when it failed."""
    connection.execute(_SET, {"id": job, "to": state, "why": trouble})


def put_back(connection: Connection, job: PrintJob, *, torn: bool, trouble: str) -> None:
    """Let ``job`` wait again at its place; one that is ``torn`` comes as a copy, without a kick."""
    connection.execute(
        _PUT_BACK,
        {
            "id": job.job,
            "marked": job.copy or torn,
            "kick": job.kick_drawer and not torn,
            "why": trouble,
        },
    )


def resumed_of(connection: Connection, op_id: str) -> PrintJob | None:
    """Return the job of operation ``op_id`` that waits to begin anew by itself."""
    row = connection.execute(_RESUMED, {"op": op_id}).one_or_none()
    return None if row is None else _job(row)


def _job(row: Row[*tuple[Any, ...]]) -> PrintJob:
    return PrintJob(
        row.job,
        row.op_id,
        row.receipt,
        row.state,
        bool(row.copy),
        bool(row.kick_drawer),
        row.trouble,
    )
