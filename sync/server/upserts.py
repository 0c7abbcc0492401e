"""``INSERT … ON CONFLICT``, which both databases have and SQLAlchemy spells apart.

Built once per dialect, because building a statement costs more than running it.
"""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

INSERT: dict[str, Callable[[sa.Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def per_dialect(build: Callable[[str], sa.Insert]) -> dict[str, sa.Insert]:
    """Return what ``build`` makes for each dialect, by its name."""
    return {dialect: build(dialect) for dialect in INSERT}


def insert_new(table: sa.Table) -> dict[str, sa.Insert]:
    """Return, per dialect, the insert into ``table`` that leaves a row that is there alone."""
    return per_dialect(lambda dialect: INSERT[dialect](table).on_conflict_do_nothing())
