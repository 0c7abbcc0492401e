"""The window's side of the sync process: start it, talk to it, start it again when it dies.

A dead sync process costs a sale nothing: what is said to it in the meantime may be dropped, because
it reads the journal when it starts. Nobody waits for it here; what it says arrives on its reader's
thread, so the callback must only hand it on.
"""

import json
import logging
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from sync.client.schedule import Chance, back_off_ms

OnMessage = Callable[[dict[str, object]], None]

STOP_WAIT_S = 3.0
LINE_MAX = 8 * 1024 * 1024
_LOG = logging.getLogger(__name__)


class SyncLink:
    """One sync process beside the window, kept alive.

    Args:
        command: what starts it, e.g. ``[sys.executable, "-m", "pos_member", "sync", …]``.
        on_message: gets each message it sends, on the reader's thread.
        on_down: called on that thread when the process has died.
        chance: for the jitter between two starts.
    """

    def __init__(
        self,
        command: Sequence[str],
        on_message: OnMessage,
        *,
        on_down: Callable[[], None],
        chance: Chance,
    ) -> None:
        self._command = list(command)
        self._on_message = on_message
        self._on_down = on_down
        self._chance = chance
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_alive, name="sync-link", daemon=True)

    def start(self) -> None:
        """Start the process and the thread that listens to it; returns at once."""
        self._thread.start()

    def send(self, message: Mapping[str, object]) -> bool:
        """Send one message; false when there is nobody to hear it, which loses nothing."""
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            child = self._child
            if child is None or child.stdin is None:
                return False
            try:
                child.stdin.write(line)
                child.stdin.flush()
            except (OSError, ValueError):
                return False
        return True

    def stop(self) -> None:
        """End the process: ask, then wait ``STOP_WAIT_S``, then kill."""
        self._stopping.set()
        self.send({"type": "stop"})
        with self._lock:
            child = self._child
        if child is not None:
            _end(child)
        if self._thread.is_alive():
            self._thread.join(STOP_WAIT_S)

    def _keep_alive(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            if self._run_once():
                failures = 0
            if self._stopping.is_set():
                return
            self._on_down()
            failures += 1
            self._stopping.wait(back_off_ms(failures, self._chance) / 1_000)

    def _run_once(self) -> bool:
        """Run the process to its end; tell whether it ever said anything."""
        try:
            child = subprocess.Popen(  # noqa: S603 - our own program, no shell
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError as failed:
            _LOG.error("sync process did not start: %s", failed.strerror)
            return False
        with self._lock:
            self._child = child
        # A stop that came between the check and here must find the child.
        if self._stopping.is_set():
            _end(child)
        assert child.stdout is not None
        with child.stdout as lines:
            spoke = self._listen(lines)
        with self._lock:
            self._child = None
        _end(child)
        _LOG.info("sync process ended with status %s", child.returncode)
        return spoke

    def _listen(self, lines: IO[bytes]) -> bool:
        spoke = False
        while line := lines.readline(LINE_MAX):
            try:
                message = json.loads(line)
            except ValueError:
                # Half a line of a process that was killed in the middle of it.
                _LOG.warning("unreadable line of the sync process, %d bytes", len(line))
                continue
            if isinstance(message, dict):
                spoke = True
                self._on_message(message)
        return spoke


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.stdin is not None:
        try:
            child.stdin.close()
        except OSError:
            # Unsent bytes for a process that is gone.
            _LOG.debug("sync process was gone")
    try:
        child.wait(STOP_WAIT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(STOP_WAIT_S)
