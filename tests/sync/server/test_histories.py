"""Random days of several tills, each from a seed: whatever they do, nothing is spent twice.

A till here does what a real one may: it spends what it holds, asks, gives back, loses replies,
repeats itself, tops up. The checks are made on the server's books.
"""

import random
import threading

import pytest

from pos_member.domain.ledger import Kind
from sync.protocol.messages import PushReply, Want
from sync.server.database import ServerDatabase
from sync.server.house import House
from tests.sync.server import far_end
from tests.sync.server.books import assert_whole, figures
from tests.sync.server.far_end import Till
from tests.sync.server.players import Player, members_of, players, settle

SEEDS = range(12)
STEPS = 60


@pytest.mark.parametrize("seed", SEEDS)
def test_tills_together_never_spend_more_than_there_is(
    database: ServerDatabase, house: House, seed: int
) -> None:
    crew = players(database, house, seed)
    members = members_of(crew[0], 2)
    order = random.Random(seed)
    for _ in range(STEPS):
        order.choice(crew).step(members)
    settle(crew, members)


@pytest.mark.postgresql
def test_tills_that_push_at_the_same_time_keep_the_books_whole(
    clean_postgresql: ServerDatabase,
) -> None:
    house = far_end.house()
    crew = players(clean_postgresql, house, 77, count=4)
    members = members_of(crew[0], 2)
    start = threading.Barrier(len(crew))
    failed: list[BaseException] = []

    def work(player: Player) -> None:
        try:
            start.wait(30)
            for _ in range(STEPS):
                player.step(members)
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=work, args=(player,)) for player in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []
    settle(crew, members)


def test_one_push_sent_by_eight_at_once_has_one_effect(
    database: ServerDatabase, house: House
) -> None:
    till = Till(database, house).register_here()
    member = till.enrol()
    till.top_up(member, 10_000)
    request = till.request(Want(till.new_id(), member, Kind.PRINCIPAL, 0))
    start = threading.Barrier(8)
    replies: list[PushReply] = []

    def work() -> None:
        start.wait(30)
        replies.append(till.send(request))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(replies) == 8
    assert len({(reply.ack_hash, reply.results, reply.grants) for reply in replies}) == 1
    assert figures(till, member)["principal"] == 10_000
    assert_whole(till)
