"""Starts the product's own programs as processes and knows when they are ready.

A till under a script connects back to the script: it asks for nothing but a port on loopback.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

READY_SECONDS = 60.0
LOOK_SECONDS = 0.25
ANSWER_SECONDS = 30.0


class NotReady(RuntimeError):
    """A program that was started did not come up, or stopped answering."""


def command(*arguments: str) -> list[str]:
    """Return the command line that runs this product with ``arguments``, bundled or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "pos_member", *arguments]


@dataclass
class ServerProgram:
    """A central server of its own process; ``ready`` holds what it printed when it came up."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]

    @classmethod
    def start(cls, data: Path, *arguments: str) -> "ServerProgram":
        """Start a server on ``data`` and wait until it listens.

        Raises:
            NotReady: it ended before it listened.
        """
        data.mkdir(parents=True, exist_ok=True)
        log = (data / "server.log").open("a", encoding="utf-8")
        process = subprocess.Popen(  # noqa: S603 - our own program, arguments of our own
            command("server", "--data", str(data), "--announce", *arguments),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            _end(process)
            raise NotReady(
                f"the server ended with status {process.returncode}: see {data}/server.log"
            )
        return cls(process, json.loads(line))

    def kill(self) -> None:
        """End the server as a power cut would: SIGKILL, no last word."""
        self.process.send_signal(signal.SIGKILL)
        _end(self.process)

    def stop(self) -> None:
        """Ask the server to end, and wait."""
        _end(self.process)


@dataclass
class TillProgram:
    """A till of its own process whose window this script plays, key by key."""

    name: str
    data: Path
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(LOOK_SECONDS)
        self._line: socket.socket | None = None
        self._answers: Any = None

    def start(self, *extra: str) -> None:
        """Start the till and wait until its window can be played.

        Raises:
            NotReady: it did not connect back in time.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        self._turn_away_the_dead()
        port = self._door.getsockname()[1]
        with (self.data / "till.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                command(
                    "till",
                    "--data",
                    str(self.data),
                    "--pilot",
                    f"127.0.0.1:{port}",
                    *self.arguments,
                    *extra,
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
            )
        self._line = self._called_back()
        self._line.settimeout(ANSWER_SECONDS)
        self._answers = self._line.makefile("r", encoding="utf-8")

    def _turn_away_the_dead(self) -> None:
        """Forget the call of a till that was killed before anybody answered it."""
        self._door.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self._door.accept()[0].close()
        self._door.settimeout(LOOK_SECONDS)

    def _called_back(self) -> socket.socket:
        assert self.process is not None
        ends = time.monotonic() + READY_SECONDS
        while time.monotonic() < ends and self.process.poll() is None:
            try:
                return self._door.accept()[0]
            except TimeoutError:
                continue
        raise NotReady(f"till {self.name}: no window; see {self.data}/till.log")

    def do(self, what: str, **values: object) -> Any:  # noqa: ANN401 - whatever the window answers
        """Have the window perform one command and return its answer.

        Raises:
            NotReady: the till is gone or does not answer.
        """
        if self._line is None:
            raise NotReady(f"till {self.name} is not running")
        try:
            self._line.sendall(json.dumps({"do": what, **values}).encode() + b"\n")
            line = self._answers.readline()
        except OSError as gone:
            raise NotReady(f"till {self.name} does not answer: {gone}") from gone
        if not line.endswith("\n"):  # nothing, or half an answer: it was killed
            raise NotReady(f"till {self.name} is gone")
        answer = json.loads(line)
        if "error" in answer:
            raise NotReady(f"till {self.name}: {what} {values}: {answer['error']}")
        return answer["value"]

    def kill(self) -> None:
        """End the till as a power cut would: SIGKILL, no last word."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._hang_up()

    def end(self) -> None:
        """Ask the till to end, and wait."""
        if self.process is not None:
            _end(self.process)
        self._hang_up()

    def stop(self) -> None:
        """Ask the till to end, and wait; it cannot be started again."""
        self.end()
        self._door.close()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._answers.close()
            self._line.close()
            self._line = None


def _end(process: "subprocess.Popen[Any]") -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()
