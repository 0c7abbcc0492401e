"""The line to the server: one request, one answer or a reason, never longer than its deadline.

The deadline is hard: a watch shuts the socket, so that a server that drips a byte a second holds a
till no longer than one that is silent. No redirect is followed and no proxy of the machine's
settings is used; what comes back is bytes, and whether they count is decided by their signature.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NameResolutionError

from pos_member.domain.errors import Refused, Unavailable
from sync.protocol import limits

CHUNK_BYTES = 64 * 1024
LOOPBACK = ("127.0.0.1", "::1", "localhost")

DNS = "dns"
REFUSED = "refused"
TIMEOUT = "timeout"
CUT = "cut"
TOO_LARGE = "too_large"
IDENTITY = "identity"


class Answer:
    """What came back: status, headers by lower-case name, and the whole body."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class Transport:
    """Connections to one server, used from one thread.

    Args:
        server_url: ``https://…``; plain ``http://`` only on this machine.
        trust: file of certificates to believe instead of the system's, empty for the system's.

    Raises:
        Refused: ``server_url``, ``plain_http``.
    """

    def __init__(self, server_url: str, *, trust: str = "") -> None:
        parts = urlsplit(server_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused("server_url", url=server_url)
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise Refused("plain_http", host=parts.hostname)
        self._url = server_url.rstrip("/")
        self._watch = _Watch()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = trust or True
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _WatchedAdapter(self._watch))

    def exchange(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout_ms: int
    ) -> Answer:
        """Send one request and return what came back within ``timeout_ms``.

        Raises:
            Unavailable: ``dns``, ``refused``, ``timeout``, ``cut``, ``too_large``, ``identity``.
        """
        with self._watch.over(timeout_ms):
            try:
                return self._exchange(method, target, headers, body, timeout_ms)
            except (requests.RequestException, HTTPError, OSError) as failed:
                why = TIMEOUT if self._watch.is_over else _why(failed)
                raise Unavailable(why) from failed

    def close(self) -> None:
        """Close every connection."""
        self._session.close()

    def _exchange(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout_ms: int
    ) -> Answer:
        patience = (min(timeout_ms, limits.CONNECT_TIMEOUT_MS) / 1_000, timeout_ms / 1_000)
        with self._session.request(
            method,
            self._url + target,
            headers=dict(headers),
            data=body or None,
            timeout=patience,
            allow_redirects=False,
            stream=True,
        ) as response:
            found = b"".join(_limited(response))
            # A socket that the watch shut reads like one that ended well.
            if self._watch.is_over:
                raise Unavailable(TIMEOUT)
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, names, found)


def _limited(response: requests.Response) -> Iterator[bytes]:
    size = 0
    for chunk in response.iter_content(CHUNK_BYTES):
        size += len(chunk)
        if size > limits.REPLY_BYTES_MAX:
            raise Unavailable(TOO_LARGE)
        yield chunk


def _why(failed: Exception) -> str:
    causes = list(_causes(failed))
    if any(isinstance(cause, NameResolutionError | socket.gaierror) for cause in causes):
        return DNS
    if any(isinstance(cause, requests.exceptions.SSLError) for cause in causes):
        return IDENTITY
    if any(isinstance(cause, requests.Timeout | TimeoutError) for cause in causes):
        return TIMEOUT
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return REFUSED
    return CUT


def _causes(failed: BaseException) -> Iterator[BaseException]:
    """Yield ``failed`` and what stands behind it; requests wraps urllib3, which wraps the cause."""
    seen: list[BaseException] = []
    waiting: list[object] = [failed]
    while waiting:
        cause = waiting.pop()
        if not isinstance(cause, BaseException) or cause in seen:
            continue
        seen.append(cause)
        yield cause
        waiting += [cause.__cause__, cause.__context__, getattr(cause, "reason", None)]
        waiting += cause.args


class _Watch:
    """Shuts the open socket when the time is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._turn = 0
        self.is_over = False

    @contextmanager
    def over(self, timeout_ms: int) -> Iterator[None]:
        """Watch over the block for ``timeout_ms``."""
        with self._lock:
            self._turn += 1
            self.is_over = False
        timer = threading.Timer(timeout_ms / 1_000, self._end, (self._turn,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def opened(self, line: socket.socket | None) -> None:
        """Take note of the socket in use."""
        with self._lock:
            self._socket = line

    def _end(self, turn: int) -> None:
        with self._lock:
            # A timer that fires while its request ends must not hit the next one.
            if turn != self._turn:
                return
            self.is_over = True
            if self._socket is not None:
                _shut(self._socket)


def _shut(line: socket.socket) -> None:
    try:
        # The plain socket's own shutdown: an encrypted one would try to say goodbye first.
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        # Closed in the meantime, which is what was wanted.
        return


class _WatchedAdapter(HTTPAdapter):
    """Makes connections that tell the watch of their socket."""

    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Use the watched connections (requests calls this from its own ``__init__``)."""
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = _watched_pools(self._watch)


def _watched_pools(watch: _Watch) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.opened(self.sock)

        def request(self, *args: object, **kwargs: object) -> None:
            watch.opened(self.sock)
            super().request(*args, **kwargs)  # type: ignore[arg-type]

    class Encrypted(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch.opened(self.sock)

        def request(self, *args: object, **kwargs: object) -> None:
            watch.opened(self.sock)
            super().request(*args, **kwargs)  # type: ignore[arg-type]

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
