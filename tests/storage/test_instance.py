"""Two programs never write one journal."""

import subprocess
import sys
from pathlib import Path

import pytest

from pos_member.domain.errors import Unavailable
from pos_member.storage.instance import Instance

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from pos_member.storage.instance import Instance
held = Instance(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_instance_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = Instance(tmp_path)
    with pytest.raises(Unavailable) as refused:
        Instance(tmp_path)
    assert refused.value.code == "already_running"
    first.release()
    Instance(tmp_path).release()


@pytest.mark.process
def test_the_lock_of_a_killed_program_is_free(tmp_path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdout is not None and other.stdin is not None
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(Unavailable):
        Instance(tmp_path)
    other.kill()
    other.wait(timeout=30)
    other.stdin.close()
    other.stdout.close()
    Instance(tmp_path).release()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        Instance(tmp_path / "absent")
    assert refused.value.code == "disk_read_only"
