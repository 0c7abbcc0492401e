"""Read the map in ``docs/architecture.md`` and hold it against the folders.

A folder is a heading whose first code span ends in a slash; a module is a table row or list item
below it whose first code span is its name.
"""

import re

from tools.house import House

MAP = "docs/architecture.md"

_FOLDER = re.compile(r"#+ `([\w/]+)/`")
_MODULE = re.compile(r"(?:\||[-*]) `(\w+)`")


def named(text: str) -> set[str]:
    """Return the modules that the map in ``text`` names, as paths without ``.py``."""
    modules = set()
    folder = ""
    for line in text.splitlines():
        if heading := _FOLDER.match(line):
            folder = heading[1]
        elif line.startswith("#"):
            folder = ""
        elif folder and (module := _MODULE.match(line)):
            modules.add(f"{folder}/{module[1]}")
    return modules


def misplaced(house: House) -> list[str]:
    """Find modules that the map does not name, and names on it that lead nowhere."""
    there = {
        source.place.removesuffix(".py")
        for source in house.product
        if not re.search(r"/(__init__|v\d+_\w+)\.py$", source.place)
    }
    on_map = named((house.root / MAP).read_text(encoding="utf-8"))
    return [
        *(f"{place}.py: not on the map {MAP}" for place in sorted(there - on_map)),
        *(f"{MAP}: {place}.py is not there" for place in sorted(on_map - there)),
    ]
