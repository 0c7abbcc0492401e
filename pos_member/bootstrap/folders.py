"""Where a till keeps its data when nobody says otherwise: the system's own place for such data."""

from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Return the till's data folder: outside of caches and temporary places, which get cleaned."""
    return Path(platformdirs.user_data_dir("pos-member", appauthor=False, roaming=False))
