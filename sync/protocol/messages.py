"""The messages between till and server, as values, with their one way to JSON and back.

Reading is strict: what does not fit raises ``Damaged`` with the path, and nothing is used of it.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from pos_member.domain import canonical
from pos_member.domain.canonical import JsonValue
from pos_member.domain.errors import Damaged
from pos_member.domain.journal import Draft, Entry, Moment
from pos_member.domain.lease import Grant, read_grant
from pos_member.domain.ledger import KIND_NAMES, Kind
from pos_member.domain.operations import Personal
from pos_member.domain.shape import Shape
from sync.protocol import limits, versions

APPLIED = "applied"
QUARANTINED = "quarantined"

OK = "ok"
REWIND = "rewind"
FORK = "fork"
REVOKED = "revoked"
SUPERSEDED = "superseded"
"""Another machine goes on under this till's name: entries are taken, nothing is lent."""
RAISED = "raised"
"""A claim was granted: the till goes on as ``incarnation``, with what follows ``ack_seq``."""
REFOUNDED = "refounded"
"""The same, but nothing that this till was ever told is certain: it says every operation again."""
STATUSES = (OK, REWIND, FORK, REVOKED, SUPERSEDED, RAISED, REFOUNDED)


@dataclass(frozen=True, slots=True)
class PushedEntry:
    """A journal entry on its way, with the personal values that its body only hashes."""

    entry: Entry
    personal: Personal | None = None


@dataclass(frozen=True, slots=True)
class Want:
    """A wish for a lease.

    ``amount`` 0 asks for this till's share by policy, at scan time; a positive one for what a
    payment needs now, beyond the share. A coupon's wish names it in ``lot``.
    """

    lease_id: str
    member_id: str
    kind: Kind
    amount: int
    lot: str = ""


