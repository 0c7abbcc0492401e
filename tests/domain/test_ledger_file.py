"""``pos-member ledger``: the published example, the published schemas, and what is refused."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_member.cli.text import in_both
from pos_member.domain.errors import Damaged
from pos_member.domain.ledger_file import answer
from tests.support.json_schema import Schema
from tests.support.ledgers import LATER, MEMBER, NOON, by, document, played, sale, sentences, step

ROOT = Path(__file__).parents[2]
INTERFACES = ROOT / "docs/interfaces"
PAGE = (INTERFACES / "ledger.md").read_text("utf-8")
EXAMPLE = json.loads(re.search(r"```json input\n(.*?)```", PAGE, re.DOTALL)[1])
INPUT = Schema(INTERFACES / "ledger.input.schema.json")
OUTPUT = Schema(INTERFACES / "ledger.output.schema.json")

STEPS = [
    sale("80.00", coupons=["k1"], tenders=[by("stored_value", "70.00")]),
    step("refund", sale="1", lines=[{"line": "1", "quantity": "0.5"}]),
    step("top_up", member="m1", pay="500.00", by="qr"),
    step("points", member="m1", points=5, event="review"),
    step("coupon", member="m1", coupon="k2", template="c50", last_day="2026-12-31"),
    {**sale(at=LATER, tenders=[by("cash", "9.00")]),
     "basket": {"lines": [{"id": "p", "sku": "PK", "price": "9.00"}]}},
    step("session", member="m1", package="care", service="wash", performer="lin"),
    step("session", member="m1", package="none", service="wash"),
    step("time"),
]  # fmt: skip
FULL_MEMBER = {
    **MEMBER,
    "tags": ["student"],
    "segments": ["away"],
    "qualifying": "1.00",
    "packages": [{"package": "care", "sessions": 3, "last_day": ""}],
}


def test_the_published_example_is_true():
    published = json.loads(re.search(r"```json output\n(.*?)```", PAGE, re.DOTALL)[1])
    assert answer(EXAMPLE, in_both).document == published


def test_the_schemas_fit_every_step_and_its_answer():
    asked = document(*STEPS, member=FULL_MEMBER)
    told = answer(asked, sentences)
    assert INPUT.errors(asked) == INPUT.errors(EXAMPLE) == []
    assert OUTPUT.errors(told.document) == []
    assert (told.step_id, told.refused.code) == ("8", "package_unknown")
    assert set(INPUT.root["$defs"]["member"]["properties"]) == set(FULL_MEMBER)


@pytest.mark.parametrize("schema", [INPUT, OUTPUT], ids=lambda schema: schema.file.name)
def test_no_object_of_a_schema_takes_what_it_does_not_name(schema):
    for each in schema.objects():
        if isinstance(each.get("additionalProperties"), dict):
            assert each["properties"] == {}  # values of a refusal: whatever its sentence names
        elif "title" in each or "required" in each:
            assert each["additionalProperties"] is False


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"colour": 1}, "colour"),
        ({"members": [MEMBER, MEMBER]}, "members[1].id"),
        ({"members": [{"id": "m1", "principal": "1.001"}]}, "members[0].principal"),
        ({"members": [{"id": "m1", "principal": "-1.00"}]}, "members[0].principal"),
        ({"members": [{"id": "m/1"}]}, "members[0].id"),
        ({"members": [{"id": "m1", "points": [{"amount": 1, "lot": "x"}] * 2}]},
         "members[0].points[1].lot"),
        ({"members": [{"id": "m1", "points": [{"amount": 0}]}]}, "members[0].points[0].amount"),
        ({"members": [MEMBER, {**MEMBER, "id": "m2"}]}, "members[1].coupons[0].id"),
        ({"steps": [step("time", id="old")]}, "steps[0].id"),
        ({"steps": [step("coupon", member="m1", coupon="k1", template="c50")]}, "steps[0].coupon"),
        ({"program": {"version": 0}}, "program.version"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_nothing_is_done(change, path):
    with pytest.raises(Damaged) as caught:
        answer({**document(step("time")), **change}, sentences)
    assert caught.value.values["path"] == path


def test_another_process_gives_the_same_answer(tmp_path):
    file = tmp_path / "steps.json"
    asked = document(*STEPS, member=FULL_MEMBER)
    file.write_text(json.dumps(asked), encoding="utf-8")
    for seed in ("0", "4711"):
        done = subprocess.run(
            [sys.executable, "-m", "pos_member", "ledger", str(file)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, json.loads(done.stdout)) == (1, answer(asked, in_both).document)


# --- properties ----------------------------------------------------------------------------------

TENDERS = st.lists(
    st.builds(
        lambda kind, minor: by(kind, f"{Decimal(minor) / 100:.2f}", points=minor),
        st.sampled_from(["stored_value", "points", "cash", "qr"]),
        st.integers(0, 12_000),
    ),
    max_size=3,
)
ANY_STEP = st.one_of(
    st.builds(
        lambda price, tenders, coupons: sale(price, coupons=coupons, tenders=tenders),
        st.sampled_from(["1.00", "50.00", "120.00"]),
        TENDERS,
        st.sampled_from([[], ["k1"]]),
    ),
    st.builds(
        lambda price: sale(price, tenders=[by("stored_value", price)]),
        st.sampled_from(["1.00", "33.33", "60.00"]),
    ),
    st.builds(
        lambda place, part: {"do": "refund", "sale": str(place),
                             "lines": [{"line": "1", "quantity": part}]},
        st.integers(1, 6),
        st.sampled_from(["0.333", "0.5", "1"]),
    ),
    st.builds(
        lambda pay: {"do": "top_up", "member": "m1", "pay": pay},
        st.sampled_from(["0.00", "500.00", "7.00"]),
    ),
    st.builds(
        lambda points: {"do": "points", "member": "m1", "points": points}, st.integers(1, 300)
    ),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(ANY_STEP, min_size=1, max_size=8))
def test_accounts_are_the_sum_of_transfers_add_up_to_zero_and_no_lot_falls_below(steps):
    told = played(*(each | {"at": NOON} for each in steps))
    document = told.document
    sums: Counter[tuple[str, str]] = Counter()
    for part in (document["opening"], *document["steps"]):
        for each in part["transfers"]:
            sums[each["from"], each["unit"]] -= Decimal(each["amount"])
            sums[each["to"], each["unit"]] += Decimal(each["amount"])
        held = {(each["account"], each["unit"]): Decimal(each["amount"])
                for each in part["accounts"]}  # fmt: skip
        assert held == {key: amount for key, amount in sums.items() if amount}
        by_unit: Counter[str] = Counter()
        for (account, unit), amount in held.items():
            by_unit[unit] += amount
            assert amount >= 0 or not account.startswith(("member/", "lease/"))
        assert not any(by_unit.values())
        assert all(lot["amount"] > 0 for lot in part["lots"])
        if part.get("refused"):
            assert part["transfers"] == []
