"""Images of tills: a folder as it stood once, taken and put back, with its mark or without."""

import shutil
from pathlib import Path

from pos_member.storage.high_water import place_beside
from sync.simulator.counter import RESTART_MS, Counter


def take(counter: Counter, folder: Path) -> Path:
    """Copy a till's files into ``folder``, which must not exist, as they stand now."""
    shutil.copytree(counter.folder, folder)
    if place_beside(counter.folder).exists():
        shutil.copy(place_beside(counter.folder), place_beside(folder))
    return folder


def put_back(
    counter: Counter, image: Path, *, with_mark: bool = False, for_ms: int = RESTART_MS
) -> None:
    """Put the files of ``image`` in place of a till's, and start it ``for_ms`` later.

    ``with_mark``: the mark outside the folder too, as when a whole machine is put back.
    """
    with counter.put_away(for_ms=for_ms):
        shutil.rmtree(counter.folder)
        shutil.copytree(image, counter.folder)
        if with_mark:
            shutil.copy(place_beside(image), place_beside(counter.folder))
