"""Tills that are replaced, not trusted, or of another version, played to the end."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.services import acknowledge
from pos_member.storage import meta
from sync.protocol.versions import Tongue
from sync.server import tables
from sync.simulator import coupon_judge, visits
from sync.simulator.counter import Counter
from sync.simulator.visits import Order
from tests.sync.simulator.conftest import Scene

MINUTE_MS = 60_000
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
    account = coupon_judge.shortage_account(scene.chain)
    return sum(row["amount"] for row in scene.rows(tables.ledger) if row["debit"] == account)


def standing(counter: Counter) -> str:
    assert counter.till is not None
    return acknowledge.queue_of(counter.till).standing


def queued(counter: Counter) -> int:
    assert counter.till is not None
    return acknowledge.queue_of(counter.till).queued


def incarnation(counter: Counter) -> int:
    assert counter.till is not None
    with counter.till.journal.reading() as connection:
        return meta.head(connection).incarnation


def sales(scene: Scene) -> int:
    return sum(row["original"] for row in scene.rows(tables.operation) if row["kind"] == "sale")


def replace_it(scene: Scene, counter: Counter, *, drains: bool = True) -> Counter:
    """Let a new machine take a till's place; the former one runs beside it if it ``drains``."""
    former = scene.chain.replace(counter)
    scene.chain.excuses.replaced.add(former.name)
    if drains:
        scene.chain.counters.append(former)
        former.line.cut = True
        former.boot()
    scene.wait(5_000)
    return former


# -- replaced ------------------------------------------------------------------------------------


def test_a_replaced_till_goes_on_under_its_name_and_repeats_no_number(
    scene: Scene, first: Counter, member: str
) -> None:
    sell(scene, first, None, 99)
    former = replace_it(scene, first)
    assert (incarnation(first), standing(first)) == (2, "")
    sell(scene, first, None, 99)
    sell(scene, former, None, 99)
    numbers = [receipt.number for receipt in (*first.receipts, *former.receipts)]
    assert len(set(numbers)) == len(numbers) == 4
    assert first.receipts[-1].number.startswith("1.2-")
    assert scene.heal() == []
    assert (sales(scene), principal(scene)) == (3, 10_000)


def test_a_replaced_machine_drains_spends_what_it_held_and_then_nothing(
    scene: Scene, first: Counter, member: str
) -> None:
    former = replace_it(scene, first)
    sell(scene, former, member, 2_000)
    scene.buy(first, member, 4_000)
    assert scene.standing(first, member).sure_principal == 0, "the rest lies with the former one"
    former.line.cut = False
    scene.wait(5_000)
    assert standing(former) == "superseded"
    sell(scene, former, member, 1_000)
    assert scene.heal() == []
    assert (principal(scene), shortage(scene)) == (4_000, 0)
    scene.buy(first, member, 4_000)
    assert principal(scene) == 0, "what the former one held is free again"
    assert scene.heal() == []


def test_a_machine_that_broke_holds_its_leases_until_a_manager_says_it_is_gone(
    scene: Scene, first: Counter, member: str
) -> None:
    replace_it(scene, first, drains=False)
    scene.buy(first, member, 10_000)
    assert principal(scene) == 10_000 - 4_000
    scene.chain.centre.declare_ended(first.identity.terminal_id)
    scene.buy(first, member, 6_000)
    assert principal(scene) == 0
    assert scene.heal() == []


def test_a_replaced_machine_whose_journal_had_parted_loses_no_sale(
    scene: Scene, first: Counter, member: str, tmp_path
) -> None:
    from_before = scene.chain.clone(first)
    sell(scene, first, member, 1_000)
    former = replace_it(scene, first, drains=False)
    from_before.identity = former.identity
    from_before.line.cut = True
    from_before.boot()
    scene.wait()
    sell(scene, from_before, None, 3_000)
    scene.chain.excuses.replaced.add(from_before.name)
    from_before.line.cut = False
    scene.wait(20_000)
    assert scene.heal() == []
    assert (incarnation(from_before), standing(from_before)) == (3, "superseded")
    assert (incarnation(first), standing(first), sales(scene)) == (2, "", 2)


