"""What broke is called by the name of an invariant, or of a fault of the program."""

import pytest

from sync.simulator.invariants import Invariant, promise_of, sentence_of


def test_every_invariant_has_its_number_and_says_what_holds():
    assert [each.name for each in Invariant] == [f"I{number}" for number in range(1, 17)]
    assert len({each.value for each in Invariant}) == len(Invariant)


@pytest.mark.parametrize("each", Invariant)
def test_what_broke_begins_with_the_name(each):
    broken = each.broken("till 1: is off")
    assert (promise_of(broken), sentence_of(broken)) == (each.name, each.value)


def test_a_fault_of_the_program_is_called_by_its_type():
    assert (promise_of("KeyError: 'I1: x'"), sentence_of("KeyError: 'I1: x'")) == ("KeyError", "")
