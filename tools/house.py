"""The house as its own tests see it: every Python file, parsed once, and every tracked text.

Measuring works on a folder that is handed in, so that the same code that measures the real
house measures one with planted faults: a check that cannot fail is none.
"""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PRODUCT = ("pos_member", "ui", "sync", "devices")
WORKSHOP = ("tools", "benchmarks")
TESTS = ("tests",)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its place (relative, with forward slashes), text and syntax tree."""

    place: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """The number of lines in the file."""
        return self.text.count("\n")

    @cached_property
    def functions(self) -> tuple[FunctionNode, ...]:
        """Every function and method, nested ones too."""
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, FunctionNode))

    def line(self, number: int) -> str:
        """Return line ``number``, counted from 1."""
        return self.text.splitlines()[number - 1]


@dataclass(frozen=True)
class House:
    """A folder laid out as this project is."""

    root: Path

    def sources(self, *packages: str) -> Iterator[Source]:
        """Parse every Python file below ``packages``, in a steady order."""
        for package in packages:
            for path in sorted((self.root / package).rglob("*.py")):
                text = path.read_text(encoding="utf-8")
                place = path.relative_to(self.root).as_posix()
                yield Source(place, text, ast.parse(text, filename=place))

    @cached_property
    def product(self) -> tuple[Source, ...]:
        """What is shipped."""
        return tuple(self.sources(*PRODUCT))

    @cached_property
    def workshop(self) -> tuple[Source, ...]:
        """What builds and measures it."""
        return tuple(self.sources(*WORKSHOP))

    @cached_property
    def tests(self) -> tuple[Source, ...]:
        """What proves it."""
        return tuple(self.sources(*TESTS))

    def tracked_texts(self) -> Iterator[tuple[str, str]]:
        """Yield place and text of every tracked file that is text.

        Without a repository (an unpacked archive, a planted house) every file counts.
        """
        for place in self._tracked_places():
            path = self.root / place
            if not path.is_file():
                continue
            content = path.read_bytes()
            if b"\0" not in content:
                yield place, content.decode("utf-8", errors="replace")

    def _tracked_places(self) -> list[str]:
        if (self.root / ".git").exists():
            # The clone may belong to another user than the one who runs the tests.
            listing = subprocess.run(
                ["git", "-c", "safe.directory=*", "ls-files", "-z"],  # noqa: S607 - the git of the developer's path is the one wanted
                cwd=self.root,
                check=True,
                capture_output=True,
            ).stdout.decode()
            return [place for place in listing.split("\0") if place]
        return [p.relative_to(self.root).as_posix() for p in sorted(self.root.rglob("*"))]
