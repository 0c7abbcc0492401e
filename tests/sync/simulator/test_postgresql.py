"""The simulator's own PostgreSQL, and worlds that are played on it."""

import pytest

from sync.simulator.run import run


@pytest.mark.postgresql
def test_worlds_are_played_on_postgresql_one_after_the_other(new_postgresql):
    report = run([1, 2], database_url=new_postgresql())
    assert report.worlds == 2
    assert [(each.seed, each.broken) for each in report.broken] == []
    assert report.receipts
