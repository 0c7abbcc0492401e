"""The line carries a request to one end of it and exactly one event back, whatever its mood."""

from dataclasses import replace

import pytest

from sync.client.events import Failed, Replied, Send
from sync.simulator.network import Line, Reply
from sync.simulator.weather import FAIR
from sync.simulator.world import START_MS, World

REQUEST = Send(7, "push", "POST", "/", {}, b"{}", 20_000)
ALWAYS = 1_000


class FarEnd:
    """Answers each request with its number."""

    def __init__(self) -> None:
        self.served = 0
        self.hangs_up = False

    def serve(self, request, respond):
        assert request == REQUEST
        self.served += 1
        body = b'{"n":%d}' % self.served
        respond(None if self.hangs_up else Reply(200, {"content-type": "application/json"}, body))


@pytest.fixture
def far_end():
    return FarEnd()


@pytest.fixture
def line(far_end):
    return Line(World(1), "1", far_end)


def sent(line, *, times=1):
    """Send ``times`` requests, one after the other, and return what came back."""
    events = []
    for _ in range(times):
        line.send(REQUEST, events.append)
        line._world.run_until(line._world.now_ms + 60_000, steps_max=100)
    return events


def test_in_fair_weather_the_answer_comes_within_a_second(line):
    (event,) = sent(line)
    assert event == Replied(7, 200, {"content-type": "application/json"}, b'{"n":1}')
    assert line.faults == {}


@pytest.mark.parametrize(
    ("fault", "served"), [("drop_request", 0), ("drop_reply", 1), ("refuse", 0)]
)
def test_what_is_lost_is_one_failure(line, far_end, fault, served):
    line.weather = replace(FAIR, **{fault: ALWAYS})
    (event,) = sent(line)
    assert isinstance(event, Failed)
    assert far_end.served == served
    assert line.faults[fault] >= 1


def test_a_duplicate_is_served_twice_and_answered_once(line, far_end):
    line.weather = replace(FAIR, duplicate=ALWAYS)
    assert len(sent(line)) == 1
    assert far_end.served == 2


def test_a_repeated_reply_is_the_one_thing_that_comes_twice(line):
    line.weather = replace(FAIR, repeat=ALWAYS)
    first, again = sent(line)
    assert first == again


@pytest.mark.parametrize(("fault", "status"), [("cut", 200), ("login_page", 200), ("busy", 500)])
def test_a_spoilt_reply_is_not_what_was_sent(line, fault, status):
    line.weather = replace(FAIR, **{fault: ALWAYS})
    (event,) = sent(line)
    assert event.body != b'{"n":1}'
    assert event.status >= status


def test_a_stale_reply_is_an_earlier_one(line):
    sent(line)
    line.weather = replace(FAIR, stale=ALWAYS)
    (event,) = sent(line)
    assert event.body == b'{"n":1}'


def test_late_is_late_but_comes(line):
    line.weather = replace(FAIR, late=ALWAYS)
    (event,) = sent(line)
    assert isinstance(event, Replied)


def test_a_cut_line_carries_nothing_either_way(line, far_end):
    line.cut = True
    (event,) = sent(line)
    assert isinstance(event, Failed) and far_end.served == 0
    line.cut = False
    events = []
    line.send(REQUEST, events.append)
    line._world.run_until(START_MS + 60_001, steps_max=1)
    line.cut = True
    line._world.run_until(START_MS + 120_000, steps_max=100)
    assert [type(each) for each in events] == [Failed]


def test_a_far_end_that_hangs_up_is_known_at_once(line, far_end):
    far_end.hangs_up = True
    assert sent(line) == [Failed(7, "cut")]
