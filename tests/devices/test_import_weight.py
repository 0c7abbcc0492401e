"""What a module does not need it does not load: the start of the till pays for each import."""

import json
import subprocess
import sys

import pytest

DRAWS = {"PIL", "segno", "barcode"}


def loaded_by(module: str) -> set[str]:
    script = (
        f"import sys, json, {module}\n"
        "print(json.dumps([name.split('.')[0] for name in sys.modules]))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return set(json.loads(run.stdout))


@pytest.mark.parametrize(
    "module",
    [
        "devices.framing",
        "devices.receipt",
        "devices.receipt_labels",
        "devices.escpos",
        "devices.escpos_interpreter",
        "pos_member.domain.receipt",
    ],
)
def test_what_is_pure_loads_neither_serial_nor_pictures(module):
    assert loaded_by(module) & {*DRAWS, "serial"} == set()


@pytest.mark.parametrize("module", ["devices.scanner", "devices.printer"])
def test_what_speaks_to_devices_loads_no_pictures(module):
    assert loaded_by(module) & DRAWS == set()


def test_only_drawing_draws():
    assert loaded_by("devices.labels") >= DRAWS
