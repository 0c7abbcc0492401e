"""What ``pos-member quote FILE`` answers: the program, the basket and the rest in, the quote out.

The form of both documents is described in ``docs/interfaces/quote.md``.
"""

from pos_member.domain.amounts import digits_of
from pos_member.domain.canonical import JsonValue
from pos_member.domain.errors import Refused
from pos_member.domain.money import format_minor
from pos_member.domain.pricing_values import Quote
from pos_member.domain.program import Program
from pos_member.domain.program_document import read_program
from pos_member.domain.quoted import INPUTS, QuoteInputs, read_inputs
from pos_member.domain.shape import Shape
from pos_member.domain.tender import TenderKind, TenderPlan, settle


def answer(value: object) -> dict[str, JsonValue]:
    """Return the quote of the document ``value``, as a document.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there.
        Refused: ``program_not_yet_valid``, ``currency_differs``, or what ``tender.settle`` refuses;
            ``points_tender`` where a tender pays with points what these are not worth here.
    """
    shape = Shape(value)
    shape.only("program", *INPUTS)
    program = read_program(shape.part("program"))
    inputs = read_inputs(shape)
    if inputs.at_ms < program.valid_from_ms:
        raise Refused("program_not_yet_valid", version=program.version)
    made = inputs.price(program)
    _check_points(made, inputs.tenders)
    return {**made.to_json(), "payment": _payment(made, inputs, program)}


def _check_points(made: Quote, tenders: tuple[TenderPlan, ...]) -> None:
    by_points = [tender for tender in tenders if tender.kind is TenderKind.POINTS]
    paid_minor = sum(tender.amount_minor for tender in by_points)
    if by_points and paid_minor != made.points_taken_minor:
        raise Refused("points_tender", amount_minor=paid_minor, worth_minor=made.points_taken_minor)


def _payment(made: Quote, inputs: QuoteInputs, program: Program) -> dict[str, JsonValue]:
    """Return where the bill stands after its tenders, or after the points alone."""
    tenders = inputs.tenders
    if made.points_taken and not any(each.kind is TenderKind.POINTS for each in tenders):
        by_points = TenderPlan(TenderKind.POINTS, made.points_taken_minor, points=made.points_taken)
        tenders = (by_points, *tenders)
    settled = settle(made.due_minor, tenders, program.cash)
    digits = digits_of(made.currency)
    return {
        "paid": format_minor(settled.paid_minor, digits),
        "left": format_minor(settled.left_minor, digits),
        "cash_to_pay": format_minor(settled.cash_minor, digits),
        "rounding": format_minor(settled.rounding_minor, digits),
        "change": format_minor(settled.change_minor, digits),
        "complete": settled.complete and made.blocked is None,
    }
