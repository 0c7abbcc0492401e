"""The one look at a usual sale sees what the strict reader sees, or leaves it to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import canonical, usual_sale
from pos_member.domain.errors import Damaged
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import KIND_NAMES, Kind
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import IDENTIFIED_BY, TENDER_KINDS, Sale, Tendered, Where

SALE = Sale(
    Where("store", "2026-11-22", "9-1122-000001"),
    "member",
    "code",
    350,
    -2,
    (
        Tendered("stored_value", 300, (Leg("lease", Kind.PRINCIPAL, 300),)),
        Tendered("qr", 52, (), 0, "ref"),
    ),
    3,
    "2028-11-22",
    300,
    {"engine": 1, "lines": [["0", "1.00"]]},
)
UNUSUAL = {"not known to the quick look": 1}

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["", "x", "y" * 37, "z" * 201, "cash", "principal", "card", "林"]),
    st.sampled_from([-1, 0, 1, 300, 2**53, 2**53 + 1, 2**70, -100_001]),
    st.sampled_from([[], [None], [{}], {}, {"a": []}]),
)
paths = st.sampled_from(
    [(name,) for name in SALE.to_json()]
    + [("where", name) for name in SALE.where.to_json()]
    + [("tenders", 0, name) for name in SALE.tenders[0].to_json()]
    + [("tenders", 0, "legs", 0, name) for name in SALE.tenders[0].legs[0].to_json()]
)


def _written() -> dict:
    return canonical.load(canonical.dump(SALE.to_json()))


def _read(value: dict) -> Sale | str:
    """Return the sale, or why it is none."""
    try:
        return read_body("sale", value)
    except Damaged as wrong:
        return str(wrong.values)


def _strictly(value: dict) -> Sale | str:
    """Return what the strict reader makes of ``value``: it passes over what it does not know."""
    assert usual_sale.read(value | UNUSUAL) is None
    return _read(value | UNUSUAL)


def test_a_usual_sale_is_read_at_once():
    assert usual_sale.read(_written()) == SALE


@given(paths, odd)
def test_with_any_part_changed_both_ways_agree(path, put):
    value = _written()
    part = value
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = put
    assert _read(value) == _strictly(value)


@given(paths)
def test_with_any_part_missing_both_ways_agree(path):
    value = _written()
    part = value
    for name in path[:-1]:
        part = part[name]
    del part[path[-1]]
    assert _read(value) == _strictly(value)


@pytest.mark.parametrize("where", [(), ("where",), ("tenders", 0), ("tenders", 0, "legs", 0)])
def test_a_field_that_is_not_known_here_is_left_to_the_strict_reader(where):
    value = _written()
    part = value
    for name in where:
        part = part[name]
    part["tip"] = 5
    assert usual_sale.read(value) is None
    assert read_body("sale", value) == SALE


@pytest.mark.parametrize("kind", TENDER_KINDS)
@pytest.mark.parametrize("lent", KIND_NAMES)
def test_every_kind_of_tender_and_right_is_usual(kind, lent):
    value = _written()
    value["tenders"][0] |= {"kind": kind}
    value["tenders"][0]["legs"][0]["kind"] = lent
    assert usual_sale.read(value) == _strictly(value)


@pytest.mark.parametrize("way", IDENTIFIED_BY)
def test_every_way_to_name_a_member_is_usual(way):
    value = _written() | {"identified_by": way}
    assert usual_sale.read(value) == _strictly(value)


@pytest.mark.parametrize("value", [None, [], "sale", 5])
def test_what_is_no_object_is_left_to_the_strict_reader(value):
    assert usual_sale.read(value) is None
