"""The shop's own layouts: taken from the next receipt on, told when bad, and never in the way."""

import json
import os

import pytest

from devices.layout import TextRow
from devices.layouts import LAYOUT_BYTES_MAX, Layouts, builtin_layout, parse_layout
from devices.logo import read_logo
from pos_member.domain.errors import Damaged
from pos_member.domain.receipt import ReceiptKind
from tests.support.pictures import picture_file

SALE = ReceiptKind.SALE
OWN = {"format": 1, "rows": [{"text": "ours"}]}


@pytest.fixture
def told():
    return []


@pytest.fixture
def layouts(tmp_path, told):
    return Layouts(tmp_path, read_logo, lambda code, values: told.append((code, values)))


def write(folder, name, content, *, at_s):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    os.utime(path, (at_s, at_s))


@pytest.mark.parametrize("kind", ReceiptKind)
def test_without_files_the_built_in_layouts_hold(layouts, kind, told):
    assert layouts.layout(kind) is builtin_layout(kind)
    assert Layouts().layout(kind) is builtin_layout(kind)
    assert not told


def test_a_file_counts_from_the_next_receipt_on(layouts, tmp_path):
    before = layouts.stamp()
    write(tmp_path, "sale.json", OWN, at_s=100)
    assert isinstance(layouts.layout(SALE).rows[0].what, TextRow)
    assert layouts.stamp() != before
    assert layouts.layout(SALE) is layouts.layout(SALE)
    write(tmp_path, "sale.json", {"format": 1, "rows": [{"rule": "="}]}, at_s=200)
    assert not isinstance(layouts.layout(SALE).rows[0].what, TextRow)
    (tmp_path / "sale.json").unlink()
    assert layouts.layout(SALE) is builtin_layout(SALE)


def test_a_bad_file_is_told_once_and_the_built_in_layout_prints(layouts, tmp_path, told):
    write(tmp_path, "sale.json", {"format": 1, "rows": [{"text": "{nonsense}"}]}, at_s=100)
    assert layouts.layout(SALE) is builtin_layout(SALE)
    assert layouts.layout(SALE) is builtin_layout(SALE)
    [(code, values)] = told
    assert code == "layout_unusable"
    assert values["file"] == "sale.json" and values["path"] == "rows[0].text"
    write(tmp_path, "sale.json", b"\xff", at_s=200)
    assert layouts.layout(SALE) is builtin_layout(SALE)
    assert [values["path"] for _, values in told] == ["rows[0].text", "(file)"]


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe", b"[" * 100_000, b" " * (LAYOUT_BYTES_MAX + 1), b"[1]"]
)
def test_what_is_no_layout_is_refused(raw):
    with pytest.raises(Damaged) as refused:
        parse_layout(raw)
    assert refused.value.code == "shape"


def test_a_file_that_cannot_be_read_is_told(layouts, tmp_path, told):
    (tmp_path / "sale.json").mkdir()
    assert layouts.layout(SALE) is builtin_layout(SALE)
    assert told[0][1]["path"] == "(file)"


def test_the_logo_is_fitted_to_each_paper_and_read_once(layouts, tmp_path, told):
    assert layouts.logo(32) is None
    write(tmp_path, "logo.png", picture_file(800, 100), at_s=100)
    narrow = layouts.logo(32)
    assert narrow is not None and narrow.bytes_per_row * 8 == 384
    assert layouts.logo(32) is narrow
    write(tmp_path, "logo.png", b"no picture", at_s=200)
    assert layouts.logo(32) is None and layouts.logo(48) is None
    assert [code for code, _ in told] == ["layout_unusable"]


def test_without_a_reader_there_is_no_logo(tmp_path):
    write(tmp_path, "logo.png", picture_file(80, 80), at_s=100)
    assert Layouts(tmp_path).logo(48) is None
