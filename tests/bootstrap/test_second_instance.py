"""A second start rings at the first window, and is told when nobody is there."""

import subprocess
import sys

from PySide6.QtWidgets import QWidget

from pos_member.bootstrap.second_instance import Doorbell, bell_name, bring_to_front, ring

RING = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from pos_member.bootstrap.second_instance import ring
application = QCoreApplication([])
sys.exit(not ring(Path(sys.argv[1]), patience_ms=20_000))
"""


def test_the_first_window_answers_and_is_asked_to_show_itself(qtbot, tmp_path) -> None:
    bell = Doorbell(tmp_path)
    with subprocess.Popen([sys.executable, "-c", RING, str(tmp_path)]) as second:
        with qtbot.waitSignal(bell.rung, timeout=60_000):
            pass
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
    bell.close()
    assert second.returncode == 0


def test_nobody_answers_where_no_till_runs(qtbot, tmp_path) -> None:
    assert not ring(tmp_path, patience_ms=50)


def test_each_folder_has_its_own_bell(tmp_path) -> None:
    assert bell_name(tmp_path) != bell_name(tmp_path / "other")


def test_a_minimised_window_comes_back(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    bring_to_front(window)
    assert not window.isMinimized()
