"""Each operation stands in one shift; what a journal went through changes nothing of that."""

from pos_member.domain.operations import ShiftClosed
from pos_member.domain.shift_views import CloseOrder
from pos_member.services import acknowledge, checkout, drawer, incarnations
from pos_member.services.booking import book
from pos_member.services.incarnations import Granted
from pos_member.services.shift import running
from pos_member.services.x_report import figures_so_far
from pos_member.storage import meta
from tests.support.counter import Counter, cash


class Strange:
    """An operation of a program that is newer than this one."""

    kind = "strange"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {}


def sell(counter: Counter, amount: str = "10") -> None:
    payment = counter.payment(counter.basket(amount), cash(amount))
    checkout.pay(counter.till, payment, counter.now())


def close(counter: Counter) -> ShiftClosed:
    shift = running(counter.till)
    held = shift.totals.drawer.expected
    order = CloseOrder(counter.next_id(), shift.number, held, held, "anna")
    body = drawer.close(counter.till, order, counter.now()).body
    assert isinstance(body, ShiftClosed)
    return body


def test_a_till_that_did_nothing_yet_has_a_first_shift_without_figures(counter: Counter) -> None:
    shift = running(counter.till)
    assert (shift.number, shift.begun_ms, shift.totals.sales.count) == (1, 0, 0)
    assert not shift.counted_in and not shift.unpaid and not shift.held


def test_every_sale_stands_in_exactly_one_shift(counter: Counter) -> None:
    for number in (1, 2, 3):
        begun = counter.wall_ms
        for _ in range(number):
            sell(counter)
        assert running(counter.till).begun_ms >= begun
        assert close(counter).totals["sales"] == [number, 1_000 * number]  # type: ignore[index]
    assert running(counter.till).totals.drawer.expected == 6_000


def test_a_shift_goes_on_over_a_restart_and_over_a_fork_with_each_sale_once(
    counter: Counter,
) -> None:
    close(counter)
    with counter.till.journal.reading() as connection:
        head = meta.head(connection)
    acknowledge.acknowledged(counter.till, head.seq, head.hash, ())
    sell(counter)
    counter.restart()
    acknowledge.mark_fork(counter.till, 1)
    with counter.till.journal.reading() as connection:
        claim = meta.get(connection, meta.CLAIM)
    assert incarnations.go_on(counter.till, Granted(claim, 2, head.seq, head.hash))
    # The sale was copied into the second incarnation: it stands there twice, and is one.
    sell(counter)
    assert running(counter.till).totals.sales.count == 2
    assert close(counter).number == 2
    assert running(counter.till).totals.sales.count == 0


def test_a_close_that_was_copied_is_still_the_last(counter: Counter) -> None:
    sell(counter)
    close(counter)
    acknowledge.mark_fork(counter.till, 0)
    with counter.till.journal.reading() as connection:
        claim, head = meta.get(connection, meta.CLAIM), meta.head(connection)
    granted = Granted(claim, 2, head.acked_seq, head.acked_hash)
    assert incarnations.go_on(counter.till, granted)
    shift = running(counter.till)
    assert (shift.number, shift.totals.sales.count) == (2, 0)


def test_a_report_so_far_closes_nothing(counter: Counter) -> None:
    sell(counter)
    printed = figures_so_far(counter.till, "anna", counter.now())
    assert (printed.number, printed.entries[0].name) == ("", "X 0001")
    assert printed.total_minor == 1_000
    assert running(counter.till).number == 1


def test_what_only_a_newer_program_knows_keeps_no_shift_from_being_closed(
    counter: Counter,
) -> None:
    sell(counter)
    with counter.till.journal.writing() as connection:
        book(
            connection,
            counter.till,
            Strange(),  # type: ignore[arg-type]
            op_id=counter.next_id(),
            actor_id="anna",
            moment=counter.now(),
        )
    assert close(counter).expected == 1_000
