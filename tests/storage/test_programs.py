"""The newest program that has begun is the valid one."""

from pathlib import Path

from pos_member.storage import programs
from tests.support.counter import PROGRAM, Counter, signed_program


def test_a_program_is_valid_from_its_start(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    with counter.till.cache.reading() as connection:
        assert programs.version_at(connection, 10) is None
        assert programs.valid_at(connection, 10) is None
    for version, start in ((1, 0), (2, 500)):
        counter.pull(
            program=signed_program({**PROGRAM, "version": version, "valid_from_ms": start})
        )
    with counter.till.cache.reading() as connection:
        assert [programs.version_at(connection, at) for at in (499, 500)] == [1, 2]
        found = programs.valid_at(connection, 600)
        assert found is not None and found == programs.by_version(connection, 2)
        assert programs.by_version(connection, 3) is None
    counter.till.close()
