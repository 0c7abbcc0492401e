"""Amounts and figures as a layout finds them: in their currency, and empty where nothing is."""

import pytest

from devices.receipt_fields import FIELDS, FLAGS, LISTS, ReceiptFields
from devices.receipt_labels import EN
from devices.receipt_samples import sample
from pos_member.domain.receipt import ReceiptKind


@pytest.mark.parametrize("kind", ReceiptKind)
def test_the_fields_are_those_that_a_layout_may_name(kind):
    fields = ReceiptFields(sample(kind, "en"), 48, EN)
    assert set(fields.whole()) == FIELDS | FLAGS | set(LISTS)
    for name, known in LISTS.items():
        for entry in fields.entries(name):
            assert set(entry) == known


def test_figures_are_written_as_what_they_count():
    entries = ReceiptFields(sample(ReceiptKind.CARD_REFUND, "en"), 48, EN).entries("entries")
    shown = {entry["name"]: entry["figure"] for entry in entries}
    assert shown["Share paid"] == "83.33 %"
    assert shown["Used, as paid"] == "-￥416.66"
    assert shown["Derivation"] == ""
    counted = ReceiptFields(sample(ReceiptKind.SHIFT, "en"), 48, EN).entries("entries")
    assert {entry["name"]: entry["figure"] for entry in counted}["Receipts"] == "87"


def test_what_is_nothing_is_empty():
    whole = ReceiptFields(sample(ReceiptKind.BALANCE, "en"), 32, EN).whole()
    assert (whole["change"], whole["saved"], whole["number"]) == ("", "", "")
    assert whole["narrow"] and not whole["copy"]
