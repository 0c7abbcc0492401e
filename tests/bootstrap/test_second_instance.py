"""A second start finds the first one by the folder, and the first comes to the front."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_member.bootstrap.second_instance import Doorbell, bell_name, bring_to_front, ring

ROOT = Path(__file__).parents[2]
CALL = (
    "import sys; from pathlib import Path\n"
    "from pos_member.bootstrap.second_instance import ring\n"
    "sys.exit(0 if ring(Path(sys.argv[1]), patience_ms=20_000) else 1)\n"
)
ENDS_MS = 30_000


@pytest.fixture
def call(qtbot):
    """Return a second start, in a process of its own, that returns its exit status."""

    def make(folder: Path) -> int:
        caller = subprocess.Popen([sys.executable, "-c", CALL, str(folder)], cwd=ROOT)
        qtbot.waitUntil(lambda: caller.poll() is not None, timeout=ENDS_MS)
        return int(caller.returncode)

    return make


def test_the_first_answers_and_is_told(call: Callable[[Path], int], tmp_path: Path) -> None:
    bell, rung = Doorbell(tmp_path), []
    bell.rung.connect(lambda: rung.append(1))
    assert call(tmp_path) == 0
    assert call(tmp_path) == 0
    assert rung == [1, 1]
    bell.close()


def test_nobody_at_home_is_no_answer(qtbot, tmp_path: Path) -> None:
    assert not ring(tmp_path, patience_ms=100)


def test_a_bell_left_by_a_killed_till_is_taken_over(
    call: Callable[[Path], int], tmp_path: Path
) -> None:
    left, again, rung = Doorbell(tmp_path), Doorbell(tmp_path), []
    again.rung.connect(lambda: rung.append(1))
    assert call(tmp_path) == 0
    assert rung == [1]
    left.close()
    again.close()


def test_each_folder_has_a_bell_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert bell_name(tmp_path / "a") != bell_name(tmp_path)
    assert bell_name(tmp_path / "a" / "..") == bell_name(tmp_path)


def test_a_window_that_was_put_away_comes_back(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    bring_to_front(window)
    assert window.isVisible()
    assert not window.windowState() & Qt.WindowState.WindowMinimized
