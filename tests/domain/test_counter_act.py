"""An act at the counter says who allowed it, and is read back as it was written."""

from pos_member.domain.counter_act import ACTS, CounterAct
from pos_member.domain.operation_reader import read_body
from tests.support import bodies


def test_an_act_is_read_back_with_and_without_an_approval() -> None:
    alone = CounterAct(bodies.WHERE, ACTS[0], "0192a3b4-0000-7000-8000-000000000001")
    for body in (alone, bodies.COUNTER_ACT):
        assert read_body(CounterAct.kind, body.to_json()) == body
