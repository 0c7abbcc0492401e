"""The first row of a table: columns by their Chinese or English names."""

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.import_columns import NAMES, columns_of


def test_columns_are_known_by_their_own_and_by_other_names():
    assert columns_of(["手机号", " Name", "CARD NUMBER", "points_last_day", "余额"]) == (
        "phone", "name", "card", "points_last_day", "principal",
    )  # fmt: skip


def test_no_name_stands_for_two_columns():
    names = [other for name, others in NAMES.items() for other in (name, *others)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (["phone", "colour"], "colour"),
        (["phone", "手机号"], "手机号"),
        (["name"], "phone"),
        ([], "phone"),
        (["phone", ""], ""),
    ],
)
def test_a_head_that_is_wrong_is_named(head, named):
    with pytest.raises(Damaged) as caught:
        columns_of(head)
    assert (caught.value.code, caught.value.values["columns"]) == ("import_columns", named)
