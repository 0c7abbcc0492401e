"""What happens at the counter, moves nothing, and is written down all the same: who, when, why."""

from dataclasses import dataclass

from pos_member.domain.operation_parts import Approval, Where

REPRINT = "reprint"
SHIFT_REPORT = "shift_report"
ACTS = (REPRINT, SHIFT_REPORT)


@dataclass(frozen=True, slots=True)
class CounterAct:
    """Something that took a manager and is neither money nor rights.

    Attributes:
        where: names the receipt that it is about, where there is one.
        act: one of ``ACTS``.
        about: the operation that it is about: of a report, the last that its figures count.
        approval: whose right it was done by.
    """

    where: Where
    act: str
    about: str
    approval: Approval | None = None

    kind = "counter_act"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "where": self.where.to_json(),
            "act": self.act,
            "about": self.about,
            "approval": self.approval.to_json() if self.approval else None,
        }
