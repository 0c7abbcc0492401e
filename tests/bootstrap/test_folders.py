"""The till's own folder is not one that gets cleaned."""

import tempfile
from pathlib import Path

from pos_member.bootstrap.folders import data_folder


def test_data_lies_outside_of_temporary_places() -> None:
    folder = data_folder()
    assert "pos-member" in folder.parts
    assert folder.is_absolute()
    assert not folder.is_relative_to(Path(tempfile.gettempdir()) / "pos-member")
    assert "cache" not in str(folder).lower()
