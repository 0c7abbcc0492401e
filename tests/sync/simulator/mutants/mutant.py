"""A mutant: a rule taken out of a copy of the sources, and the test that must then fail.

To add one: write it into the module of its group beside this one, or into a new module with a
``MUTANTS``, which ``every.py`` names. The rule's text must stand in its file exactly once.
"""

from dataclasses import dataclass

WORLDS = "random worlds"
"""The killer that needs no directed test: the first seeds of ``pos-member simulate``."""


@dataclass(frozen=True)
class Mutant:
    """A rule taken out: in ``file``, ``rule`` becomes ``instead``.

    Attributes:
        name: what is wrong then, as a sentence; it stands in the table of ``docs/reliability.md``.
        killer: the test that notices, as pytest names it (``tests/…/test_x.py::test_y``), with
            ``[sqlite]`` where it runs on each database; or ``WORLDS``.
    """

    name: str
    file: str
    rule: str
    instead: str
    killer: str = WORLDS
