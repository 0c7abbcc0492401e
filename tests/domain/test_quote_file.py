"""``pos-member quote``: the published example, the published schemas, and what is refused."""

import copy
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.pricing_values import MemberFacts
from pos_member.domain.program_document import read_program
from pos_member.domain.program_writer import write_program
from pos_member.domain.quote_file import answer
from pos_member.domain.quoted import QuoteInputs
from pos_member.domain.reasons import CODES
from pos_member.domain.tender import TenderKind, TenderPlan
from tests.support.full_program import FULL
from tests.support.json_schema import Schema
from tests.support.priced import NOON_MS, basket, basket_lines, line, shop

INTERFACES = Path(__file__).parents[2] / "docs/interfaces"
PAGE = (INTERFACES / "quote.md").read_text("utf-8")
EXAMPLE = json.loads(re.search(r"```json input\n(.*?)```", PAGE, re.DOTALL)[1])
PROGRAM = Schema(INTERFACES / "program.schema.json")
INPUT = Schema(INTERFACES / "quote.input.schema.json")
OUTPUT = Schema(INTERFACES / "quote.output.schema.json")


def asked(**fields: object) -> dict:
    """Return a file that prices one line of 100.00 for a member of the plain tier."""
    return {
        "program": {"version": 1, "tiers": [{"id": "plain", "name": "plain"}]},
        "member": {"id": "m1", "tier": "plain", "points": 1000},
        "basket": {"lines": [{"price": "100.00"}]},
        "at": NOON_MS,
        **fields,
    }


# --- the page ------------------------------------------------------------------------------------


def test_the_published_example_is_true():
    published = json.loads(re.search(r"```json output\n(.*?)```", PAGE, re.DOTALL)[1])
    assert answer(EXAMPLE) == published


def test_the_page_names_every_reason():
    named = set(
        re.findall(r"^\| `([a-z_]+)` \| (?:deduction|refused|blocked|next)", PAGE, re.MULTILINE)
    )
    assert named == set(CODES)


# --- the schemas ---------------------------------------------------------------------------------


def test_the_example_fits_the_schemas():
    assert INPUT.errors(EXAMPLE) == []
    assert OUTPUT.errors(answer(EXAMPLE)) == []


@pytest.mark.parametrize("schema", [PROGRAM, INPUT, OUTPUT], ids=lambda schema: schema.file.name)
def test_no_object_of_a_schema_takes_what_it_does_not_name(schema):
    assert all(each["additionalProperties"] is False for each in schema.objects())


def test_the_schema_of_the_program_names_every_field_and_no_other():
    made = read_program(FULL)
    written = write_program(made)
    assert PROGRAM.errors(written) == PROGRAM.errors(FULL) == []
    assert list(PROGRAM.root["properties"]) == list(written)
    parts = {
        "tier": written["tiers"][1] | written["tiers"][2],
        "tier_rules": written["tier_rules"],
        "points": written["points"],
        "stored_value": written["stored_value"],
        "cash": written["cash"],
        "approvals": written["approvals"],
        "spending": written["spending"],
        "leases": written["leases"],
    }
    for name, part in parts.items():
        assert list(PROGRAM.root["$defs"][name]["properties"]) == list(part)


def test_the_schema_names_what_an_amount_and_what_a_rate_write():
    rate = {"id": "r", "name": "八折", "rate_bp": 8000, "most": "30.00"}
    written = write_program(read_program(FULL | {"coupons": [*FULL["coupons"], rate]}))
    assert PROGRAM.errors(written) == []
    amount, by_rate = written["coupons"]
    assert PROGRAM.root["$defs"]["coupon"]["properties"].keys() == amount.keys() | by_rate.keys()
    assert PROGRAM.errors(FULL | {"coupons": [{"id": "n", "name": "n"}]})


