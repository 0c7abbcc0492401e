"""What a printed code alone opens: the server holds a sale to what its lease was lent for."""

from dataclasses import replace

import pytest

from pos_member.domain import canonical
from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Approval, Sale, Tendered
from sync.server import programs, sample
from tests.sync.server.books import assert_whole
from tests.sync.server.far_end import Till


@pytest.mark.parametrize(
    ("parts", "allowed", "expected"),
    [
        ((2_000,), False, ("applied", "")),
        ((2_001,), False, ("quarantined", "over_single")),
        ((1_001, 1_000), False, ("quarantined", "over_single")),
        ((2_001,), True, ("applied", "")),
    ],
)
def test_a_sale_takes_from_a_lease_what_it_was_lent_for_or_a_manager_allowed_more(
    till: Till, parts: tuple[int, ...], allowed: object, expected: tuple[str, str]
) -> None:
    document = sample.program_document()
    document["leases"] = {"max_single": "20.00"}
    with till.database.writing() as connection:
        programs.publish(connection, till.house, document)
    member = till.enrol()
    till.give_back_lease(till.top_up(member, 10_000), member, 10_000)
    till.push()
    grant = till.want(member, 5_000)
    assert grant is not None
    legs = tuple(Leg(grant.lease_id, Kind.PRINCIPAL, part) for part in parts)
    sale = read_body("sale", canonical.load(till.sell(member).draft.body))
    assert isinstance(sale, Sale)
    paid = sum(parts)
    approval = Approval("boss", "over_static_code") if allowed else None
    till.write(
        replace(sale, due=paid, tenders=(Tendered("stored_value", paid, legs),), approval=approval)
    )
    result = till.push().results[-1]
    assert (result.outcome, result.code) == expected
    assert_whole(till)
