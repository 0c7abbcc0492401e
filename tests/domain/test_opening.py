"""Opening balances: nothing comes from nowhere."""

from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind, figure_changes, session_lot
from pos_member.domain.opening import Opening, opening_transfers


def test_each_part_comes_out_of_the_shops_opening_account():
    brought = Opening(
        100, 20, 5, (Lot("a", 7, "2026-12-31"),), (Lot("k", 1, ""),), (Lot("p/care", 3, ""),)
    )
    made = opening_transfers("m", brought, store_id="s", currency="CNY")
    assert {each.debit for each in made} == {"store/s/opening"}
    assert {figure.kind: change for figure, change in figure_changes(made).items()} == {
        Kind.PRINCIPAL: 100, Kind.BONUS: 20, Kind.QUALIFYING: 5, Kind.POINTS: 7, Kind.COUPON: 1,
        Kind.SESSION: 3,
    }  # fmt: skip
    assert [(each.lot, each.expires_day) for each in made if each.lot] == [
        ("a", "2026-12-31"), ("k", ""), (session_lot("p", "care"), ""),
    ]  # fmt: skip


def test_who_brings_nothing_moves_nothing():
    assert opening_transfers("m", Opening(), store_id="s", currency="CNY") == ()
