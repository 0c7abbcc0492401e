"""Where a member shops is read out of the operations that are kept anyway."""

from pos_member.domain.lease_share import Custom
from sync.server import terminals
from sync.server.custom import custom_of
from tests.sync.server.far_end import Till, cash


def custom(till: Till, here: Till) -> Custom:
    with till.database.reading() as connection:
        return custom_of(connection, 1, here=here.terminal_id)


def test_visits_are_sales_and_top_ups_by_till(till: Till, other_till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 10_000, bonus=500, points=5)
    till.give_back_lease(lease, member, 5_000)
    till.push()
    for _ in range(2):
        other_till.sell(member, cash(500), points=5)
    other_till.push()
    assert custom(till, till) == Custom(
        {till.terminal_id: 1, other_till.terminal_id: 2},
        (till.terminal_id, other_till.terminal_id),
    )


def test_nobody_served_yet_stands_where_they_are_asked_for(till: Till, other_till: Till) -> None:
    till.enrol()
    till.push()
    assert custom(till, other_till) == Custom(
        {other_till.terminal_id: 1}, (other_till.terminal_id,)
    )


def test_a_till_that_was_revoked_holds_no_share(till: Till, other_till: Till) -> None:
    member = till.enrol()
    till.sell(member, cash(500), points=5)
    till.push()
    other_till.sell(member, cash(500), points=5)
    other_till.push()
    with till.database.writing() as connection:
        terminals.revoke(connection, till.terminal_id)
    assert custom(till, till) == Custom({other_till.terminal_id: 1}, (other_till.terminal_id,))
