"""One application with the real look, Chinese and no motion, for every test of the screens."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pos_member.i18n import set_language
from ui.theme import Theme, start_look


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Theme:
    return start_look(qapp, "light")


@pytest.fixture(autouse=True)
def _house_look(look: Theme) -> Iterator[None]:
    look.reduced_motion = True
    set_language("zh_CN")
    yield
    if look.name != "light" or look.touch:
        look.apply("light", touch=False)
    set_language("zh_CN")
