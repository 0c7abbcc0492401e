"""What must happen when it matters: leases split and cut off, replies lost, histories parted."""

import shutil
from dataclasses import replace

import pytest

from pos_member.domain import canonical
from pos_member.domain.ledger import FIGURE_KINDS
from sync.server import tables
from sync.simulator import visits
from sync.simulator.visits import Order
from sync.simulator.weather import FAIR
from tests.sync.simulator.conftest import Scene, opened

ALWAYS = 1_000


def bodies(scene: Scene, kind: str) -> list[dict[str, object]]:
    """Return the bodies of the server's operations of ``kind``, in the order they came."""
    return [
        canonical.load(row["body"]) for row in scene.rows(tables.operation) if row["kind"] == kind
    ]


def tendered(scene: Scene) -> list[dict[str, int]]:
    """Return what paid each sale that the server holds: tender kind to minor units."""
    return [
        {str(tender["kind"]): int(tender["amount"]) for tender in body["tenders"]}
        for body in bodies(scene, "sale")
    ]


def holding(scene: Scene) -> dict[str, int]:
    """Return what the server says that the one member has."""
    (row,) = scene.rows(tables.holding)
    return {kind.value: row[kind.value] for kind in FIGURE_KINDS}


# -- two tills, one card -------------------------------------------------------------------------


def test_two_tills_without_network_never_spend_the_same_money(scene_on_each_database):
    scene = scene_on_each_database
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    # The colleague's till has its share before anybody stands there.
    assert scene.standing(first, member).sure_principal == 6_000
    assert scene.standing(second, member).sure_principal == 3_000
    assert holding(scene)["principal"] == 10_000

    scene.cut()
    for counter in scene.tills:
        scene.buy(counter, member, 8_000)
        assert scene.standing(counter, member).sure_principal == 0

    scene.top_up(first, member, 20_000)
    assert scene.standing(first, member).sure_principal == 20_000, "spendable here at once"
    assert scene.standing(second, member).sure_principal == 0, "and nowhere twice"
    scene.buy(first, member, 8_000, 3_000)

    assert scene.heal() == []
    paid = [each for each in tendered(scene) if sum(each.values()) > 1]
    assert sorted(paid, key=str) == sorted(
        [
            {"stored_value": 6_000, "cash": 2_000},
            {"stored_value": 3_000, "cash": 5_000},
            {"stored_value": 11_000},
        ],
        key=str,
    )
    assert holding(scene)["principal"] == 10_000
    assert {scene.standing(counter, member).principal for counter in scene.tills} == {10_000}


def test_a_payment_that_holds_rights_is_not_robbed_by_a_recall(scene):
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    assert scene.standing(first, member).sure_principal == 6_000
    scene.buy(second, member, 1)
    first.run(visits.buy(first, member, Order((3_000,), by_value=3_000, lingers_ms=30_000)))
    scene.wait(2_000)
    # The other till asks for all there is: only what no open payment reserves may come.
    scene.buy(second, member, 20_000)
    assert scene.standing(first, member).sure_principal == 0
    scene.wait(60_000)
    assert scene.heal() == []
    assert {"stored_value": 3_000} in tendered(scene)
    # What no payment reserved came over while the customer stood at the other till.
    assert {"stored_value": 6_999, "cash": 13_001} in tendered(scene)
    assert holding(scene)["principal"] == 0


def test_value_asked_for_at_the_moment_of_need_comes_from_the_other_till(scene):
    first, second = scene.tills
    member = scene.enrol(first)
    scene.top_up(first, member, 10_000)
    scene.buy(second, member, 1)
    scene.buy(second, member, 8_000)
    scene.buy(second, member, 8_000)
    assert scene.heal() == []
    assert sum(each.get("stored_value", 0) for each in tendered(scene)) == 10_000
    assert holding(scene)["principal"] == 0


# -- replies that are lost -----------------------------------------------------------------------


def test_a_reply_lost_three_times_after_the_commit_has_one_effect(scene):
    first, _ = scene.tills
    member = scene.enrol(first)
    # Three answers to the same push are lost, each after the server committed it.
    first.line.weather = replace(FAIR, drop_reply=ALWAYS)
    scene.play(first, visits.top_up(first, member, 10_000), ms=0)
    while first.line.faults.get("drop_reply", 0) < 3:
        scene.wait(1_000)
    first.line.weather = FAIR
    assert scene.heal() == []
    assert first.line.faults["drop_reply"] >= 3
    assert len(bodies(scene, "top_up")) == 1
    assert holding(scene)["principal"] == 10_000


def test_a_grant_whose_reply_is_lost_is_learnt_from_the_next_one(scene):
    first, second = scene.tills
    member = scene.enrol(first)
    second.line.weather = replace(FAIR, drop_reply=ALWAYS)
    scene.top_up(first, member, 10_000)
    scene.play(second, visits.buy(second, member, Order((1,))), ms=2_000)
    granted = [row for row in scene.rows(tables.lease) if row["grant_ver"] > 0]
    assert [(row["kind"], row["opened"]) for row in granted] == [("principal", 0)]
    assert scene.standing(second, member).sure_principal == 0
    second.line.weather = FAIR
    scene.wait(120_000)
    assert scene.standing(second, member).sure_principal == granted[0]["remaining"]
    assert scene.heal() == []


@pytest.mark.parametrize(
    "fault", ["cut", "login_page", "busy", "stale", "repeat", "duplicate", "late", "refuse"]
)
def test_whatever_comes_instead_of_a_reply_nothing_is_lost_or_doubled(scene, fault):
    first, second = scene.tills
    member = scene.enrol(first)
    for counter in scene.tills:
        counter.line.weather = replace(FAIR, **{fault: 700})
    for _ in range(3):
        scene.top_up(first, member, 5_000)
        scene.buy(second, member, 3_000)
    assert first.line.faults[fault] and second.line.faults[fault]
    assert scene.heal() == []
    assert len(bodies(scene, "top_up")) == 3
    assert len(bodies(scene, "sale")) == 3


# -- histories that part -------------------------------------------------------------------------


def test_a_server_that_forgets_is_told_again(scene):
    first, _ = scene.tills
    member = scene.enrol(first)
    source = scene.chain.folder / "server.db"
    scene.chain.centre.database.dispose()
    shutil.copy(source, scene.chain.folder / "backup.db")
    scene.buy(first, None, 3_000)
    scene.buy(first, None, 3_000)
    assert first.state["queued"] == 0

    scene.chain.centre.database.dispose()
    for leftover in scene.chain.folder.glob("server.db*"):
        leftover.unlink()
    shutil.copy(scene.chain.folder / "backup.db", source)
    scene.buy(first, member, 1_000)
    assert scene.heal() == []
    assert len(bodies(scene, "sale")) == 3


# -- a new till ----------------------------------------------------------------------------------


def test_a_new_till_takes_a_ready_file_and_goes_on_from_its_cursor(founder):
    for scene in opened(founder):
        first, second = scene.tills
        second.stop()
        member = scene.enrol(first)
        scene.top_up(first, member, 10_000)
        second.boot()
        scene.wait(10_000)
        scene.buy(first, member, 3_000)
        assert scene.standing(second, member).principal == 7_000
        assert (second.folder / "cache.current").read_text().strip() == "cache-2.db"
        assert scene.heal() == []
