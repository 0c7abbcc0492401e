"""What a till writes down of its leases can be read back, lots and all."""

import pytest

from pos_member.domain.operation_reader import read_body
from tests.support.bodies import OPENED, OPENED_POINTS, RETURNED, RETURNED_POINTS


@pytest.mark.parametrize("body", [OPENED, OPENED_POINTS, RETURNED, RETURNED_POINTS])
def test_a_lease_received_or_given_back_is_read_as_it_was_written(body) -> None:
    assert read_body(body.kind, body.to_json()) == body
