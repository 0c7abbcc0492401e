"""The one look at a usual sale sees what the strict reader sees, or leaves it to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import KIND_NAMES, Kind
from pos_member.domain.operation_reader import check_sale, read_body
from pos_member.domain.operations import IDENTIFIED_BY, TENDER_KINDS, Sale, Tendered, Where
from sync.server import usual_sale

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


def _strictly(value: object) -> Sale | None:
    """Return what the strict reader makes of ``value``; ``None`` where it refuses it."""
    try:
        return read_body("sale", value)
    except Damaged:
        return None


def _agreeing(value: object, found: Sale) -> Sale:
    """Return what the strict reader makes of ``value``; ``found`` where its parts do not agree."""
    try:
        check_sale(found)
    except Damaged:
        assert _strictly(value) is None
        return found
    strict = _strictly(value)
    assert strict is not None
    return strict


def _at_once(value: object) -> Sale | None:
    return usual_sale.read(canonical.dump(value))


def _part(value: dict, path: tuple) -> dict:
    for name in path:
        value = value[name]
    return value


def test_a_usual_sale_is_read_at_once():
    assert _at_once(_written()) == SALE == _strictly(_written())


@given(paths, odd)
def test_with_any_part_changed_it_gives_what_the_strict_reader_gives_or_nothing(path, put):
    value = _written()
    _part(value, path[:-1])[path[-1]] = put
    found = _at_once(value)
    if found is not None:
        assert found == _agreeing(value, found)


@given(paths)
def test_with_any_part_missing_it_is_left_to_the_strict_reader(path):
    value = _written()
    del _part(value, path[:-1])[path[-1]]
    assert _at_once(value) is None


@pytest.mark.parametrize("where", [(), ("where",), ("tenders", 0), ("tenders", 0, "legs", 0)])
def test_a_field_that_is_not_known_here_is_left_to_the_strict_reader(where):
    value = _written()
    _part(value, where)["tip"] = 5
    assert _at_once(value) is None
    assert _strictly(value) == SALE


@pytest.mark.parametrize(
    "raw",
    [
        canonical.dump(SALE.to_json() | {"quoted": "PUT"}).replace(b'"PUT"', put)
        for put in (b"1.0", b"1e3", b'{"a":1,"a":1}', b'"\\u0000"', b'"\x00"', b'"\xff"', b"[ ]")
    ],
)
def test_what_is_written_in_no_way_of_ours_is_left_to_the_strict_reader(raw):
    assert usual_sale.read(raw) is None


def test_a_key_that_stands_twice_is_left_to_the_strict_reader():
    raw = canonical.dump(_written())
    assert usual_sale.read(raw.replace(b'"due":350', b'"due":350,"due":350')) is None


@pytest.mark.parametrize("kind", TENDER_KINDS)
@pytest.mark.parametrize("lent", KIND_NAMES)
def test_every_kind_of_tender_and_right_is_usual(kind, lent):
    value = _written()
    value["tenders"][0] |= {"kind": kind}
    value["tenders"][0]["legs"][0]["kind"] = lent
    assert _at_once(value) == _strictly(value) is not None


@pytest.mark.parametrize("way", IDENTIFIED_BY)
def test_every_way_to_name_a_member_is_usual(way):
    value = _written() | {"identified_by": way}
    assert _at_once(value) == _strictly(value) is not None


@pytest.mark.parametrize("value", [None, [], "sale", 5])
def test_what_is_no_object_is_left_to_the_strict_reader(value):
    assert _at_once(value) is None