@dataclass(frozen=True, slots=True)
class PushRequest:
    """Entries that follow ``base_seq``/``base_hash``, the wishes for leases, and what is known.

    Attributes:
        head_seq: last sequence number of the till's journal now.
        grant_ver: the last grant that the till has written down.
        claim: after a fork: the wish to go on as a new incarnation, by an id of its own; such a
            request carries nothing else. The same claim has the same answer.
        copied: how many entries at the start of this incarnation were made in an earlier one.
        sealed: no later entry of this incarnation will spend from a lease.
        epoch: the life of the server's books that the till has written down: what an earlier one
            told it is in the journal by now, or lost for ever.
    """

    terminal_id: str
    incarnation: int
    base_seq: int
    base_hash: str
    head_seq: int
    grant_ver: int
    entries: tuple[PushedEntry, ...] = ()
    wants: tuple[Want, ...] = ()
    protocol: int = limits.PROTOCOL
    claim: str = ""
    copied: int = 0
    sealed: bool = False
    epoch: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one entry, for ever: ``applied``, or ``quarantined`` with a code."""

    seq: int
    outcome: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Recall:
    """The server asks that lease ``lease_id`` hold no more than ``keep``."""

    lease_id: str
    keep: int


@dataclass(frozen=True, slots=True)
class PushReply:
    """How far the server has the journal, what became of the entries, and what it lends.

    Attributes:
        ack_seq, ack_hash: the till believes them only if its own journal has that very hash there.
        grants: every grant after the request's ``grant_ver``, so a lost reply leaks nothing.
        refused_wants: lease ids that were asked for and get nothing, with the reason's code.
        quarantined: how many of this till's operations wait for a manager.
        incarnation: the one in which the till goes on, as the server knows it.
        recovering: the server was restored from a backup and lends nothing until all tills came.
    """

    status: str
    ack_seq: int
    ack_hash: str
    server_epoch: str
    server_time_ms: int
    results: tuple[Result, ...] = ()
    grants: tuple[Grant, ...] = ()
    refused_wants: tuple[tuple[str, str], ...] = ()
    recalls: tuple[Recall, ...] = ()
    quarantined: int = 0
    incarnation: int = 1
    recovering: bool = False


def dump_push(request: PushRequest) -> bytes:
    """Return the canonical bytes of ``request``, as its version of the protocol says it."""
    return _in_form(
        versions.REQUEST_SINCE,
        request.protocol,
        {
            "protocol": request.protocol,
            "terminal": request.terminal_id,
            "incarnation": request.incarnation,
            "base_seq": request.base_seq,
            "base_hash": request.base_hash,
            "head_seq": request.head_seq,
            "grant_ver": request.grant_ver,
            "claim": request.claim,
            "copied": request.copied,
            "sealed": request.sealed,
            "epoch": request.epoch,
            "entries": [entry_json(pushed) for pushed in request.entries],
            "wants": [
                {
                    "lease": w.lease_id,
                    "member": w.member_id,
                    "kind": w.kind.value,
                    "amount": w.amount,
                    "lot": w.lot,
                }
                for w in request.wants
            ],
        },
    )


def load_push(raw: bytes) -> PushRequest:
    """Return the request that ``raw`` writes, in its version of the protocol.

    Raises:
        Damaged: it does not parse, or as ``read_push``.
        Refused: as ``read_push``.
    """
    return read_push(_json(raw))


def read_push(value: object) -> PushRequest:
    """Return the request that ``value`` is, in its version of the protocol.

    Raises:
        Damaged: it does not fit.
        Refused: ``protocol``: that version is not spoken, or cannot say what this till would have
            to.
    """
    shape = Shape(value)
    protocol = shape.integer("protocol")
    # Before anything else: a message of another version need not fit ours.
    said = shape.raw("incarnation")
    versions.check(protocol, incarnation=said if isinstance(said, int) else 1)
    incarnation = shape.integer("incarnation", least=1)
    says = versions.REQUEST_SINCE
    return PushRequest(
        terminal_id=shape.text("terminal", longest=36),
        incarnation=incarnation,
        base_seq=shape.integer("base_seq"),
        base_hash=shape.hex("base_hash", 32),
        head_seq=shape.integer("head_seq"),
        grant_ver=shape.integer("grant_ver"),
        entries=shape.parts(
            "entries", lambda part: read_entry(part, incarnation), most=limits.PUSH_OPS_MAX
        ),
        wants=shape.parts("wants", _read_want, most=limits.WANTS_MAX),
        protocol=protocol,
        claim=shape.text("claim", longest=36) if shape.raw("claim") else "",
        copied=shape.integer("copied") if protocol >= says["copied"] else 0,
        sealed=protocol >= says["sealed"] and shape.truth("sealed"),
        epoch=shape.text("epoch", longest=36) if shape.raw("epoch") else "",
    )


def dump_push_reply(reply: PushReply, version: int = limits.PROTOCOL) -> bytes:
    """Return the canonical bytes of ``reply``, as ``version`` of the protocol says it."""
    # To a till that knows no incarnations its journal has parted: that is all it can know.
    can_end = version >= versions.INCARNATIONS or reply.status != SUPERSEDED
    return _in_form(
        versions.REPLY_SINCE,
        version,
        {
            "status": reply.status if can_end else FORK,
            "ack_seq": reply.ack_seq,
            "ack_hash": reply.ack_hash,
            "server_epoch": reply.server_epoch,
            "server_time_ms": reply.server_time_ms,
            "results": [
                {"seq": r.seq, "outcome": r.outcome, "code": r.code} for r in reply.results
            ],
            "grants": [grant.to_json() for grant in reply.grants],
            "refused_wants": [
                {"lease": lease, "code": code} for lease, code in reply.refused_wants
            ],
            "recalls": [{"lease": r.lease_id, "keep": r.keep} for r in reply.recalls],
            "quarantined": reply.quarantined,
            "incarnation": reply.incarnation,
            "recovering": reply.recovering,
        },
    )


def load_push_reply(raw: bytes, version: int = limits.PROTOCOL) -> PushReply:
    """Return the reply that ``raw`` writes in ``version`` of the protocol.

    Raises:
        Damaged: it does not parse, or does not fit.
    """
    shape = Shape(_json(raw))
    says = versions.REPLY_SINCE
    return PushReply(
        status=shape.choice("status", STATUSES),
        ack_seq=shape.integer("ack_seq"),
        ack_hash=shape.hex("ack_hash", 32),
        server_epoch=shape.text("server_epoch", longest=36),
        server_time_ms=shape.integer("server_time_ms"),
        results=shape.parts("results", _read_result, most=limits.PUSH_OPS_MAX),
        grants=shape.parts("grants", read_grant, most=limits.GRANTS_MAX),
        refused_wants=shape.parts(
            "refused_wants",
            lambda part: (part.text("lease", longest=36), part.text("code", longest=60)),
            most=limits.WANTS_MAX,
        ),
        recalls=shape.parts("recalls", _read_recall, most=limits.GRANTS_MAX),
        quarantined=shape.integer("quarantined"),
        incarnation=shape.integer("incarnation", least=1) if version >= says["incarnation"] else 1,
        recovering=version >= says["recovering"] and shape.truth("recovering"),
    )


def entry_json(pushed: PushedEntry) -> dict[str, object]:
    """Return ``pushed`` as it travels; its incarnation is said around it."""
    entry, draft = pushed.entry, pushed.entry.draft
    return {
        "seq": entry.seq,
        "op_id": draft.op_id,
        "kind": draft.kind,
        "schema": draft.schema_version,
        "actor": draft.actor_id,
        "wall_ms": draft.moment.wall_ms,
        "mono_ms": draft.moment.mono_ms,
        "boot_id": draft.moment.boot_id,
        "tz_min": draft.moment.tz_min,
        # Base64, because the hash is over the till's own bytes, not over what JSON makes of them.
        "body": base64.b64encode(draft.body).decode(),
        "prev": entry.prev,
        "hash": entry.hash,
        "personal": pushed.personal.to_json() if pushed.personal else None,
    }


def read_entry(shape: Shape, incarnation: int) -> PushedEntry:
    """Return the entry of ``incarnation`` that ``shape`` holds.

    Raises:
        Damaged: it does not fit.
    """
    moment = Moment(
        wall_ms=shape.integer("wall_ms"),
        mono_ms=shape.integer("mono_ms"),
        boot_id=shape.text("boot_id", longest=64),
        tz_min=shape.integer("tz_min", least=-1_440, most=1_440),
    )
    draft = Draft(
        op_id=shape.text("op_id", longest=36),
        kind=shape.text("kind", longest=40),
        actor_id=shape.text("actor", longest=36),
        moment=moment,
        body=_read_bytes(shape, "body"),
        schema_version=shape.integer("schema"),
    )
    entry = Entry(
        incarnation=incarnation,
        seq=shape.integer("seq", least=1),
        draft=draft,
        prev=shape.hex("prev", 32),
        hash=shape.hex("hash", 32),
    )
    return PushedEntry(entry, _read_personal(shape))


def _read_personal(shape: Shape) -> Personal | None:
    if not shape.has("personal"):
        return None
    part = shape.part("personal")
    values = part.part("values")
    return Personal(part.hex("salt", 16), {name: values.text(name) for name in values.names()})


def _read_want(shape: Shape) -> Want:
    return Want(
        lease_id=shape.text("lease", longest=36),
        member_id=shape.text("member", longest=36),
        kind=Kind(shape.choice("kind", KIND_NAMES)),
        amount=shape.integer("amount"),
        lot=shape.text("lot", longest=64) if shape.has("lot") and shape.raw("lot") else "",
    )


def _read_result(shape: Shape) -> Result:
    outcome = shape.choice("outcome", (APPLIED, QUARANTINED))
    code = shape.text("code", longest=60) if shape.raw("code") else ""
    return Result(shape.integer("seq", least=1), outcome, code)


def _read_recall(shape: Shape) -> Recall:
    return Recall(shape.text("lease", longest=36), shape.integer("keep"))


def _read_bytes(shape: Shape, key: str) -> bytes:
    try:
        return base64.b64decode(shape.text(key, longest=limits.PUSH_BYTES_MAX), validate=True)
    except ValueError as wrong:
        raise Damaged("shape", path=shape.at(key), why="must be base64") from wrong


def _in_form(since: Mapping[str, int], version: int, fields: dict[str, object]) -> bytes:
    return canonical.dump(versions.in_form(fields, since, version))


def _json(raw: bytes) -> JsonValue:
    try:
        return canonical.load(raw)
    except (ValueError, RecursionError) as wrong:
        raise Damaged("not_json", why=str(wrong)[:100]) from wrong
