"""What a head office does about tiers: publishes a program, tells of what is no sale."""

from typing import Any

from pos_member.domain.shape import Shape
from sync.server import programs, tier_events
from tests.sync.server.far_end import Till

NOON_MS = 1_795_320_000_000
"""2026-11-22T12:00:00+08:00."""


def publish(till: Till, document: dict[str, Any], version: int = 1) -> None:
    with till.database.writing() as connection:
        programs.publish(connection, till.house, {**document, "version": version})


def tell(till: Till, **event: object) -> dict[str, Any]:
    with till.database.writing() as connection:
        shape = Shape({"by": "head office", **event})
        return tier_events.tell(connection, till.house, shape, now_ms=till.now_ms)