def test_a_superseded_machine_that_is_the_only_one_is_enrolled_anew_with_its_journal(
    scene: Scene, first: Counter, member: str
) -> None:
    former = replace_it(scene, first)
    sell(scene, former, member, 2_000)
    former.receipts += first.receipts
    scene.chain.counters.remove(first)
    first.stop()
    scene.chain.enrol_anew(former)
    former.line.cut = False
    scene.wait(20_000)
    assert (incarnation(former), standing(former)) == (3, "")
    scene.chain.centre.declare_ended(former.identity.terminal_id)
    assert scene.heal() == []
    assert (principal(scene), shortage(scene)) == (8_000, 0)
    scene.buy(former, member, 8_000)
    assert principal(scene) == 0


# -- not trusted ---------------------------------------------------------------------------------


def test_a_revoked_till_sells_nothing_spends_nothing_and_keeps_what_it_has(
    scene: Scene, first: Counter, member: str
) -> None:
    first.line.cut = True
    sell(scene, first, member, 1_000)
    scene.chain.centre.revoke(first.identity.terminal_id)
    sell(scene, first, member, 1_000)
    assert len(first.receipts) == 3, "it has not heard of it yet"
    first.line.cut = False
    scene.wait(40_000)
    assert standing(first) == "revoked"
    assert first.state["trouble"] == "revoked"
    sell(scene, first, None, 99)
    sell(scene, first, member, 99)
    scene.top_up(first, member, 1_000)
    assert len(first.receipts) == 3
    assert principal(scene) == 10_000, "what it sent is kept apart"
    assert scene.judge() != [], "and nothing is settled before a manager has decided"
    scene.chain.centre.reinstate(first.identity.terminal_id)
    scene.wait(2 * MINUTE_MS)
    assert scene.heal() == []
    assert (standing(first), incarnation(first)) == ("", 2)
    assert (sales(scene), principal(scene), shortage(scene)) == (2, 8_000, 0)
    scene.buy(first, member, 8_000)
    assert principal(scene) == 0


def test_what_a_former_machine_sent_while_its_till_was_not_trusted_counts_in_the_end(
    scene: Scene, first: Counter, member: str
) -> None:
    former = replace_it(scene, first)
    scene.chain.centre.revoke(first.identity.terminal_id)
    sell(scene, former, None, 1_000)
    former.line.cut = False
    scene.wait(3 * MINUTE_MS)
    assert sales(scene) == 0
    assert scene.rows(tables.operation)[-1]["code"] == "terminal_revoked", "it is kept apart"
    former.line.cut = True
    scene.chain.centre.reinstate(first.identity.terminal_id)
    scene.wait(3 * MINUTE_MS)
    assert standing(first) == "", "the one in its place is trusted by now"
    assert scene.heal() == []
    assert (sales(scene), standing(former)) == (1, "superseded")
    assert scene.rows(tables.terminal)[0]["quarantined"] == 0


def test_a_revoked_till_gives_up_its_copy_of_the_shop_and_has_it_again_afterwards(
    scene: Scene, first: Counter, member: str
) -> None:
    scene.chain.centre.revoke(first.identity.terminal_id)
    scene.wait(40_000)
    assert standing(first) == "revoked"
    with pytest.raises(Refused, match="member_gone"):
        scene.standing(first, member)
    names = sorted(path.name for path in first.folder.glob("cache-*.db"))
    assert len(names) == 1
    assert (first.folder / names[0]).stat().st_size < 300_000
    first.die()
    scene.wait()
    assert standing(first) == "revoked", "also after a restart"
    scene.chain.centre.reinstate(first.identity.terminal_id)
    scene.wait(2 * MINUTE_MS)
    assert scene.standing(first, member).principal == 10_000
    assert scene.heal() == []


