"""A layout is read strictly: what is wrong is named with its place, and what is right prints."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.escpos import PrinterProfile, encode
from devices.layout import Layout, Mark, TextRow
from devices.layout_reader import read_layout
from devices.layouts import builtin_file
from devices.receipt import TextLine, lay_out
from devices.receipt_fields import FIELDS, LISTS
from devices.receipt_labels import ZH
from devices.receipt_samples import sample
from pos_member.domain.errors import Damaged
from pos_member.domain.receipt import ReceiptKind
from tests.support.json_schema import Schema

SCHEMA = Schema(Path(__file__).parents[2] / "docs/interfaces/receipt.layout.schema.json")
BUILTIN = {kind: json.loads(builtin_file(kind).read_text("utf-8")) for kind in ReceiptKind}


def of_rows(*rows: object) -> dict:
    return {"format": 1, "rows": list(rows)}


def refusal(document: object) -> tuple[str, str]:
    with pytest.raises(Damaged) as refused:
        read_layout(document)
    assert refused.value.code == "shape"
    return refused.value.values["path"], refused.value.values["why"]


@pytest.mark.parametrize("kind", ReceiptKind)
def test_the_built_in_layouts_keep_to_the_published_schema(kind):
    assert SCHEMA.errors(BUILTIN[kind]) == []
    assert read_layout(BUILTIN[kind]).marks(Mark.COPY)


WRONG = [
    (["no", "object"], "(whole)", "must be an object"),
    ({"rows": [{"rule": "-"}]}, "format", "must be an integer"),
    (of_rows() | {"format": 2}, "format", "must be 1..1"),
    (of_rows(), "rows", "at least one"),
    (of_rows({"rule": "-"}) | {"colour": 1}, "colour", "is not known here"),
    (of_rows({"rule": "--"}), "rows[0].rule", "at most 1"),
    (of_rows({"rule": "—"}), "rows[0].rule", "one ASCII character"),
    (of_rows({"space": 11}), "rows[0].space", "must be 1..10"),
    (of_rows({"text": "x", "rule": "-"}), "rows[0]", "exactly one of"),
    (of_rows({"align": "left"}), "rows[0]", "exactly one of code128, copy, each"),
    (of_rows({"text": "{toal}"}), "rows[0].text", 'knows no "toal"; known are cashier'),
    (of_rows({"text": "{word.toal}"}), "rows[0].text", 'knows no "toal"'),
    (of_rows({"text": "50 % {off"}), "rows[0].text", "has a lone {"),
    (of_rows({"text": "off}"}), "rows[0].text", "has a lone }"),
    (of_rows({"text": "x", "align": "middle"}), "rows[0].align", "one of left, centre, right"),
    (of_rows({"text": "x", "size": "huge"}), "rows[0].size", "one of normal"),
    (of_rows({"text": "x", "bold": "yes"}), "rows[0].bold", "true or false"),
    (of_rows({"text": "x" * 401}), "rows[0].text", "at most 400"),
    (of_rows({"pair": ["only one"]}), "rows[0].pair", "two texts"),
    (of_rows({"pair": ["a", "{b}"]}), "rows[0].pair[1]", 'knows no "b"'),
    (of_rows({"pair": ["a", 1]}), "rows[0].pair", "list of texts"),
    (of_rows({"pair": ["a", "b"], "align": "left"}), "rows[0].align", "is not known here"),
    (of_rows({"text": "x", "when": "moon"}), "rows[0].when", 'knows no "moon"'),
    (of_rows({"text": "x", "when": ["copy", "!moon"]}), "rows[0].when", 'knows no "moon"'),
    (of_rows({"each": "goods", "rows": []}), "rows[0].each", "must be one of lines"),
    (
        of_rows({"each": "lines", "rows": [{"text": "{reason}"}]}),
        "rows[0].rows[0].text",
        'knows no "reason"',
    ),
    (of_rows({"each": "lines", "rows": [{"qr": "x"}]}), "rows[0].rows[0]", "exactly one of"),
    (of_rows({"qr": "x", "dots": 1}), "rows[0].dots", "must be 2..10"),
    (of_rows({"code128": "x", "dots": 2}), "rows[0].dots", "is not known here"),
    (of_rows({"copy": True, "when": "member"}), "rows[0].when", "is not known here"),
    (of_rows({"logo": False}), "rows[0].logo", "must be true"),
    (of_rows({"rule": "-"}) | {"words": {"fr": {}}}, "words.fr", "is not known here"),
    (of_rows({"rule": "-"}) | {"words": {"en": {"a": 1}}}, "words.en.a", "must be a text"),
    (
        of_rows({"rule": "-"}) | {"words": {"en": {f"w{n}": "x" for n in range(101)}}},
        "words.en",
        "at most 100",
    ),
]


@pytest.mark.parametrize(("document", "path", "why"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_named_with_its_place(document, path, why):
    found = refusal(document)
    assert found[0] == path
    assert why in found[1]


# What a schema cannot say: names inside texts, and the like.
_BEYOND_THE_SCHEMA = ("knows no", "lone", "exactly one", "at most 100")


@pytest.mark.parametrize(
    "document", [wrong for wrong, _, why in WRONG if not why.startswith(_BEYOND_THE_SCHEMA)]
)
def test_the_schema_refuses_it_too(document):
    if any(name in str(refusal(document)) for name in _BEYOND_THE_SCHEMA):
        return
    assert SCHEMA.errors(document)


def test_braces_fields_and_words_are_told_apart():
    layout = read_layout(of_rows({"text": "{{{shop}}} {word.total_sale}!"}))
    row = layout.rows[0].what
    assert isinstance(row, TextRow)
    assert [(p.text, p.field, p.word) for p in row.text] == [
        ("{", False, False),
        ("shop", True, False),
        ("}", False, False),
        (" ", False, False),
        ("total_sale", False, True),
        ("!", False, False),
    ]


def test_a_shop_has_its_own_words():
    words = {"zh_CN": {"hours": "营业 9-21"}, "en": {"hours": "Open 9-21"}}
    layout = read_layout(of_rows({"text": "{word.hours}"}) | {"words": words})
    lines = lay_out(sample(ReceiptKind.BALANCE, "zh_CN"), 32, ZH, layout)
    assert lines == [TextLine("营业 9-21")]


def test_every_field_of_a_receipt_can_be_printed():
    everything = of_rows(
        *({"text": f"{{{name}}}"} for name in sorted(FIELDS)),
        *(
            {"each": name, "rows": [{"text": f"{{{field}}}"} for field in sorted(fields)]}
            for name, fields in LISTS.items()
        ),
    )
    layout = read_layout(everything)
    for kind in ReceiptKind:
        assert lay_out(sample(kind, "en"), 48, ZH, layout)


def _mutated(document: dict, chance) -> dict:
    """Return a copy of a layout with one value somewhere replaced or taken away."""
    made = copy.deepcopy(document)
    place: object = made
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return made
        key = chance(st.sampled_from(keys))
        below = place[key]
        if isinstance(below, dict | list) and chance(st.booleans()):
            place = below
            continue
        if chance(st.booleans()):
            del place[key]
        else:
            place[key] = chance(
                st.sampled_from([None, 1, "", "{x}", "{", [], {}, True, "lines", "{name}"])
            )
        return made


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_layout_is_refused_by_place_or_prints(data):
    kind = data.draw(st.sampled_from(ReceiptKind))
    document = _mutated(BUILTIN[kind], data.draw)
    try:
        layout = read_layout(document)
    except Damaged as wrong:
        refused = wrong
    else:
        refused = None
    if refused is not None:
        assert refused.code == "shape" and refused.values["path"] and refused.values["why"]
        return
    assert isinstance(layout, Layout)
    copied = sample(kind, "en").as_copy()
    lines = lay_out(copied, 32, ZH, layout)
    assert encode(lines, PrinterProfile(columns=32))
    texts = [line.text for line in lines if isinstance(line, TextLine)]
    assert any("补打" in text for text in texts)
    assert (f"NO: {copied.number}" in texts) is bool(copied.number)
