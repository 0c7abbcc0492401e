"""A counter for each test: a till with a program, and nobody in it yet."""

from pathlib import Path

import pytest

from tests.support.counter import Counter


@pytest.fixture
def counter(tmp_path: Path):
    """Return a counter whose program is published."""
    made = Counter(tmp_path)
    made.publish()
    yield made
    made.till.close()
