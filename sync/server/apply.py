"""Applies the operations of a till, each exactly once: applied, or quarantined with a code.

An operation has happened: the customer has left. So it is never refused. What does not fit is kept
in quarantine with its reason, takes no effect, and the next one goes on. A batch is worked out in
memory and written as one set; where the database does not agree with that, it is written in halves,
so that one bad operation is found and stands alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DataError, IntegrityError

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, PosError, Refused
from pos_member.domain.journal import Draft
from pos_member.domain.operation_reader import check_sale, read_body
from pos_member.domain.operations import (
    Body,
    Refund,
    Sale,
    SessionRedeemed,
    TopUp,
)
from sync.protocol.messages import APPLIED, QUARANTINED, PushedEntry
from sync.protocol.personal import seal
from sync.server import (
    coherence,
    compact_json,
    owed,
    quarantine,
    sets,
    tables,
    usual_sale,
)
from sync.server.booking import book
from sync.server.desk import Desk, Recorded

REUSED_CODE = "op_id_reused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation; ``original`` is false where it had come here before."""

    outcome: str
    code: str = ""
    original: bool = True


@dataclass(frozen=True, slots=True)
class Opened:
    """A pushed entry with its body read: ``body`` is ``None`` where ``code`` says why not."""

    pushed: PushedEntry
    body: Body | None
    code: str = ""


def open_entry(pushed: PushedEntry) -> Opened:
    """Read the body of ``pushed``; what is wrong with it becomes the code of its quarantine."""
    draft = pushed.entry.draft
    try:
        return Opened(pushed, _read(draft))
    except Damaged as wrong:
        return Opened(pushed, None, wrong.code)
    except (ValueError, RecursionError):
        return Opened(pushed, None, "not_json")


def _read(draft: Draft) -> Body:
    usual = usual_sale.read(draft.body) if draft.kind == Sale.kind else None
    if usual is None:
        return read_body(draft.kind, compact_json.load(draft.body))
    check_sale(usual)
    return usual


class _Halve(Exception):
    """The batch cannot be written as one; ``code`` is what a batch of one is quarantined with."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def apply_all(
    desk: Desk, opened: Sequence[Opened], *, wanted: Collection[str] = ()
) -> list[Outcome]:
    """Apply entries in order; sticky: the same operation has the same outcome for ever.

    ``wanted``: members that the push asks leases of, read and locked together with the others.
    """
    desk.read(
        (each.body for each in opened if each.body is not None),
        op_ids=(each.pushed.entry.draft.op_id for each in opened),
        wanted=wanted,
    )
    try:
        with desk.connection.begin_nested():
            outcomes = [_apply(desk, each) for each in opened]
            _write(desk)
    except _Halve as torn:
        if len(opened) == 1:
            return [_apply_none(desk, opened[0], torn.code, wanted)]
        half = len(opened) // 2
        first = apply_all(desk, opened[:half], wanted=wanted)
        return first + apply_all(desk, opened[half:], wanted=wanted)
    return outcomes


def apply_again(desk: Desk, opened: Opened) -> str:
    """Apply as it stands an operation that waited; return the code of what was left undone.

    Raises:
        Refused: ``operation_still_waits``, with why; what was done until then has to be rolled
            back.
    """
    desk.read([] if opened.body is None else [opened.body])
    try:
        outcome = _attempt(desk, opened)
        if outcome.outcome == APPLIED:
            _write(desk)
            return outcome.code
        why = outcome.code
    except _Halve as torn:
        why = torn.code
    raise Refused("operation_still_waits", why=why)


def _write(desk: Desk) -> None:
    try:
        owed.settle(desk)
        desk.write()
        owed.ask_back(desk)
    except Refused as refused:
        raise _Halve(refused.code) from refused
    except (IntegrityError, DataError) as refused:
        raise _Halve("constraint") from refused


def _apply_none(desk: Desk, opened: Opened, code: str, wanted: Collection[str]) -> Outcome:
    """Keep apart an operation that the database does not take, as if it had not been tried."""
    desk.read([opened.body] if opened.body else [], wanted=wanted)
    outcome = _outcome_of(desk, opened, Outcome(QUARANTINED, code))
    desk.write()
    return outcome


def _apply(desk: Desk, opened: Opened) -> Outcome:
    draft = opened.pushed.entry.draft
    known = desk.operations.get(draft.op_id)
    if known is None:
        outcome = _outcome_of(desk, opened, _attempt(desk, opened))
        if outcome.outcome == QUARANTINED and opened.body is not None:
            quarantine.hold(desk, draft.op_id, opened.body, code=outcome.code)
        return outcome
    if _is_same(known, draft):
        _show_again(desk, opened.body)
        return Outcome(known.outcome, known.code, original=False)
    return Outcome(QUARANTINED, REUSED_CODE, original=False)


_SHOWN = Sale | Refund | TopUp | SessionRedeemed
"""What moves figures that a till shows at once."""


def _show_again(desk: Desk, body: Body | None) -> None:
    """Let the feed show the member of a copy: its till counts it until a row includes it."""
    no = desk.members.get(body.member_id or "") if isinstance(body, _SHOWN) else None
    if no is not None:
        desk.figures_changed.add(no)


def _outcome_of(desk: Desk, opened: Opened, outcome: Outcome) -> Outcome:
    """Remember ``outcome``, and what has to wait with an operation that waits."""
    draft = opened.pushed.entry.draft
    desk.operations[draft.op_id] = Recorded(
        draft.op_id,
        draft.kind,
        draft.actor_id,
        draft.moment.wall_ms,
        draft.body,
        outcome.outcome,
        outcome.code,
    )
    if outcome.outcome == QUARANTINED:
        keep_personal(desk, opened.pushed)
        if opened.body is not None:
            desk.hold_apart(draft.op_id, opened.body)
    return outcome


def keep_personal(desk: Desk, pushed: PushedEntry) -> None:
    """Keep, sealed, the personal values of an operation that waits for somebody to decide."""
    if pushed.personal is None:
        return
    plain = canonical.dump(pushed.personal.to_json()).decode()
    sealed = seal(desk.house.field_key, plain)
    _KEEP_PERSONAL.run(desk.connection, [(pushed.entry.draft.op_id, sealed)])


def _attempt(desk: Desk, opened: Opened) -> Outcome:
    if opened.body is None:
        return Outcome(QUARANTINED, opened.code)
    before = desk.books.changes
    try:
        coherence.check_id(opened.pushed.entry.draft.op_id)
        coherence.check(opened.body, store_id=desk.store_id, currency=desk.house.store.currency)
        return Outcome(APPLIED, book(desk, opened.pushed, opened.body))
    except PosError as refused:
        if desk.books.changes != before:
            # Half of it is done: only giving up the whole attempt takes that back.
            raise _Halve(refused.code) from refused
        return Outcome(QUARANTINED, refused.code)
    except (IntegrityError, DataError) as refused:
        raise _Halve("constraint") from refused


def _is_same(known: Recorded, draft: Draft) -> bool:
    mine = (draft.kind, draft.actor_id, draft.moment.wall_ms, draft.body)
    return mine == (known.kind, known.actor_id, known.wall_ms, known.body)


_KEEP_PERSONAL = sets.inserting(tables.operation_personal, "ON CONFLICT DO NOTHING")
