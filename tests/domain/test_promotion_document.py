"""A promotion that could not do what it says is refused, with its path and the reason."""

import copy

import pytest

from pos_member.domain.canonical import dump, load
from pos_member.domain.errors import Damaged
from pos_member.domain.program_document import read_program
from pos_member.domain.program_writer import write_program
from tests.support.full_program import FULL


def test_every_kind_is_written_as_it_was_read():
    made = read_program(FULL)
    written = load(dump(write_program(made)))
    assert read_program(written) == made
    assert written["promotions"][0]["when"] == FULL["promotions"][0]["when"]
    assert written["promotions"][0]["goods"] == FULL["promotions"][0]["goods"]
    assert written["promotions"][6]["steps"] == FULL["promotions"][6]["steps"]


def test_a_rule_of_an_unknown_kind_is_named():
    promotions = [FULL["promotions"][0] | {"kind": "hologram"}]
    with pytest.raises(Damaged) as why:
        read_program(FULL | {"promotions": promotions})
    assert why.value.code == "rule_unknown"
    assert why.value.values == {"path": "promotions[0].kind", "kind": "hologram"}


@pytest.mark.parametrize(
    ("place", "fields", "where", "why"),
    [
        (0, {"kind": 7}, "kind", "must be a text"),
        (0, {"amount": "1.00"}, "amount", "is not known here"),
        (0, {"rate_bp": 10000}, "rate_bp", "must be 0..9999"),
        (0, {"goods": {"excludes_reduced": True}}, "goods", "excludes_reduced does not go"),
        (0, {"when": {"first_day": "2026-02-30"}}, "when.first_day", "must be a day"),
        (
            0,
            {"when": {"first_day": "2026-02-02", "last_day": "2026-02-01"}},
            "when.last_day",
            "is before first_day",
        ),
        (0, {"when": {"weekdays": [8]}}, "when.weekdays", "must be a list of numbers 1..7"),
        (0, {"when": {"month_days": "8"}}, "when.month_days", "must be a list of numbers 1..31"),
        (0, {"when": {"from": "9:00"}}, "when.from", "must be a time like '09:30'"),
        (0, {"when": {"from": "24:01"}}, "when.from", "must be a time like '09:30'"),
        (0, {"when": {"from": "aa:30"}}, "when.from", "must be a time like '09:30'"),
        (0, {"when": {"from": "08:00", "to": "08:00"}}, "when.to", "is the same as from"),
        (1, {"amount": "0.00"}, "amount", "must be 0.01"),
        (1, {"id": "new"}, "id", "stands twice"),
        (3, {"every": 1}, "every", "must be 2..1000"),
        (4, {"get": 0}, "get", "must be 1..1000"),
        (5, {"goods": {"skus": ["a"]}}, "goods", "of a bundle stand in its items"),
        (5, {"items": []}, "items", "must hold at least one item"),
        (5, {"items": [{"skus": []}]}, "items[0].skus", "must hold at least one sku"),
        (
            5,
            {"items": [{"skus": ["a"]}, {"skus": ["b", "a"]}]},
            "items[1].skus",
            "stand in another item",
        ),
        (5, {"items": [{"bundle": "set"}]}, "items[0].bundle", "is not known here"),
        (6, {"steps": []}, "steps", "must hold at least one step"),
        (6, {"steps": [{"full": "1.00"}]}, "steps[0].off", "or rate_bp must stand here"),
        (6, {"steps": [{"full": "1.00", "off": "1.01"}]}, "steps[0].off", "must be at most full"),
        (
            6,
            {"steps": [{"full": "2.00", "off": "1.00"}, {"full": "2.00", "off": "1.50"}]},
            "steps[1].full",
            "must be above the step before",
        ),
        (6, {"each": True}, "each", "goes with a single step that has an off"),
        (7, {"steps": [{"full": "2.00", "rate_bp": 1}]}, "each", "goes with a single step"),
    ],
)
def test_what_is_wrong_is_named(place, fields, where, why):
    document = copy.deepcopy(FULL)
    document["promotions"][place].update(fields)
    with pytest.raises(Damaged) as caught:
        read_program(document)
    assert caught.value.values["path"] == f"promotions[{place}].{where}"
    assert caught.value.values["why"].startswith(why)
