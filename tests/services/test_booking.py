"""Booking appends once, writes what follows in the same transaction, and nothing without it."""

import pytest
from sqlalchemy.exc import IntegrityError

from pos_member.domain.journal import GENESIS, check_chain
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Personal
from pos_member.domain.receipt import Receipt, ReceiptKind
from pos_member.services.booking import Booked, book
from pos_member.storage import effects, entries, leases, meta, personal, print_jobs
from tests.support import bodies
from tests.support.counter import TERMINAL, Counter, identity

PRINTED = Receipt(ReceiptKind.TEST, "shop", "A1", "A1-1122-000001", "CODE", "now", "anna", 100)


def booked(counter: Counter, body, **more: object) -> Booked:
    with counter.till.journal.writing() as connection:
        return book(
            connection,
            counter.till,
            body,
            op_id=counter.next_id(),
            actor_id="anna",
            moment=counter.now(),
            **more,  # type: ignore[arg-type]
        )


def test_entries_are_chained_and_the_head_moves_with_them(counter: Counter) -> None:
    made = [booked(counter, body).entry for body in (bodies.TOP_UP, bodies.GUEST_SALE)]
    check_chain(made, terminal_id=TERMINAL, after=(0, GENESIS))
    with counter.till.journal.reading() as connection:
        head = meta.head(connection)
        assert list(entries.every(connection, 1)) == made
    assert (head.seq, head.hash) == (2, made[-1].hash)


def test_effects_leases_values_and_receipt_come_with_their_operation(counter: Counter) -> None:
    values = Personal("ab" * 16, {"name": "林"})
    made = booked(counter, bodies.TOP_UP, values=values, printed=PRINTED, kick_drawer=True)
    op_id = made.entry.draft.op_id
    with counter.till.journal.reading() as connection:
        (lease,) = leases.of_member(connection, "m1")
        found = {item.kind: (item.delta, item.earned) for item in effects.every(connection)}
        job = print_jobs.by_number(connection, made.print_job)
        assert personal.get(connection, op_id, field_key=identity().field_key) == values
    assert (lease.lease_id, lease.remaining) == (op_id, 50_000)
    assert found == {
        Kind.PRINCIPAL: (50_000, 0),
        Kind.BONUS: (5_000, 0),
        Kind.POINTS: (100, 100),
    }
    assert job is not None and (job.op_id, job.kick_drawer) == (op_id, True)


def test_what_prints_nothing_has_no_job(counter: Counter) -> None:
    assert booked(counter, bodies.ABANDONED).print_job == 0


def test_more_than_a_lease_holds_is_not_booked_at_all(counter: Counter) -> None:
    booked(counter, bodies.OPENED)
    with pytest.raises((IntegrityError, AssertionError)):
        booked(counter, bodies.SALE)
    with counter.till.journal.reading() as connection:
        assert meta.head(connection).seq == 1
        (lease,) = leases.of_member(connection, "m1")
    assert lease.remaining == 5_000


def test_an_operation_id_is_used_once(counter: Counter) -> None:
    op_id = booked(counter, bodies.GUEST_SALE).entry.draft.op_id
    with pytest.raises(IntegrityError), counter.till.journal.writing() as connection:
        book(
            connection,
            counter.till,
            bodies.GUEST_SALE,
            op_id=op_id,
            actor_id="anna",
            moment=counter.now(),
        )
