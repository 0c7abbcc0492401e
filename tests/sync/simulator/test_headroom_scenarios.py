"""No two tills lift a balance above its cap, whatever the network does, and what is free comes."""

from pos_member.domain.ledger import Kind
from pos_member.services import leases
from sync.server import lost, tables
from sync.simulator import images
from sync.simulator.assortment import CAP_MINOR
from sync.simulator.counter import Counter

LONG_MS = 30_000


def balance(scene) -> int:
    (row,) = scene.rows(tables.holding)
    return int(row["principal"] + row["bonus"])


def paid_in(scene, counter: Counter, member: str, amount: int) -> bool:
    """Top up; tell whether it was taken."""
    before = len(counter.receipts)
    scene.top_up(counter, member, amount)
    return len(counter.receipts) > before


def known_at_both(scene) -> str:
    """Return a member who was served at both tills, so that each has a part of the room."""
    first, second = scene.tills
    member = scene.enrol(first)
    for counter in (second, first, second):
        scene.buy(counter, member, 1)
        scene.wait(LONG_MS)
    return member


def test_two_tills_without_a_line_fill_what_each_has_and_no_more(capped_scene):
    scene = capped_scene
    member = known_at_both(scene)
    room = [scene.standing(each, member).sure_room for each in scene.tills]
    assert all(5_500 <= part < CAP_MINOR for part in room) and sum(room) <= CAP_MINOR
    scene.cut()
    for counter, part in zip(scene.tills, room, strict=True):
        assert not paid_in(scene, counter, member, (part // 100 + 1) * 100)
        assert counter.refusals["headroom_short"] == 1
        assert paid_in(scene, counter, member, 5_000), "with its bonus it fits"
        while scene.standing(counter, member).sure_room >= 100:
            assert paid_in(scene, counter, member, 100)
    assert scene.heal() == []
    assert 0.8 * CAP_MINOR < balance(scene) <= CAP_MINOR


def test_who_was_enrolled_without_a_line_fills_the_cap_there_and_then(capped_scene):
    scene = capped_scene
    first, second = scene.tills
    scene.cut()
    member = scene.enrol(first)
    assert paid_in(scene, first, member, CAP_MINOR)
    assert not paid_in(scene, first, member, 100)
    assert first.refusals["balance_cap"] == 1
    assert scene.heal() == []
    assert not paid_in(scene, second, member, 100)
    assert balance(scene) == CAP_MINOR


def test_room_comes_from_an_online_till_before_the_customer_is_turned_away(capped_scene):
    scene = capped_scene
    first, second = scene.tills
    member = scene.enrol(first)
    assert scene.standing(first, member).sure_room == CAP_MINOR
    scene.top_up(second, member, CAP_MINOR)
    # Within the wait of the till, or on the second try: the recall was on its way.
    assert second.receipts or paid_in(scene, second, member, CAP_MINOR)
    assert scene.heal() == []
    assert balance(scene) == CAP_MINOR


def test_what_was_spent_may_be_paid_in_again_after_a_sync(capped_scene):
    scene = capped_scene
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, CAP_MINOR)
    first.line.cut = True
    scene.buy(first, member, 8_000)
    assert not paid_in(scene, first, member, 5_000), "the server does not know yet"
    assert scene.heal() == []
    assert paid_in(scene, second, member, 5_000) or paid_in(scene, second, member, 5_000)
    assert scene.heal() == []
    assert balance(scene) == CAP_MINOR - 8_000 + 5_500


def test_room_that_expired_is_given_back_and_lent_anew(capped_scene):
    scene = capped_scene
    first, second = scene.tills
    member = scene.enrol(first)
    (lease,) = [row for row in scene.rows(tables.lease) if row["kind"] == Kind.HEADROOM]
    for counter in scene.tills:
        counter.stop()
    scene.world.run_until(lease["expires_ms"] + 1, steps_max=1_000)
    first.line.cut = True
    for counter in scene.tills:
        counter.boot()
    scene.wait(LONG_MS)
    assert scene.standing(first, member).sure_room == 0
    assert not paid_in(scene, first, member, 5_000)
    assert not paid_in(scene, second, member, CAP_MINOR), "only a return frees it"
    assert first.till is not None
    leases.return_expired(first.till, first.moment())
    first.line.cut = False
    scene.wait(LONG_MS)
    assert paid_in(scene, second, member, CAP_MINOR)
    assert scene.heal() == []


def test_a_lost_tills_room_is_free_again_and_what_it_filled_late_is_said(capped_scene):
    scene = capped_scene
    first, second = scene.tills
    member = scene.enrol(first)
    first.line.cut = True
    assert paid_in(scene, first, member, CAP_MINOR)
    centre = scene.chain.centre
    with centre.database.writing() as connection:
        lost.declare(
            connection, first.identity.terminal_id, centre.house, now_ms=scene.world.now_ms
        )
    assert paid_in(scene, second, member, 5_000)
    scene.chain.excuses.gone.add(first.identity.terminal_id)
    scene.chain.excuses.shortage = True
    first.line.cut = False
    scene.wait(4 * LONG_MS)
    assert balance(scene) == CAP_MINOR + 5_500
    assert [row["code"] for row in scene.rows(tables.operation) if row["kind"] == "top_up"].count(
        "over_cap"
    ) == 1
    assert scene.heal() == []


def test_a_till_put_back_fills_nothing_until_the_server_agreed_and_then_its_share(
    capped_scene, tmp_path
):
    scene = capped_scene
    first, second = scene.tills
    member = scene.enrol(first)
    images.take(first, tmp_path / "image")
    assert paid_in(scene, first, member, 10_000)
    first.line.cut = True
    images.put_back(first, tmp_path / "image", with_mark=False, for_ms=1)
    scene.wait()
    assert not paid_in(scene, first, member, 5_000)
    first.line.cut = False
    scene.wait(2 * LONG_MS)
    assert paid_in(scene, second, member, 10_000), "what the till had paid in is on the server"
    assert paid_in(scene, first, member, 100) is False
    assert scene.heal() == []
    assert balance(scene) == CAP_MINOR
