"""A pytest plugin: the rooms where money is decided are covered to the last branch.

It measures what pytest-cov has collected, inside the same run, so that a gap fails the suite and
pytest's own closing line stays the last one.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

# Patterns of files of which every line and every branch is run by a test.
EXACT = (
    "pos_member/domain/*.py",
    "sync/protocol/*.py",
    "sync/server/apply*.py",
    "sync/server/booking.py",
    "pos_member/storage/entries.py",
    "pos_member/storage/effects.py",
    "pos_member/storage/leases.py",
)


@dataclass
class CoverageGates:
    """Looks once after the last test and keeps what it found for the summary."""

    root: Path
    gaps: list[str] = field(default_factory=list)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Fail the session for every gap, after pytest-cov has combined its figures."""
        result = yield
        if not session.config.option.collectonly:
            self.gaps = gaps(self.root, EXACT)
            session.testsfailed += bool(self.gaps)
        return result

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the gaps above the closing line."""
        if self.gaps:
            terminalreporter.section("not covered to the last branch", red=True)
            for gap in self.gaps:
                terminalreporter.line(gap)


def gaps(root: Path, patterns: Sequence[str]) -> list[str]:
    """Return the lines and branches below ``root`` that no test ran, one text for each file."""
    measured = coverage.Coverage(config_file=str(root / "pyproject.toml"))
    measured.load()
    found = []
    for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
        _, _, _, missing, missing_text = measured.analysis2(str(path))
        branches = [
            f"{line} ({taken} of {ways} ways)"
            for line, (ways, taken) in sorted(measured.branch_stats(str(path)).items())
            if taken < ways
        ]
        if missing or branches:
            text = ", ".join(filter(None, [missing_text, *branches]))
            found.append(f"{path.relative_to(root)}: {text}")
    return found


def pytest_configure(config: pytest.Config) -> None:
    """Join in where the run is steered; the workers of pytest-xdist only collect."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(CoverageGates(config.rootpath), "coverage gates")