def test_the_schema_of_the_input_names_every_field_that_is_written():
    inputs = QuoteInputs(
        basket=basket(
            line(
                "a",
                "1.00",
                "0.5",
                category="c",
                member_price_minor=90,
                manual_price_minor=80,
                manual_reason="r",
                code="690",
                known=False,
                service=True,
                weighed=True,
                staff_id="s",
                tax_bp=600,
                floor_minor=70,
            )
        ),
        member=MemberFacts("m", "gold", 1, ("student",), ("away",)),
        coupons=(CouponFacts("k", "c", "m", "2026-01-01", "2026-12-31"),),
        points_offered=1,
        tenders=(TenderPlan(TenderKind.QR, 1, 1, 1, 1, "r"),),
        at_ms=1,
    ).to_json()
    assert INPUT.errors({"program": FULL, **inputs}) == []
    assert set(INPUT.root["properties"]) == {"program", *inputs}
    assert set(INPUT.root["$defs"]["line"]["properties"]) == set(inputs["basket"]["lines"][0])


@given(basket_lines(), st.sampled_from(["plain", "gold", "vip", "diamond"]), st.integers(0, 500))
def test_every_answer_fits_its_schema(lines, tier, points):
    held = CouponFacts("k1", "c50"), CouponFacts("k2", "full"), CouponFacts("k3", "none")
    inputs = QuoteInputs(
        basket(*lines), MemberFacts("m", tier, 400), held, points, (), NOON_MS
    ).to_json()
    document = {"program": write_program(shop()), **inputs}
    assert INPUT.errors(document) == []
    assert OUTPUT.errors(answer(document)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("program", "tiers", 1, "discounts", 0, "rate_bp"), 10001),
        (("program", "promotion"), []),
        (("basket", "lines", 0, "price"), 89),
        (("basket", "lines", 0, "quantity"), "-2"),
        (("tenders", 0, "kind"), "gold"),
        (("member", "name"), "林"),
        (("at",), None),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses_too(path, value):
    document = copy.deepcopy(EXAMPLE)
    *way, last = path
    place = document
    for step in way:
        place = place[step]
    place[last] = value
    assert INPUT.errors(document)
    with pytest.raises(Damaged):
        answer(document)


# --- the answer ----------------------------------------------------------------------------------


def test_without_tenders_everything_is_left_to_pay():
    assert answer(asked())["payment"] == {
        "paid": "0.00",
        "left": "100.00",
        "cash_to_pay": "100.00",
        "rounding": "0.00",
        "change": "0.00",
        "complete": False,
    }


def test_points_offered_pay_before_the_tenders():
    made = answer(asked(points_offered=300, tenders=[{"kind": "qr", "amount": "97.00"}]))
    assert (made["payment"]["paid"], made["payment"]["complete"]) == ("100.00", True)
    assert made["points_to_earn"] == 97


def test_a_blocked_basket_is_not_complete():
    lines = [{"known": False, "code": "6901"}]
    made = answer(asked(basket={"lines": lines}))
    assert made["blocked"]["values"] == {"lines": 1}
    assert (made["payment"]["left"], made["payment"]["complete"]) == ("0.00", False)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"program": {"version": 2, "valid_from_ms": NOON_MS + 1}}, "program_not_yet_valid"),
        ({"basket": {"currency": "USD", "lines": []}}, "currency_differs"),
        ({"tenders": [{"kind": "points", "amount": "3.01", "points": 300}]}, "points_tender"),
        ({"tenders": [{"kind": "points", "amount": "20.00", "points": 2000}]}, "points_tender"),
        ({"tenders": [{"kind": "qr", "amount": "100.01"}]}, "tender_over"),
        (
            {"tenders": [{"kind": "cash", "amount": "100.00", "received": "99.00"}]},
            "cash_short",
        ),
    ],
)
def test_what_a_rule_refuses(fields, code):
    with pytest.raises(Refused) as caught:
        answer(asked(**fields))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ([], "(whole)"),
        ({}, "program"),
        (asked(programme={}), "programme"),
        (asked(program={"version": 1, "tiers": [{}]}), "program.tiers[0].id"),
        (asked(basket={"lines": [{"price": 1.5}]}), "basket.lines[0].price"),
    ],
)
def test_what_is_no_such_file_is_named_with_its_path(document, path):
    with pytest.raises(Damaged) as caught:
        answer(document)
    assert caught.value.values["path"] == path
