"""Compiled statements shared by all simulated programs of this process.

A real program compiles each of its statements once in weeks; simulated ones start a thousand times
a minute, and would spend a sixth of their time on it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Dialect

_COMPILED: dict[Any, Any] = {}
_DIALECTS: dict[str, Dialect] = {}


@contextmanager
def shared() -> Iterator[None]:
    """Let every connection that is opened inside the block use what others have compiled."""
    event.listen(Engine, "engine_connect", _share)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    # A compiled statement belongs to the dialect it was compiled by, so that is shared as well.
    connection.dialect = _DIALECTS.setdefault(connection.dialect.name, connection.dialect)
    connection.execution_options(compiled_cache=_COMPILED)
