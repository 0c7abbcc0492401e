"""``pos-member devices`` lists what is plugged in and tries lines, with a status to rely on."""

import io
import json

import pytest

from devices.simulators.hub import Hub, UsbIdentity
from devices.simulators.lines import PseudoLine
from devices.simulators.receipt_trial import Receipts
from devices.simulators.trials import Fuzz, Replugs, Scans
from pos_member.bootstrap.devices import SIMULATED_PORTS
from pos_member.cli import main
from pos_member.cli.devices import holds


def test_a_plugged_device_is_listed_by_the_name_that_stays(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv(SIMULATED_PORTS, str(tmp_path))
    hub, line = Hub(tmp_path), PseudoLine(tmp_path / "line")
    hub.plug(line, UsbIdentity(0x0C2E, 0x0206, "S1", "hand scanner"))
    assert main(["devices", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed[-1]["place"] == "usb:0c2e:0206:S1"
    assert main(["devices", "list"]) == 0
    assert "usb:0c2e:0206:S1\t" in capsys.readouterr().out
    hub.unplug(line)


@pytest.mark.parametrize(
    ("trial", "count"), [("fuzz", 200), ("scans", 3), ("replugs", 2), ("receipts", 1)]
)
def test_a_trial_says_what_it_counted(trial, count, capsys) -> None:
    assert main(["devices", "try", trial, str(count), "--json"]) == 0
    assert count in json.loads(capsys.readouterr().out).values()


def test_a_trial_is_told_line_by_line_too(capsys) -> None:
    assert main(["devices", "try", "fuzz", "50"]) == 0
    assert "strings: 50\n" in capsys.readouterr().out


def test_a_trial_that_there_is_not_is_bad_usage(capsys) -> None:
    assert main(["devices", "try", "luck"]) == 2
    assert "luck" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (Scans(1, 1.0, 0, 0, 0), True),
        (Scans(1, 1.0, 1, 0, 0), False),
        (Replugs(1, 2.9, 0, 0, 0, 0, 800), True),
        (Replugs(1, 3.1, 0, 0, 0, 0, 0), False),
        (Replugs(1, 1.0, 1, 0, 0, 0, 0), False),
        (Replugs(1, 1.0, 0, 1, 0, 0, 0), False),
        (Replugs(1, 1.0, 0, 0, 1, 0, 0), False),
        (Replugs(1, 1.0, 0, 0, 0, 0, 80_000), False),
        (Receipts(1, 1, 2.9, 0, 0, 0, 0, 0, 0), True),
        (Receipts(1, 1, 1.0, 1, 0, 0, 0, 0, 0), False),
        (Receipts(1, 1, 1.0, 0, 1, 0, 0, 0, 0), False),
        (Receipts(1, 1, 1.0, 0, 0, 1, 0, 0, 0), False),
        (Receipts(1, 1, 1.0, 0, 0, 0, 0, 1, 0), False),
        (Fuzz(1, 1.0, 1, 0, 9), True),
        (Fuzz(1, 1.0, 1, 1, 9), False),
    ],
)
def test_a_trial_is_judged(found, right) -> None:
    assert holds(found) is right


def test_simulated_devices_follow_a_script_and_say_where_they_are(tmp_path, capsys) -> None:
    script = tmp_path / "script"
    script.write_text("scan 4711\nshow\nprinter cover-open\n", encoding="utf-8")
    assert main(["devices", "simulate", str(script), "--folder", str(tmp_path / "hub")]) == 0
    first, *seen = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["ports"] == str((tmp_path / "hub").resolve())
    assert first["settings"]["printer"] == "serial:usb:0416:5011:SIM4"
    assert seen == [{"display": [], "light": 0, "drawer": 0, "paper": []}] * 2


def test_a_script_may_come_on_standard_input_and_is_told_where_it_is_wrong(
    monkeypatch, capsys
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("dance\n"))
    assert main(["devices", "simulate", "-"]) == 2
    assert "dance" in capsys.readouterr().err
