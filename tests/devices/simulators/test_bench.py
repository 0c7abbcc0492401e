"""The bench does what its script says, at the far ends of lines that a till finds by identity."""

import pytest

from devices.places import port_at
from devices.scanner import SerialScanner
from devices.scanner_lines import scanner_line
from devices.serial_port import PortSettings, PortState, open_port
from devices.simulators.bench import Bench, settings_for
from devices.simulators.hub import hub_ports
from devices.specs import read_spec
from pos_member.domain.errors import Damaged


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    yield made
    made.close()


def test_what_is_scanned_swiped_and_tapped_arrives(bench, tmp_path, heard):
    texts, states = heard(), heard()
    both = settings_for()
    near = []
    for text in (both["scanner"], *both["reader"].split(";")):
        line = scanner_line(read_spec(text))
        one = SerialScanner(
            text,
            lambda line=line: line.open(lambda: hub_ports(tmp_path)),
            on_text=lambda code, _source: texts(code),
            on_state=states,
            translate=line.translate,
        )
        one.start()
        states.until((PortState.CONNECTED, text))
        near.append(one)
    for order in (
        "scan 4711",
        "# a remark",
        "",
        "send 3438 0d",
        "swipe ;123456789015?",
        "tap 01020304",
    ):
        bench.obey(order)
    told = {text for (text,) in texts.first(4)}
    assert told == {"4711", "48", ";123456789015?", "M900169090603"}
    for one in near:
        one.stop()


def test_a_replug_gives_another_port(bench, tmp_path):
    place = settings_for()["scanner"]
    before = port_at(place, lambda: hub_ports(tmp_path))
    bench.obey("unplug scanner")
    with pytest.raises(FileNotFoundError):
        port_at(place, lambda: hub_ports(tmp_path))
    bench.obey("plug scanner")
    bench.obey("pause 0")
    assert port_at(place, lambda: hub_ports(tmp_path)) != before


def test_the_printer_misbehaves_by_script_and_mends(bench):
    for fault in ("paper-out", "paper-left 5", "cover-open", "mute", "garbage", "full", "slow 9"):
        bench.obey(f"printer {fault}")
    body = bench.body
    assert (body.paper_out, body.cover_open, body.mute, body.garbage) == (True,) * 4
    assert (body.frozen, body.paper_left, body.bytes_per_s) == (True, 5, 9)
    bench.obey("printer well")
    assert body.ready and not (body.mute or body.garbage or body.frozen)


def test_a_person_sees_display_paper_and_drawer(bench, tmp_path):
    for device, sent in (
        ("display", b"\x1bs2\x1bQA12.50\r"),
        ("printer", b"\x1bp\x00\x32\xffhi\n"),
    ):
        place = settings_for()[device].partition(",")[0].removeprefix("serial:")
        near = open_port(PortSettings(port_at(place, lambda: hub_ports(tmp_path))))
        near.write(sent)
        for _ in range(1_000):
            if bench.display.glass.lines[0] and (device == "display" or bench.body.pulses):
                break
            bench.obey("pause 0.01")
        near.close()
    bench.obey("pause 0.05")
    assert bench.seen() == {
        "display": ["12.50"],
        "light": 2,
        "drawer": 1,
        "paper": ["[drawer 0]", "hi"],
    }


@pytest.mark.parametrize(
    "line", ["dance", "send zz", "pause long", "plug kettle", "printer explode", "printer slow x"]
)
def test_a_line_that_is_no_order_is_refused(bench, line):
    with pytest.raises(Damaged, match="script_line"):
        bench.obey(line)
