"""The shop's own tiers and the golden cases of them that can be played at a counter."""

import json
from pathlib import Path
from typing import Any

PAGE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "tier" / "four_tiers.json").read_text(encoding="utf-8")
)
PROGRAM: dict[str, Any] = PAGE["program"]


def played() -> list[Any]:
    """Return the cases of this year in which nothing is taken back."""
    return [
        case
        for case in PAGE["cases"]
        if all(
            len(row) == 3 and "2026-01" < row[0] <= "2026-11-22" for row in case.get("counted", [])
        )
    ]
