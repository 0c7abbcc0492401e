"""The drawer's actions are named one by one: a desk that lacks one cannot be handed over."""

from dataclasses import fields

from pos_member.bootstrap.shift_desk import ShiftDesk
from ui.shift_actions import ShiftActions


def test_the_desk_of_the_till_answers_to_each_action() -> None:
    names = {field.name for field in fields(ShiftActions)}
    assert names - set(dir(ShiftDesk)) == {"tolerance"}, "which it is given"
