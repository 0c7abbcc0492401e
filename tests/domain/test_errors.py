"""Refusals carry a stable code and the values that their text needs."""

import pytest

from pos_member.domain.errors import Damaged, PosError, Refused, Unavailable


def test_a_refusal_carries_its_code_and_values():
    refused = Refused("lease_short", asked=5, sure=3)
    assert (refused.code, refused.values) == ("lease_short", {"asked": 5, "sure": 3})
    assert refused.args == ("lease_short", {"asked": 5, "sure": 3})


@pytest.mark.parametrize(
    ("kind", "code"),
    [(PosError, "error"), (Refused, "refused"), (Unavailable, "unavailable"), (Damaged, "damaged")],
)
def test_each_kind_has_a_code_of_its_own(kind, code):
    assert kind().code == code
    assert isinstance(kind(), PosError)
