"""Both languages word the same things."""

from devices.layouts import builtin_layout
from devices.receipt import lay_out
from devices.receipt_labels import EN, ZH
from pos_member.domain.receipt import ReceiptKind


def test_both_languages_have_the_same_keys():
    assert set(ZH) == set(EN)
    assert all(ZH.values()) and all(EN.values())


def test_every_kind_of_receipt_has_its_words():
    for kind in ReceiptKind:
        assert f"title_{kind}" in ZH


def test_no_key_of_a_full_receipt_is_missing(sale):
    class Watched(dict[str, str]):
        def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
            assert key in self, default
            return self[key]

    assert lay_out(sale.as_copy(), 48, Watched(EN), builtin_layout(sale.kind))
