"""Tills that were put back from a copy, copied to two machines, or replaced, played to the end."""

from pathlib import Path

import pytest

from pos_member.services import acknowledge
from pos_member.services.verify import verify
from pos_member.storage import entries, meta
from pos_member.storage.high_water import place_beside
from sync.server import tables
from sync.simulator import coupon_judge, images, visits
from sync.simulator.counter import Counter
from sync.simulator.visits import Order
from tests.sync.simulator.conftest import Scene

LEASED = 6_000
"""What a till keeps of the 100 yuan that were paid in at it: its share."""


@pytest.fixture
def first(scene: Scene) -> Counter:
    return scene.tills[0]


@pytest.fixture
def member(scene: Scene, first: Counter) -> str:
    """A member who paid in 100 yuan at the first till, most of which it still holds."""
    found = scene.enrol(first)
    scene.top_up(first, found, 10_000)
    assert scene.standing(first, found).sure_principal == LEASED
    return found


def sell(scene: Scene, counter: Counter, member: str | None, price: int) -> None:
    """Sell without asking for a lease: what the till is sure of pays, cash the rest."""
    order = Order((price,), by_value=price if member else 0, asks=False)
    scene.play(counter, visits.buy(counter, member, order))


def principal(scene: Scene) -> int:
    (row,) = scene.rows(tables.holding)
    return int(row["principal"])


def shortage(scene: Scene) -> int:
    """Return what the store had to bear."""
    account = coupon_judge.shortage_account(scene.chain)
    return sum(row["amount"] for row in scene.rows(tables.ledger) if row["debit"] == account)


def standing(counter: Counter) -> str:
    assert counter.till is not None
    return acknowledge.queue_of(counter.till).standing


def incarnation(counter: Counter) -> int:
    assert counter.till is not None
    with counter.till.journal.reading() as connection:
        assert verify(connection).code == ""
        return meta.head(connection).incarnation


def sales(scene: Scene) -> int:
    return sum(row["original"] for row in scene.rows(tables.operation) if row["kind"] == "sale")


def suspects(scene: Scene, counter: Counter) -> list[str]:
    """Return why this till was suspect, each time that it was started."""
    words = [line.split(" ") for line in scene.world.log]
    mine = [each for each in words if each[1:4] == ["till", counter.name, "suspect"]]
    return [each[4] for each in mine]


# -- put back from a copy ------------------------------------------------------------------------


def test_a_journal_put_back_with_its_mark_left_alone_spends_nothing_before_it_has_synced(
    scene: Scene, first: Counter, member: str, tmp_path: Path
) -> None:
    image = images.take(first, tmp_path / "image")
    sell(scene, first, member, 3_000)
    scene.cut()
    images.put_back(first, image)
    scene.wait()
    assert suspects(scene, first) == ["journal_older"]
    assert (standing(first), scene.standing(first, member).sure_principal) == ("suspect", 0)
    # The very same sale again, at the same place of the journal: it must not pass for a retry.
    sell(scene, first, member, 3_000)
    assert scene.heal() == []
    assert (sales(scene), principal(scene), shortage(scene)) == (2, 7_000, 0)
    assert (standing(first), incarnation(first)) == ("", 2)
    numbers = [receipt.number for receipt in first.receipts]
    assert len(set(numbers)) == 3, "and no number was printed twice"
    scene.buy(first, member, 3_000)
    assert principal(scene) == 4_000
    assert first.receipts[-1].number.startswith("1.2-")
    assert scene.heal() == []


def test_what_a_till_took_in_for_an_incarnation_that_was_settled_is_the_members_in_the_end(
    scene: Scene, first: Counter, member: str, tmp_path: Path
) -> None:
    terminal_id = first.identity.terminal_id
    scene.chain.centre.revoke(terminal_id)
    first.line.cut = True
    sell(scene, first, None, 1_000)
    image = images.take(first, tmp_path / "image")
    first.line.cut = False
    scene.wait(30_000)
    scene.chain.centre.reinstate(terminal_id)
    scene.wait(90_000)
    sell(scene, first, None, 1_000)
    assert incarnation(first) == 2
    scene.cut()
    images.put_back(first, image)
    scene.wait()
    # The lease it opens is of the incarnation that the reinstatement ended, and settled.
    scene.top_up(first, member, 5_000)
    assert scene.heal() == []
    assert (principal(scene), incarnation(first)) == (15_000, 3)


