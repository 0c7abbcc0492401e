"""A founded chain: a server that knows its tills, a program, goods, and nothing else by chance."""

from sync.server import tables
from sync.simulator.assortment import PRICES
from sync.simulator.crash import CrashPoints
from sync.simulator.world import World


def test_two_chains_of_one_seed_have_the_same_tills_and_of_another_others(founder):
    chains = [founder.found(World(seed), CrashPoints()) for seed in (1, 1, 2)]
    names = [[each.identity.terminal_id for each in chain.counters] for chain in chains]
    assert names[0] == names[1] != names[2]
    for chain in chains:
        chain.close()


def test_the_server_has_its_tills_program_and_goods(founder):
    chain = founder.found(World(1), CrashPoints(), tills=3)
    with chain.centre.database.reading() as connection:
        tills = connection.execute(tables.terminal.select()).all()
        goods = connection.execute(tables.goods.select()).all()
        programs = connection.execute(tables.program.select()).all()
    assert (len(tills), len(goods), len(programs)) == (3, len(PRICES), 1)
    chain.close()