def test_a_till_that_never_heard_of_it_goes_on_with_all_it_sold(
    scene: Scene, first: Counter, member: str
) -> None:
    first.line.cut = True
    scene.chain.centre.revoke(first.identity.terminal_id)
    sell(scene, first, member, 1_000)
    scene.chain.centre.reinstate(first.identity.terminal_id)
    assert scene.heal() == []
    assert (standing(first), incarnation(first), principal(scene)) == ("", 2, 9_000)


def test_a_lost_till_that_is_found_goes_on(scene: Scene, first: Counter, member: str) -> None:
    first.line.cut = True
    sell(scene, first, member, 1_000)
    scene.chain.centre.declare_lost(first.identity.terminal_id)
    scene.chain.excuses.shortage = True
    first.line.cut = False
    scene.wait(40_000)
    assert standing(first) == "revoked"
    scene.chain.centre.reinstate(first.identity.terminal_id)
    scene.wait(2 * MINUTE_MS)
    assert scene.heal() == []
    assert (standing(first), sales(scene), principal(scene), shortage(scene)) == (
        "",
        1,
        10_000,
        1_000,
    )


def test_a_stolen_till_is_replaced_and_what_it_says_counts_for_nothing(
    scene: Scene, first: Counter, member: str
) -> None:
    scene.chain.centre.revoke(first.identity.terminal_id)
    former = replace_it(scene, first)
    sell(scene, former, member, 4_000)
    former.line.cut = False
    scene.wait(40_000)
    assert (standing(former), standing(first)) == ("revoked", "")
    assert principal(scene) == 10_000
    scene.chain.centre.declare_ended(first.identity.terminal_id)
    scene.buy(first, member, 5_000)
    assert (principal(scene), shortage(scene)) == (5_000, 0)


# -- of another version --------------------------------------------------------------------------


@pytest.mark.parametrize("tongue", [Tongue(0, 0), Tongue(4, 6)])
def test_a_till_without_a_common_version_queues_and_drains_after_the_update(
    scene: Scene, first: Counter, member: str, tongue: Tongue
) -> None:
    first.update(tongue)
    scene.wait()
    for _ in range(3):
        sell(scene, first, member, 1_000)
    scene.wait(2 * MINUTE_MS)
    assert first.state["trouble"] == "update"
    assert (queued(first), sales(scene)) == (3, 0)
    assert len(first.receipts) == 4, "selling goes on"
    first.update()
    scene.wait(10_000)
    assert (queued(first), sales(scene), principal(scene)) == (0, 3, 7_000)
    assert scene.heal() == []


@pytest.mark.parametrize("tongue", [Tongue(1, 1), Tongue(1, 2), Tongue(2, 4)])
def test_a_till_two_versions_behind_or_one_ahead_is_served_in_its_own_form(
    scene: Scene, first: Counter, member: str, tongue: Tongue
) -> None:
    first.update(tongue)
    scene.wait()
    scene.buy(first, member, 8_000)
    assert (queued(first), sales(scene), principal(scene)) == (0, 1, 2_000)
    assert first.state["trouble"] == ""
    assert scene.heal() == []


@pytest.mark.parametrize("newest", [1, 2])
def test_a_server_of_an_older_version_is_spoken_to_in_its_own_form(
    scene: Scene, first: Counter, member: str, newest: int
) -> None:
    scene.chain.centre.protocol = newest
    scene.buy(first, member, 8_000)
    scene.wait(MINUTE_MS)
    assert (queued(first), sales(scene), principal(scene)) == (0, 1, 2_000)
    scene.chain.centre.protocol = 3
    assert scene.heal() == []


def test_what_an_older_server_cannot_be_told_waits_for_its_update(
    scene: Scene, first: Counter, member: str
) -> None:
    """A till of a later incarnation does not speak the version that knows none."""
    scene.chain.centre.revoke(first.identity.terminal_id)
    scene.chain.centre.reinstate(first.identity.terminal_id)
    scene.wait(2 * MINUTE_MS)
    assert incarnation(first) == 2
    scene.chain.centre.protocol = 1
    sell(scene, first, None, 99)
    scene.wait(MINUTE_MS)
    assert (first.state["trouble"], queued(first)) == ("update", 1)
    scene.chain.centre.protocol = 3
    assert scene.heal() == []