def test_a_machine_put_back_with_its_mark_costs_the_shop_at_most_its_lease(
    scene: Scene, first: Counter, member: str, tmp_path: Path
) -> None:
    image = images.take(first, tmp_path / "image")
    sell(scene, first, member, 4_000)
    scene.cut()
    images.put_back(first, image, with_mark=True)
    scene.wait()
    assert (suspects(scene, first), standing(first)) == ([], "")
    # Nothing here can tell, so the same sale is made again: same goods, same number, same place.
    sell(scene, first, member, 4_000)
    assert first.receipts[-1].number == first.receipts[-2].number
    scene.chain.excuses.copied.add(first.identity.terminal_id)
    scene.chain.excuses.shortage = True
    assert scene.heal() == []
    assert sales(scene) == 2, "with another operation id it is another sale"
    assert (principal(scene), shortage(scene)) == (4_000, 2_000)
    assert shortage(scene) <= LEASED
    assert incarnation(first) == 2


def test_a_till_put_back_before_it_lost_anything_only_has_to_sync(
    scene: Scene, first: Counter, member: str, tmp_path: Path
) -> None:
    image = images.take(first, tmp_path / "image")
    place_beside(first.folder).unlink()
    images.put_back(first, image)
    scene.cut()
    scene.wait()
    assert (suspects(scene, first), standing(first)) == (["mark_missing"], "suspect")
    sell(scene, first, member, 1_000)
    assert scene.heal() == []
    assert (standing(first), incarnation(first)) == ("", 1)
    assert scene.standing(first, member).sure_principal == LEASED
    assert principal(scene) == 10_000, "the customer paid cash, for once"


def test_sales_that_nobody_else_has_are_lost_with_the_disk_and_nothing_else_is(
    scene: Scene, first: Counter, member: str, tmp_path: Path
) -> None:
    image = images.take(first, tmp_path / "image")
    scene.cut()
    sell(scene, first, member, 3_000)
    images.put_back(first, image)
    scene.wait()
    sell(scene, first, None, 99)
    scene.chain.excuses.lost.add(first.receipts[-2].op_id)
    assert scene.heal() == []
    assert (sales(scene), principal(scene), shortage(scene)) == (1, 10_000, 0)
    numbers = [receipt.number for receipt in first.receipts]
    assert len(set(numbers)) == len(numbers), "the lost number is not given to another sale"
    assert incarnation(first) == 1, "the server knows of nothing that this till does not"


def test_what_the_image_had_not_sent_is_copied_and_has_one_effect(
    scene: Scene, first: Counter, member: str, tmp_path: Path
) -> None:
    scene.cut()
    sell(scene, first, member, 1_000)
    scene.top_up(first, member, 20_000)
    image = images.take(first, tmp_path / "image")
    for counter in scene.tills:
        counter.line.cut = False
    scene.wait(30_000)
    sell(scene, first, member, 2_000)
    images.put_back(first, image)
    scene.wait(30_000)
    assert scene.heal() == []
    assert incarnation(first) == 2
    assert (sales(scene), principal(scene), shortage(scene)) == (2, 27_000, 0)


@pytest.mark.parametrize("points", range(1, 31, 3))
def test_whoever_is_killed_while_a_till_begins_anew_it_is_wholly_old_or_wholly_new(
    scene: Scene, first: Counter, member: str, tmp_path: Path, points: int
) -> None:
    image = images.take(first, tmp_path / "image")
    sell(scene, first, member, 3_000)
    scene.cut()
    images.put_back(first, image)
    scene.wait()
    sell(scene, first, None, 99)
    scene.crashes.arm(points=points)
    for counter in scene.tills:
        counter.line.cut = False
    scene.wait(20_000)
    assert first.crashes + first.sync_crashes + scene.chain.centre.crashed == 1
    assert scene.heal() == []
    assert (incarnation(first) >= 2, sales(scene)) == (True, 2)


def test_a_till_put_back_twice_goes_on_twice(
    scene: Scene, first: Counter, member: str, tmp_path: Path
) -> None:
    image = images.take(first, tmp_path / "image")
    for _ in range(2):
        sell(scene, first, member, 1_000)
        images.put_back(first, image)
        scene.wait(20_000)
        scene.buy(first, member, 500)
    assert scene.heal() == []
    assert incarnation(first) == 3
    assert shortage(scene) == 0
    assert principal(scene) == 7_000


def test_a_till_put_back_to_before_its_incarnation_finds_the_way_to_the_next(
    scene: Scene, first: Counter, member: str, tmp_path: Path
) -> None:
    early = images.take(first, tmp_path / "early")
    sell(scene, first, member, 1_000)
    late = images.take(first, tmp_path / "late")
    images.put_back(first, early)
    scene.wait(20_000)
    assert incarnation(first) == 2
    scene.buy(first, member, 500)
    # All of the first incarnation agrees with the server, and yet it has ended.
    images.put_back(first, late)
    scene.wait(20_000)
    assert scene.heal() == []
    assert incarnation(first) == 3
    assert shortage(scene) == 0


# -- copied to two machines ----------------------------------------------------------------------


