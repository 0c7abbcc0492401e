"""Pages of the feed: read back as written, refused where they do not fit."""

from typing import Any

import pytest

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from sync.protocol import limits, pages
from sync.protocol.pages import FigureRow, Page

PAGE = Page(
    server_epoch="epoch",
    server_time_ms=5,
    cursor="7.9",
    more=True,
    figures=(FigureRow(1, 100, 20, 3, 4, 17), FigureRow(2, 0, 0, 0, 0, 17)),
    profiles=({"no": 1, "name": "林晓雯", "codes": [{"code": "ab", "kind": "qr"}]},),
    goods=({"sku": "F001", "active": False},),
    staff=({"staff_id": "s", "badge_hash": None},),
    program={"version": 1, "document": "{}"},
    check={"members": 2, "principal": 100},
)


@pytest.mark.parametrize(
    "page",
    [PAGE, Page("e", 0, pages.START, more=False), Page("e", 1, "0.1", False, snapshot_needed=True)],
    ids=["full", "empty", "snapshot needed"],
)  # fmt: skip
def test_a_page_comes_back_as_it_was(page: Page) -> None:
    assert pages.load_page(pages.dump_page(page)) == page


def test_figures_travel_as_plain_lists() -> None:
    assert b'"figures":[[1,100,20,3,4,17],[2,0,0,0,0,17]]' in pages.dump_page(PAGE)


@pytest.mark.parametrize("raw", [b"<html>", b"\xff", b"[" * 100_000, b'{"more":0.5}'])
def test_what_is_no_json_of_ours_is_no_page(raw: bytes) -> None:
    with pytest.raises(Damaged) as refused:
        pages.load_page(raw)
    assert refused.value.code == "not_json"


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("figures", {"figures": None}),
        ("figures", {"figures": [[1, 2, 3]]}),
        ("figures", {"figures": ["123456"]}),
        ("figures", {"figures": [[1, 2, 3, 4, 5, True]]}),
        ("figures", {"figures": [[1, 2, 3, 4, 5, 6, 7]]}),
        ("figures", {"figures": [[1, 2, 3, 4, 5, 6, "x" * (limits.TIER_BOOK_MAX + 1)]]}),
        ("figures", {"figures": [[1] * 6] * (limits.PULL_ROWS_MAX + 1)}),
        ("profiles", {"profiles": {}}),
        ("profiles[0]", {"profiles": [1]}),
        ("program", {"program": "text"}),
        ("check.members", {"check": {"members": "many"}}),
        ("more", {"more": 1}),
        ("cursor", {"cursor": ""}),
        ("snapshot_needed", {"snapshot_needed": None}),
    ],
)
def test_a_page_that_does_not_fit_says_where(path: str, changes: dict[str, Any]) -> None:
    message: Any = canonical.load(pages.dump_page(PAGE))
    with pytest.raises(Damaged) as refused:
        pages.load_page(canonical.dump(message | changes))
    assert refused.value.values["path"] == path
