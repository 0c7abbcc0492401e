"""Golden cases: written by hand, the arithmetic in words, one folder for each kind of question.

A file holds what its cases share and the cases; ``expect`` names what the answer must say, and may
leave out what the case is not about.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_member.domain.money import CashRounding
from pos_member.domain.operations import Tendered
from pos_member.domain.program import CashRules
from pos_member.domain.quote_file import answer
from pos_member.domain.refund import inverse
from pos_member.domain.tier_file import answer_tier
from tests.support.sold import refund_of, sale_of, value

FOLDER = Path(__file__).parents[1] / "golden"


def cases(kind: str) -> Iterator[object]:
    for path in sorted((FOLDER / kind).glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        for case in page["cases"]:
            yield pytest.param(page, case, id=f"{path.stem}: {case['name']}")


def rows(case: dict, key: str, *names: str) -> list[dict]:
    """Return the rows at ``key`` with their names: they stand as short lists in the files."""
    return [dict(zip(names, row, strict=False)) for row in case.get(key, [])]


def stands_in(expected: object, found: object) -> bool:
    """Tell whether ``found`` says all that is ``expected``."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(key in found and stands_in(expected[key], found[key]) for key in expected)
    return expected == found


def asked(page: dict, case: dict, *keys: str) -> dict:
    """Return the document of a case: the file's program, what is usual there, and its own."""
    own = {key: case[key] for key in keys if key in case}
    return {"program": page["program"], **page.get("usual", {}), **own}


@pytest.mark.parametrize(("page", "case"), list(cases("tier")))
def test_a_tier_is_what_the_case_says(page, case):
    document = asked(page, case, "today", "joined", "held") | {
        "counted": rows(case, "counted", "day", "measure", "amount", "taken_back", "unit"),
        "paid": rows(case, "paid", "membership", "first_day", "refunded"),
        "granted": rows(case, "granted", "tier", "reason", "first_day", "last_day"),
    }
    found = answer_tier(document)
    assert stands_in(case["expect"], found), (case["why"], found)


def written_line(row: list) -> dict:
    """Return a line of a basket: name, price, quantity, and what else it has."""
    name, price, *rest = row
    quantity, more = [*rest, *["1", {}][len(rest) :]]
    return {"id": name, "sku": name, "name": name, "price": price, "quantity": quantity, **more}


@pytest.mark.parametrize(("page", "case"), list(cases("quote")))
def test_a_price_is_what_the_case_says(page, case):
    document = asked(page, case, "at") | {
        "basket": {"lines": [written_line(row) for row in case["lines"]]},
        "coupons": [
            each if isinstance(each, dict) else {"id": f"k{place}", "template": each}
            for place, each in enumerate(case.get("coupons", []))
        ],
    }
    member = case.get("member")
    if member is not None:
        document["member"] = {"id": "m", "tier": member} if isinstance(member, str) else member
    found = answer(document)
    said = {
        "due": found["totals"]["due"],
        "list": found["totals"]["list"],
        "lines": [line["payable"] for line in found["lines"]],
        "rules": [each["rule"] for each in found["deductions"]],
        "refused": [each["reason"] for each in found["refused"]],
        "missing": next((each["values"].get("missing") for each in found["refused"]), None),
        "earn": found["points_to_earn"],
    }
    assert stands_in(case["expect"], said), (case["why"], said)


def paid_as(paid: dict[str, int]) -> list[Tendered]:
    """Return the tenders that a case writes by their kinds, stored value in its parts."""
    held = [value(paid.get("principal", 0), paid.get("bonus", 0))]
    outside = [Tendered(kind, paid[kind]) for kind in ("qr", "cash") if kind in paid]
    return [*(each for each in held if each.amount), *outside]


@pytest.mark.parametrize(("page", "case"), list(cases("refund")))
def test_a_refund_is_what_the_case_says(page, case):
    coin = page["cash"]
    cash = CashRules(coin["coin"], CashRounding(coin["rounding"]))
    tenders = paid_as(case["paid"])
    sale = sale_of(case["lines"], tenders, rounding=case["rounding"], earned=case["earned"])
    before = []
    for step in case["steps"]:
        made = inverse(sale, before, step["lines"], cash=cash)
        before.append(refund_of(sale, made))
        said = {name: getattr(made, name) for name in ("principal", "bonus", "earned", "rounding")}
        said |= {each.kind: each.amount for each in made.tenders}
        assert stands_in(step["expect"], said), (case["why"], said)
