"""What ``pos-member ledger FILE`` answers: members and steps in, accounts, lots and transfers out.

The form of both documents is described in ``docs/interfaces/ledger.md``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pos_member.domain.amounts import digits_of, read_amount, text_or, texts_or_none
from pos_member.domain.canonical import JsonValue
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import Refused
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import COUPON, LOT_MARK, POINTS, SESSION, Transfer, session_lot
from pos_member.domain.ledger_play import play
from pos_member.domain.ledger_steps import POINTS_MAX, CouponAct, Step, read_id, read_steps
from pos_member.domain.ledger_world import STORE_ID, World
from pos_member.domain.money import format_minor
from pos_member.domain.opening import Opening, opening_transfers
from pos_member.domain.package import SESSIONS_MAX
from pos_member.domain.package_operation import PACKAGE_ID_MAX
from pos_member.domain.pricing_values import MemberFacts
from pos_member.domain.program import Program
from pos_member.domain.program_document import read_program
from pos_member.domain.program_parts import once, parts_or_none
from pos_member.domain.quoted import read_day
from pos_member.domain.reasons import plain_values
from pos_member.domain.shape import Shape, damaged

MEMBERS_MAX = 200
LOTS_MAX = 1_000

_COUNTED = (POINTS, COUPON, SESSION)
"""Units that are whole numbers; all others are written as money is."""


Words = Callable[[Refused], dict[str, str]]
"""Says a refusal in both languages: the texts of refusals stand in the catalogues."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer as a document, and the first step that was refused, with why."""

    document: dict[str, JsonValue]
    step_id: str = ""
    refused: Refused | None = None


def answer(value: object, words: Words) -> Answer:
    """Return what the steps of the document ``value`` do, one after another.

    A step that is refused moves nothing; those after it go on from where things stood.

    Raises:
        Damaged: ``shape`` with the path and what is wrong there; then no step was done.
    """
    shape = Shape(value)
    shape.only("program", "members", "steps")
    program = read_program(shape.part("program"))
    members = shape.parts("members", lambda part: _member(part, program), most=MEMBERS_MAX)
    once(shape.at("members"), "id", (each.facts.member_id for each in members))
    steps = read_steps(shape, program.currency)
    _check_names(shape, members, steps)
    world = World(program, {each.facts.member_id: each.facts for each in members})
    opened = _open(world, members)
    document: dict[str, JsonValue] = {
        "program_version": program.version,
        "currency": program.currency,
        "opening": {"transfers": _transfers(opened), **_held(world, "")},
    }
    done, step_id, refused = _play_all(world, steps, words)
    return Answer({**document, "steps": [*done]}, step_id, refused)


def _play_all(
    world: World, steps: Iterable[Step], words: Words
) -> tuple[list[JsonValue], str, Refused | None]:
    done: list[JsonValue] = []
    first_id, first = "", None
    for step in steps:
        moved: tuple[Transfer, ...] = ()
        why: JsonValue = None
        try:
            moved = play(world, step)
        except Refused as refused:
            values = plain_values(refused.values, world.program.currency)
            why = {"reason": refused.code, "words": {**words(refused)}, "values": {**values}}
            if first is None:
                first_id, first = step.step_id, refused
        done.append(
            {
                "id": step.step_id,
                "do": step.name,
                "at_ms": step.at_ms,
                "refused": why,
                "transfers": _transfers(moved),
                **_held(world, world.days.calendar_day(step.at_ms)),
            }
        )
    return done, first_id, first


# --- members -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Member:
    facts: MemberFacts
    opening: Opening
    coupons: tuple[CouponFacts, ...]


