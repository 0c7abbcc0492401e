"""Takes the pictures of the documents again: plays the sample day and keeps the screens they show.

A document names a picture ``docs/pictures/NAME.png``; the day leaves its screens as ``NAME.png``.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.house import House

PICTURES = "docs/pictures"
ROOT = Path(__file__).parents[1]

_SHOWN = re.compile(r"!\[[^\]]*\]\((?:[^)]*/)?pictures/([\w.-]+\.png)\)")


def shown(house: House) -> Iterator[str]:
    """Yield the file names of the pictures that documents show."""
    for place, text in house.tracked_texts():
        if place.endswith(".md"):
            yield from (picture[1] for picture in _SHOWN.finditer(text))


def take(day: Path, house: House) -> list[str]:
    """Copy the pictures that ``house`` shows from what ``day`` left; return what it lacks."""
    left = {path.name: path for path in sorted(day.rglob("*.png"))}
    folder = house.root / PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sorted(set(shown(house)))
    for name in wanted:
        if name in left:
            shutil.copyfile(left[name], folder / name)
    return [name for name in wanted if name not in left]


def main() -> int:
    """Play the day and take the pictures; 0 when all that are shown were taken."""
    with tempfile.TemporaryDirectory() as day:
        program = [sys.executable, "-m", "pos_member", "demo", "--script", "--out", day]
        subprocess.run(program, cwd=ROOT, check=True)  # noqa: S603 - our own program
        missing = take(Path(day), House(ROOT))
    for name in missing:
        print(f"the day left no {name}", file=sys.stderr)  # noqa: T201 - a command's answer
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
