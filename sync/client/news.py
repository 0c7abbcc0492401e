"""What the window writes down of what the sync process says: one message, one service.

Runs on the ledger worker, the only writer of the journal. Every message may come twice, late, or
not at all; each service takes that. What a screen must know of it comes back as a value.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from pos_member.domain.errors import Damaged
from pos_member.domain.journal import Moment
from pos_member.domain.lease import read_grant
from pos_member.domain.shape import Shape
from pos_member.services import acknowledge, incarnations, leases
from pos_member.services.incarnations import Granted
from pos_member.services.till import Till
from pos_member.storage import meta
from sync.client.push import OFFLINE
from sync.protocol import limits, messages
from sync.protocol.messages import Recall, Result

_LOG = logging.getLogger(__name__)

LIST_MAX = limits.GRANTS_MAX


@dataclass(frozen=True, slots=True)
class News:
    """What changed for the screens.

    Attributes:
        members: whose rights or figures changed here.
        wishes: lease ids whose wish is answered, granted or not: nobody need wait any more.
        replica: true when the replica changed, so anybody's figures may have.
        journal_grew: true when operations were written that the sync process should push.
    """

    members: frozenset[str] = frozenset()
    wishes: dict[str, str] = field(default_factory=dict)
    replica: bool = False
    journal_grew: bool = False


def take(message: dict[str, object], till: Till, moment: Moment) -> News:
    """Write down what ``message`` says, and return what changed.

    Raises:
        Damaged: it is no message of the sync process.
    """
    shape = Shape(message)
    return _TAKEN[shape.choice("type", tuple(_TAKEN))](shape, till, moment)


def _acked(shape: Shape, till: Till, _: Moment) -> News:
    results = shape.parts("results", _read_result, most=limits.PUSH_OPS_MAX)
    agreed = acknowledge.acknowledged(till, shape.integer("seq"), shape.hex("hash", 32), results)
    # The word that the replica is another file may have been lost: it comes once.
    changed = _look_at_replica(till)
    # The page that includes an operation may have come before its acknowledgement.
    included = agreed and bool(acknowledge.forget_included(till))
    return News(replica=changed or included)


def _grants(shape: Shape, till: Till, moment: Moment) -> News:
    grants = shape.parts("grants", read_grant, most=LIST_MAX)
    changed = leases.adopt_grants(till, grants, moment)
    wishes = {grant.lease_id: "" for grant in grants}
    for pair in _pairs(shape.raw("refused")):
        wishes.setdefault(*pair)
    return News(members=frozenset(changed), wishes=wishes, journal_grew=bool(changed))


def _cache(_: Shape, till: Till, __: Moment) -> News:
    _look_at_replica(till)
    acknowledge.forget_included(till)
    return News(replica=True)


def _look_at_replica(till: Till) -> bool:
    """Change over to the current replica, unless nothing of the shop is this till's to know.

    One that lacks what this till has dropped is left alone: so is the empty one of a till that is
    trusted no more, and has not heard of it yet.
    """
    with till.journal.reading() as connection:
        known = meta.values(connection)
    if meta.REVOKED in known:
        return False
    try:
        return till.cache.switch(forgotten_seq=int(known.get(meta.FORGOTTEN_SEQ, "0")))
    except Damaged as lacking:
        if lacking.code != "replica_old":
            raise
        _LOG.warning("replica not taken: %s", lacking)
        return False


def _rewound(shape: Shape, till: Till, _: Moment) -> News:
    acknowledge.rewound(till, shape.integer("seq"), shape.hex("hash", 32))
    return News()


def _epoch(shape: Shape, till: Till, _: Moment) -> News:
    acknowledge.note_epoch(till, shape.text("epoch", longest=36))
    # The journal did not grow, but a restored server waits to hear that this was written down.
    return News(journal_grew=True)


def _recalls(shape: Shape, till: Till, moment: Moment) -> News:
    recalls = shape.parts("recalls", _read_recall, most=LIST_MAX)
    changed = leases.honour_recalls(till, recalls, moment)
    return News(members=frozenset(changed), journal_grew=bool(changed))


def _state(shape: Shape, till: Till, moment: Moment) -> News:
    server_time_ms = shape.integer("server_time_ms")
    if server_time_ms:
        acknowledge.server_said(till, server_time_ms, moment)
    return News()


def _trouble(shape: Shape, till: Till, _: Moment) -> News:
    code = shape.text("code")
    if code == messages.FORK:
        acknowledge.mark_fork(till, shape.integer("seq"))
    elif code == messages.SUPERSEDED:
        acknowledge.mark_superseded(till)
    elif code == messages.REVOKED:
        acknowledge.mark_revoked(till)
    # The journal did not grow, but the sync process has a claim, or a seal, to tell the server.
    parted = code in (messages.FORK, messages.SUPERSEDED)
    return News(replica=parted or code == messages.REVOKED, journal_grew=parted)


def _trusted(_: Shape, till: Till, __: Moment) -> News:
    acknowledge.mark_trusted(till)
    return News(replica=True)


def _raised(shape: Shape, till: Till, _: Moment) -> News:
    granted = Granted(
        claim=shape.text("claim", longest=36),
        incarnation=shape.integer("incarnation", least=1),
        seq=shape.integer("seq"),
        seq_hash=shape.hex("hash", 32),
        whole=shape.truth("whole"),
    )
    begun = incarnations.go_on(till, granted)
    return News(replica=begun, journal_grew=begun)


_TAKEN: dict[str, Callable[[Shape, Till, Moment], News]] = {
    "acked": _acked,
    "rewound": _rewound,
    "epoch": _epoch,
    "raised": _raised,
    "grants": _grants,
    "recalls": _recalls,
    "cache": _cache,
    "state": _state,
    "trouble": _trouble,
    "trusted": _trusted,
}


def _read_recall(shape: Shape) -> Recall:
    return Recall(shape.text("lease", longest=36), shape.integer("keep"))


def _read_result(shape: Shape) -> Result:
    code = shape.text("code", longest=60) if shape.raw("code") else ""
    return Result(shape.integer("seq", least=1), shape.text("outcome", longest=20), code)


def _pairs(value: object) -> list[tuple[str, str]]:
    found = value if isinstance(value, list) else []
    return [(str(lease), str(code) or OFFLINE) for lease, code in found]
