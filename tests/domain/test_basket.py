"""The basket: every change is a new basket, and nothing of a price sticks to it."""

from dataclasses import replace

import pytest
from hypothesis import given

from pos_member.domain import canonical
from pos_member.domain.basket import (
    LINES_MAX,
    Basket,
    BasketLine,
    price_needs_approval,
    read_basket,
)
from pos_member.domain.errors import Damaged, Refused
from tests.support.priced import basket, basket_lines, line

EMPTY = Basket("b1")
SHAMPOO = line("shampoo", "89.00")
UNKNOWN = BasketLine("l9", "", "", 0, code="6901234567892", known=False)


def scanned(*lines: BasketLine) -> Basket:
    found = EMPTY
    for place, each in enumerate(lines):
        found = found.add(each, program_version=7 + place, at_ms=1000 + place)
    return found


def refusal(call) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_the_first_line_fixes_program_and_moment():
    found = scanned(SHAMPOO, line("cut", "168.00"))
    assert (found.program_version, found.started_ms) == (7, 1000)
    assert (EMPTY.program_version, EMPTY.lines) == (0, ())
    emptied = found.without("shampoo").without("cut")
    again = emptied.add(SHAMPOO, program_version=9, at_ms=2000)
    assert (again.program_version, again.started_ms) == (9, 2000)


def test_the_same_goods_again_are_more_of_the_same_line():
    found = scanned(SHAMPOO, replace(SHAMPOO, line_id="other"))
    assert [(each.line_id, each.quantity) for each in found.lines] == [("shampoo", 2000)]
    assert found.pieces == 2


def test_an_article_is_the_same_by_whichever_of_its_codes():
    found = scanned(SHAMPOO, replace(SHAMPOO, line_id="other", code="]d2010690123456789210A"))
    assert [(each.line_id, each.quantity) for each in found.lines] == [("shampoo", 2000)]
    bag = BasketLine("bag", "", "袋子", 30, code="1")
    assert len(scanned(bag, replace(bag, line_id="other", code="2")).lines) == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(SHAMPOO, line_id="x", unit_minor=1),
        replace(SHAMPOO, line_id="x", staff_id="kevin"),
        replace(SHAMPOO, line_id="x", manual_price_minor=1, manual_reason="r"),
    ],
)
def test_what_differs_is_a_line_of_its_own(other):
    assert len(scanned(SHAMPOO, other).lines) == 2
    assert len(scanned(other, SHAMPOO).lines) == 2


def test_weighed_goods_and_unknown_codes_never_merge():
    apples = line("apples", "12.00", "0.250", weighed=True)
    found = scanned(
        apples, replace(apples, line_id="more"), UNKNOWN, replace(UNKNOWN, line_id="l8")
    )
    assert len(found.lines) == 4
    assert (found.pieces, found.unknown_lines) == (4, 2)


def test_lines_change_and_go_by_their_id():
    found = scanned(SHAMPOO, line("cut", "168.00"))
    found = found.with_quantity("shampoo", 3000).with_staff("cut", "kevin")
    found = found.with_price("cut", 15_000, " regular guest ")
    cut = found.line("cut")
    assert (found.line("shampoo").quantity, cut.staff_id) == (3000, "kevin")
    assert (cut.manual_price_minor, cut.manual_reason) == (15_000, "regular guest")
    plain = found.with_price("cut", None, "never mind").line("cut")
    assert (plain.manual_price_minor, plain.manual_reason) == (None, "")
    assert [each.line_id for each in found.without("shampoo").lines] == ["cut"]


def test_an_unknown_line_is_resolved_in_its_place():
    found = (
        scanned(UNKNOWN, SHAMPOO).with_quantity("l9", 2000).resolved("l9", line("oil", "129.00"))
    )
    assert [(each.line_id, each.sku) for each in found.lines] == [("l9", "oil"), ("shampoo",) * 2]
    assert (found.line("l9").quantity, found.unknown_lines) == (2000, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda found: found.with_quantity("shampoo", 0), "quantity_range"),
        (lambda found: found.with_quantity("shampoo", -1000), "quantity_range"),
        (lambda found: found.with_quantity("shampoo", 10**9 + 1), "quantity_range"),
        (lambda found: found.with_quantity("gone", 1000), "line_gone"),
        (lambda found: found.without("gone"), "line_gone"),
        (lambda found: found.with_price("shampoo", -1, "r"), "price_negative"),
        (lambda found: found.with_price("shampoo", 1, "  "), "price_reason_missing"),
        (lambda found: found.with_price("l9", 1, "r"), "price_of_unknown"),
        (
            lambda found: found.add(line("x", "1.00", "0"), program_version=1, at_ms=1),
            "quantity_range",
        ),
    ],
)
def test_what_no_basket_holds_is_refused(change, code):
    assert refusal(lambda: change(scanned(SHAMPOO, UNKNOWN))) == code


def test_a_basket_has_an_end():
    full = basket(*(line(f"l{place}", "1.00") for place in range(LINES_MAX)))
    assert refusal(lambda: full.add(SHAMPOO, program_version=1, at_ms=1)) == "basket_full"


@pytest.mark.parametrize(
    ("manual", "needs"),
    [(None, False), (100_00, False), (120_00, False), (90_00, False), (89_99, True)],
)
def test_a_manager_approves_what_takes_off_more_than_a_tenth(manual, needs):
    assert price_needs_approval(line("x", "100.00", manual_price_minor=manual), 1000) is needs


@given(basket_lines())
def test_a_written_basket_reads_back_the_same(lines):
    held = Basket("b", tuple(lines), 7, 1000)
    assert read_basket(canonical.load(canonical.dump(held.to_json()))) == held


def test_what_is_usual_is_left_out_of_the_document():
    assert scanned(SHAMPOO).to_json()["lines"] == [
        {"id": "shampoo", "sku": "shampoo", "name": "shampoo", "price": "89.00", "quantity": "1"}
    ]


def test_a_line_needs_no_more_than_a_price():
    found = read_basket({"lines": [{"price": "1.00"}, {"known": False, "code": "690"}]})
    assert [(each.line_id, each.unit_minor, each.quantity) for each in found.lines] == [
        ("1", 100, 1000),
        ("2", 0, 1000),
    ]


@pytest.mark.parametrize(
    ("lines", "path", "why"),
    [
        ([{}], "lines[0].price", "must be a text"),
        ([{"price": "1.00", "qty": 2}], "lines[0].qty", "is not known here"),
        (
            [{"price": "1.00", "quantity": "-2"}],
            "lines[0].quantity",
            "must be above 0 and at most 1000000",
        ),
        (
            [{"price": "1.00", "id": "a"}, {"price": "1.00", "id": "a"}],
            "lines[1].id",
            "stands twice",
        ),
        (
            [{"price": "2.00", "manual_price": "1.00"}],
            "lines[0].manual_reason",
            "must say why the price was set by hand",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_path(lines, path, why):
    with pytest.raises(Damaged) as caught:
        read_basket({"lines": lines})
    assert caught.value.values == {"path": path, "why": why}
