"""Who is asking: the till's signature over this very request, with a nonce that is new.

Repeating a request has no second effect anyway, so each worker remembers nonces for itself: the
window stops an eavesdropper from asking again what was answered to somebody else.
"""

import hmac
import threading
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from pos_member.domain.errors import Refused
from sync.protocol.signing import (
    NONCE_BYTES,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TERMINAL_HEADER,
    request_bytes,
    signed_by,
)
from sync.server import incarnations, terminals

NONCES_KEPT = 1_024
TERMINALS_KEPT = 10_000
_HEX = frozenset("0123456789abcdef")
_BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as it is signed: ``target`` is path and query, header names lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def nonce(self) -> str:
        """Return the nonce in hex, empty where it is none: then no reply can be signed."""
        found = self.headers.get(NONCE_HEADER.lower(), "")
        return found if is_nonce(found) else ""


class NonceWindow:
    """The last nonces of each till; safe to be used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, tuple[set[str], deque[str]]] = OrderedDict()

    def take(self, terminal_id: str, nonce: str) -> None:
        """Note that ``nonce`` was used.

        Raises:
            Refused: ``nonce_repeated``.
        """
        with self._lock:
            seen, order = self._seen.setdefault(terminal_id, (set(), deque()))
            self._seen.move_to_end(terminal_id)
            if nonce in seen:
                raise Refused("nonce_repeated")
            seen.add(nonce)
            order.append(nonce)
            if len(order) > NONCES_KEPT:
                seen.discard(order.popleft())
            if len(self._seen) > TERMINALS_KEPT:
                self._seen.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Device:
    """The machine that signed a request: the till's own, or one whose place another has taken."""

    terminal: terminals.TerminalRow
    key: bytes

    @property
    def goes_on(self) -> bool:
        """Tell whether it is the one that goes on under the till's name."""
        return self.key == self.terminal.public_key


def authenticate(connection: Connection, request: Request, window: NonceWindow) -> Device:
    """Return the device of a till that signed ``request``.

    Raises:
        Refused: ``nonce_missing``, ``terminal_unknown``, ``signature_wrong`` or
            ``nonce_repeated``.
    """
    if not request.nonce:
        raise Refused("nonce_missing")
    terminal_id = request.headers.get(TERMINAL_HEADER.lower(), "")
    device = signer(connection, terminal_id, request, _signature(request))
    window.take(terminal_id, request.nonce)
    return device


def signer(connection: Connection, terminal_id: str, request: Request, signature: bytes) -> Device:
    """Return the device of till ``terminal_id`` that made ``signature`` over ``request``.

    Raises:
        Refused: ``terminal_unknown`` or ``signature_wrong``.
    """
    terminal = terminals.find(connection, terminal_id)
    if terminal is None:
        raise Refused("terminal_unknown")
    signed = request_bytes(request.method, request.target, request.nonce, request.body)
    if signed_by(terminal.public_key, signed, signature):
        return Device(terminal, terminal.public_key)
    former = {key for _, key in incarnations.former_keys(connection, terminal_id)}
    for key in sorted(former - {terminal.public_key}):
        if signed_by(key, signed, signature):
            return Device(terminal, key)
    raise Refused("signature_wrong")


def check_admin(request: Request, token: str) -> None:
    """Check that ``request`` carries the administration's token.

    Raises:
        Refused: ``admin_only``.
    """
    shown = request.headers.get("authorization", "")
    expected = (_BEARER + token).encode()
    if not hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), expected):
        raise Refused("admin_only")


def is_nonce(text: str) -> bool:
    """Tell whether ``text`` is a nonce: 32 lower-case hex digits."""
    return len(text) == 2 * NONCE_BYTES and set(text) <= _HEX


def _signature(request: Request) -> bytes:
    try:
        return bytes.fromhex(request.headers.get(SIGNATURE_HEADER.lower(), ""))
    except ValueError:
        return b""