@pytest.fixture
def clone(scene: Scene, first: Counter, member: str) -> Counter:
    """The first till's folder on another machine, started without network."""
    assert member
    made = scene.chain.clone(first)
    made.line.cut = True
    made.boot()
    scene.wait()
    return made


def test_a_copied_folder_spends_nothing_before_it_has_synced(
    scene: Scene, first: Counter, member: str, clone: Counter
) -> None:
    assert suspects(scene, clone) == ["mark_missing"]
    sell(scene, clone, member, 3_000)
    sell(scene, first, member, 3_000)
    assert scene.heal() == []
    assert (sales(scene), principal(scene), shortage(scene)) == (2, 7_000, 0)


def test_of_two_copies_one_goes_on_and_the_other_is_told_so(
    scene: Scene, first: Counter, member: str, clone: Counter
) -> None:
    """Two machines sell the same thing at the same place: odoo 71455, 152259 lose one of them."""
    for counter in (first, clone):
        sell(scene, counter, None, 3_000)
    assert first.receipts[-1].number == clone.receipts[-1].number
    assert scene.heal() == []
    assert sales(scene) == 2
    assert (incarnation(first), incarnation(clone)) == (1, 2)
    assert (standing(first), standing(clone)) == ("superseded", "")
    assert first.state["trouble"] == "superseded"
    # It goes on selling, and what it sells arrives; it borrows nothing, and spends nothing.
    sell(scene, first, member, 1_000)
    assert scene.heal() == []
    assert (sales(scene), principal(scene), shortage(scene)) == (3, 10_000, 0)
    scene.buy(clone, member, 2_000)
    assert principal(scene) == 8_000


def test_two_copies_that_have_done_the_same_are_one_till_to_the_server(
    scene: Scene, first: Counter, clone: Counter
) -> None:
    assert scene.heal() == []
    assert (incarnation(first), incarnation(clone)) == (1, 1)
    assert (standing(first), standing(clone)) == ("", "")


def test_two_copies_that_sell_the_same_thing_at_the_same_moment_make_two_sales(
    scene: Scene, first: Counter, clone: Counter
) -> None:
    """Same goods, same number, same place, same moment: only the operation's id differs."""
    for counter in (first, clone):
        counter.run(visits.buy(counter, None, Order((3_000,))))
    scene.wait()
    assert scene.heal() == []
    assert sales(scene) == 2
    assert {standing(first), standing(clone)} == {"", "superseded"}


def test_what_the_superseded_machine_had_spent_offline_is_the_shops_loss_at_most(
    scene: Scene, first: Counter, member: str, clone: Counter
) -> None:
    first.line.cut = True
    sell(scene, first, member, 4_000)
    clone.line.cut = False
    scene.wait(20_000)
    sell(scene, clone, None, 99)
    # The other one has gone: the journal was the same, so nobody was told apart yet.
    scene.wait(20_000)
    scene.chain.excuses.shortage = True
    assert scene.heal() == []
    assert sales(scene) == 2
    assert shortage(scene) <= LEASED
    assert principal(scene) - shortage(scene) == 6_000 or shortage(scene) == 0


def test_three_copies_leave_one_that_spends(
    scene: Scene, first: Counter, member: str, clone: Counter
) -> None:
    third = scene.chain.clone(first)
    third.boot()
    for counter in (first, clone, third):
        sell(scene, counter, None, 1_000)
    scene.chain.excuses.shortage = True
    assert scene.heal() == []
    well = [each for each in (first, clone, third) if standing(each) == ""]
    assert len(well) == 1
    assert sales(scene) == 3
    scene.buy(well[0], member, 2_000)
    assert scene.heal() == []
    assert principal(scene) == 8_000


# -- the server knows less -----------------------------------------------------------------------


def test_an_incarnation_that_the_server_forgot_says_everything_again(
    scene: Scene, first: Counter, member: str, tmp_path: Path
) -> None:
    source = scene.chain.folder / "server.db"
    scene.chain.centre.database.dispose()
    backup = source.read_bytes()
    sell(scene, first, member, 1_000)
    image = images.take(first, tmp_path / "image")
    sell(scene, first, member, 1_000)
    images.put_back(first, image)
    scene.wait(20_000)
    assert incarnation(first) == 2
    scene.buy(first, member, 500)
    scene.chain.centre.database.dispose()
    for leftover in source.parent.glob("server.db*"):
        leftover.unlink()
    source.write_bytes(backup)
    scene.chain.excuses.lost.add(first.receipts[-2].op_id)
    scene.heal()
    stored = {row["op_id"] for row in scene.rows(tables.operation)}
    assert {r.op_id for r in first.receipts} - stored == {first.receipts[-2].op_id}
    now = incarnation(first)
    assert now >= 3
    assert first.till is not None
    with first.till.journal.reading() as connection:
        again = [e.draft.op_id for e in entries.every(connection, now)]
    assert len(again) == len(set(again))
