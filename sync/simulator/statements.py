"""Compiled statements shared by all simulated programs of this process.

A real program compiles each of its statements once in weeks; simulated ones start a thousand times
a minute, and would spend a sixth of their time on it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import Dialect

_COMPILED: dict[Any, Any] = {}
_DIALECTS: dict[str, Dialect] = {}
_REAL_INIT = Engine.__init__


@contextmanager
def shared() -> Iterator[None]:
    """Let every engine that is made inside the block use what others have compiled."""
    # Not by a listener: an engine with a single one takes far longer for each statement.
    _replace_init(_made_sharing)
    try:
        yield
    finally:
        _replace_init(_REAL_INIT)


def _made_sharing(engine: Engine, *parts: Any, **how: Any) -> None:  # noqa: ANN401
    _REAL_INIT(engine, *parts, **how)
    # A compiled statement belongs to the dialect it was compiled by, so that is shared as well.
    engine.dialect = _DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_COMPILED)


def _replace_init(init: Callable[..., None]) -> None:
    type.__setattr__(Engine, "__init__", init)
