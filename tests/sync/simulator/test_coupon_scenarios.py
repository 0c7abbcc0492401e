"""Several tills want one coupon: only the one that holds the right to it can, whatever happens."""

from dataclasses import replace

from pos_member.domain.views import CouponView
from pos_member.services import lookup
from sync.server import tables
from sync.simulator import images, visits
from sync.simulator.centre import Centre
from sync.simulator.counter import Counter
from sync.simulator.visits import Order
from sync.simulator.weather import FAIR
from tests.sync.simulator.conftest import Scene

OPEN = "open"
LEASED = "leased"
DAY_MS = 86_400_000
ALWAYS = 1_000
ORDER = Order((1_000,), by_coupon=True)


def regular(scene: Scene, template: str = LEASED) -> tuple[str, str]:
    """Return a member of the first till, and a coupon that was brought there."""
    member = scene.enrol(scene.tills[0])
    scene.buy(scene.tills[0], member, 1_000, by_value=0)
    coupon = scene.chain.centre.issue_coupon(member, template)
    scene.wait(30_000)
    return member, coupon


def shown(counter: Counter, member: str) -> list[CouponView]:
    assert counter.till is not None
    return list(lookup.open_member(counter.till, member, "code", counter.moment()).coupons)


def buy(scene: Scene, counter: Counter, member: str, ms: int = 3_000) -> None:
    scene.play(counter, visits.buy(counter, member, ORDER), ms)


def uses(scene: Scene, coupon: str) -> list[str]:
    """Return the tills whose sales used the coupon, by the server's operations."""
    registers = {row["terminal_id"]: row["register"] for row in scene.rows(tables.terminal)}
    return [
        registers[row["terminal_id"]]
        for row in scene.rows(tables.operation)
        if row["kind"] == "sale" and coupon.encode() in row["body"].partition(b'"quoted"')[0]
    ]


def losses(centre: Centre) -> int:
    with centre.database.reading() as connection:
        found = connection.execute(tables.ledger.select()).mappings()
        return sum(row["unit"] == "coupon" and row["reason"] == "loss" for row in found)


def test_of_two_tills_without_network_only_the_one_with_the_lease_can(scene):
    first, second = scene.tills
    member, coupon = regular(scene)
    assert [each.is_here for each in shown(first, member)] == [True]
    assert [each.is_here for each in shown(second, member)] == [False]
    scene.cut()
    scene.wait(60_000)
    buy(scene, second, member)
    buy(scene, first, member)
    buy(scene, first, member)
    assert scene.heal() == []
    assert uses(scene, coupon) == ["1"]
    assert shown(first, member) == shown(second, member) == []


def test_two_tills_that_want_it_at_once_get_it_one_after_the_other(scene):
    first, second = scene.tills
    member, coupon = regular(scene)
    for counter in (first, second):
        counter.run(visits.buy(counter, member, ORDER))
    scene.wait(10_000)
    assert scene.heal() == []
    assert len(uses(scene, coupon)) == 1


def test_at_another_till_it_comes_over_while_the_holder_is_online(scene):
    member, coupon = regular(scene)
    buy(scene, scene.tills[1], member, ms=10_000)
    assert scene.heal() == []
    assert uses(scene, coupon) == ["2"]


def test_a_reply_that_is_lost_loses_no_coupon_and_brings_it_once(scene):
    first, second = scene.tills
    member, coupon = regular(scene)
    first.line.weather = replace(FAIR, drop_reply=ALWAYS)
    buy(scene, first, member)
    while first.line.faults.get("drop_reply", 0) < 3:
        scene.wait(1_000)
    first.line.weather = FAIR
    scene.wait(20_000)
    buy(scene, second, member)
    assert scene.heal() == []
    assert uses(scene, coupon) == ["1"]


def test_a_lost_tills_coupon_is_used_elsewhere_and_its_own_late_sale_is_the_shops(scene):
    first, second = scene.tills
    member, coupon = regular(scene)
    first.line.cut = True
    scene.wait(60_000)
    buy(scene, first, member)
    scene.chain.centre.declare_lost(first.identity.terminal_id)
    scene.chain.excuses.gone.add(first.identity.terminal_id)
    scene.chain.excuses.shortage = True
    scene.wait(30_000)
    buy(scene, second, member, ms=10_000)
    first.line.cut = False
    assert scene.heal() == []
    assert sorted(uses(scene, coupon)) == ["1", "2"]
    assert losses(scene.chain.centre) == 1


def test_a_lease_that_is_over_frees_the_coupon_for_another_till(scene):
    first, second = scene.tills
    member, coupon = regular(scene)
    for counter in scene.tills:
        counter.stop()
    scene.wait(31 * DAY_MS)
    first.line.cut = second.line.cut = True
    for counter in scene.tills:
        counter.boot()
    buy(scene, first, member)
    assert [each.is_here for each in shown(first, member)] == [False]
    first.line.cut = second.line.cut = False
    scene.wait(60_000)
    # It may come after the wait for it: then it is there for the next sale.
    buy(scene, second, member, ms=10_000)
    buy(scene, second, member, ms=10_000)
    assert scene.heal() == []
    assert uses(scene, coupon) == ["2"]


def test_a_till_put_back_from_before_its_sale_does_not_use_the_coupon_again(scene):
    first, second = scene.tills
    member, coupon = regular(scene)
    image = images.take(first, scene.chain.folder / "image")
    buy(scene, first, member)
    images.put_back(first, image)
    scene.wait(5_000)
    buy(scene, first, member)
    buy(scene, second, member, ms=10_000)
    assert scene.heal() == []
    assert uses(scene, coupon)[:1] == ["1"] and len(set(uses(scene, coupon))) == 1


def test_a_class_allowed_offline_counts_first_where_it_arrives_first(scene):
    first, second = scene.tills
    member, coupon = regular(scene, OPEN)
    assert all(each.is_here for each in shown(first, member) + shown(second, member))
    scene.cut()
    scene.wait(60_000)
    buy(scene, first, member)
    buy(scene, first, member)
    buy(scene, second, member)
    assert scene.heal() == []
    assert sorted(uses(scene, coupon)) == ["1", "2"]
    assert losses(scene.chain.centre) == 1
