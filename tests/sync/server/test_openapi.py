"""The published words fit the protocol's limits."""

from sync.protocol import limits
from sync.server import openapi


def test_lists_are_bounded_as_the_protocol_bounds_them() -> None:
    schema = openapi.PUSH["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["entries"]["maxItems"] == limits.PUSH_OPS_MAX
    assert schema["properties"]["wants"]["maxItems"] == limits.WANTS_MAX


def test_every_route_says_how_it_refuses() -> None:
    for route in (openapi.ENROL, openapi.PUSH, openapi.PULL, openapi.OFFER, openapi.ADMIN):
        assert {"400", "401", "403", "503"} <= set(route["responses"])
