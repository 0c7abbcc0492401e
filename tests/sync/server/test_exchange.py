"""Pushes: one effect whatever happens to the reply, and a queue that nothing stops."""

import sqlalchemy as sa

from sync.server import tables
from tests.sync.server.far_end import Till, cash, stored_value


def figures(till: Till, member_id: str) -> dict[str, int]:
    with till.database.reading() as connection:
        found = connection.execute(
            sa.select(tables.holding)
            .join(tables.member, tables.member.c.no == tables.holding.c.no)
            .where(tables.member.c.member_id == member_id)
        )
        return dict(found.mappings().one())


def test_a_reply_lost_three_times_leaves_one_effect(till: Till) -> None:
    member = till.enrol()
    till.push()
    till.top_up(member, 20_000)
    replies = [till.send(till.request()) for _ in range(4)]
    assert len({reply.ack_hash for reply in replies}) == 1
    assert {reply.results for reply in replies} == {replies[0].results}
    assert figures(till, member)["principal"] == 20_000


def test_a_top_up_is_spent_here_at_once(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 20_000)
    till.sell(member, stored_value(lease, 8_000), cash(500))
    assert {r.code for r in till.push().results} == {""}
    assert figures(till, member)["principal"] == 12_000