def _member(shape: Shape, program: Program) -> _Member:
    shape.only(
        "id", "tier", "tags", "segments",
        "principal", "bonus", "qualifying", "points", "coupons", "packages",
    )  # fmt: skip
    digits = digits_of(program.currency)
    member_id = read_id(shape, "id")
    coupons = parts_or_none(shape, "coupons", lambda part: _coupon(part, member_id), most=LOTS_MAX)
    places = iter(range(1, LOTS_MAX + 1))
    points = parts_or_none(shape, "points", lambda part: _points(part, next(places)), most=LOTS_MAX)
    once(shape.at("points"), "lot", (each.lot for each in points))
    places = iter(range(1, LOTS_MAX + 1))
    sessions = parts_or_none(
        shape, "packages", lambda part: _sessions(part, next(places)), most=LOTS_MAX
    )
    opening = Opening(
        principal=read_amount(shape, "principal", digits, default=0),
        bonus=read_amount(shape, "bonus", digits, default=0),
        qualifying=read_amount(shape, "qualifying", digits, default=0),
        points=points,
        coupons=tuple(Lot(each.coupon_id, 1, each.last_day) for each in coupons),
        sessions=sessions,
    )
    facts = MemberFacts(
        member_id,
        text_or(shape, "tier"),
        tags=texts_or_none(shape, "tags"),
        segments=texts_or_none(shape, "segments"),
    )
    return _Member(facts, opening, coupons)


def _points(shape: Shape, place: int) -> Lot:
    shape.only("lot", "amount", "last_day")
    name = read_id(shape, "lot") if shape.has("lot") else f"opening-{place}"
    return Lot(name, shape.integer("amount", least=1, most=POINTS_MAX), read_day(shape, "last_day"))


def _coupon(shape: Shape, member_id: str) -> CouponFacts:
    shape.only("id", "template", "first_day", "last_day")
    return CouponFacts(
        read_id(shape, "id"),
        shape.text("template", longest=64),
        member_id,
        read_day(shape, "first_day"),
        read_day(shape, "last_day"),
    )


def _sessions(shape: Shape, place: int) -> Lot:
    shape.only("package", "sessions", "last_day")
    package = shape.text("package", longest=PACKAGE_ID_MAX)
    return Lot(
        session_lot(f"opening-{place}", package),
        shape.integer("sessions", least=1, most=SESSIONS_MAX),
        read_day(shape, "last_day"),
    )


def _check_names(shape: Shape, members: Iterable[_Member], steps: Iterable[Step]) -> None:
    """A lot or a coupon with the name of another would be one with it."""
    lots = {
        lot.lot.partition(LOT_MARK)[0]
        for each in members
        for lot in (*each.opening.points, *each.opening.sessions)
    }
    coupons: set[str] = set()
    for i, member in enumerate(members):
        for j, coupon in enumerate(member.coupons):
            _check_new(coupons, coupon.coupon_id, f"{shape.at('members')}[{i}].coupons[{j}].id")
    for i, step in enumerate(steps):
        path = f"{shape.at('steps')}[{i}]"
        if step.step_id in lots:
            raise damaged(f"{path}.id", "is the name of a lot")
        if isinstance(step.act, CouponAct):
            _check_new(coupons, step.act.coupon_id, f"{path}.coupon")


def _check_new(known: set[str], name: str, path: str) -> None:
    if name in known:
        raise damaged(path, "stands twice")
    known.add(name)


def _open(world: World, members: Iterable[_Member]) -> tuple[Transfer, ...]:
    made: tuple[Transfer, ...] = ()
    for each in members:
        made += opening_transfers(
            each.facts.member_id,
            each.opening,
            store_id=STORE_ID,
            currency=world.program.currency,
        )
        world.coupons |= {coupon.coupon_id: coupon for coupon in each.coupons}
    world.holdings.post(made)
    return made


# --- what is written -----------------------------------------------------------------------------


def _transfers(made: Iterable[Transfer]) -> list[JsonValue]:
    return [
        {
            "from": each.debit,
            "to": each.credit,
            "amount": _amount(each.amount, each.unit),
            "unit": each.unit,
            "reason": each.reason.value,
            "lot": each.lot,
            "last_day": each.expires_day,
        }
        for each in made
    ]


def _held(world: World, today: str) -> dict[str, JsonValue]:
    """Return what every account and lot holds; before the first step no lot has ended yet."""
    accounts = world.holdings.accounts()
    return {
        "accounts": [
            {"account": account, "amount": _amount(amount, unit), "unit": unit}
            for account, unit, amount in accounts
        ],
        "lots": [
            {
                "account": account,
                "lot": lot.lot,
                "amount": lot.amount,
                "last_day": lot.expires_day,
                "ended": bool(lot.expires_day) and today > lot.expires_day,
            }
            for account, _, _ in accounts
            for lot in world.holdings.lots(account)
        ],
    }


def _amount(amount: int, unit: str) -> JsonValue:
    return amount if unit in _COUNTED else format_minor(amount, digits_of(unit))
