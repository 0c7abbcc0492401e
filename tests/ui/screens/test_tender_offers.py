"""Each way of paying says what it could pay now, or why it cannot."""

from dataclasses import replace

import pytest

from pos_member.domain.pricing import PointsLimit
from pos_member.domain.program import CashRules
from pos_member.domain.tender import TenderKind
from pos_member.domain.views import MemberView, Standing, TenderLine
from ui.screens.tender_offers import PayFacts, offers

STANDING = Standing(
    principal=10_000, bonus=0, points=900, qualifying=0, sure_principal=5_000, sure_bonus=0,
    sure_points=900, pending_points=0, as_of_ms=1,
)  # fmt: skip
MEMBER = MemberView(
    member_id="m", name="林晓雯", salutation="林女士", phone_mask="138 **** 6620",
    card_number="880122031144", tier_id="gold", tier_name="金卡", tier_ramp="gold",
    next_tier_name="", next_tier_at=0, status="active", identified_by="code", standing=STANDING,
)  # fmt: skip
FACTS = PayFacts(
    due_minor=8_000, locked=(), member=MEMBER, points_limit=PointsLimit(800, 800, 100, 100, 100),
    cash=CashRules(), online=False, wish_pending=False,
)  # fmt: skip


def blocked(facts: PayFacts, kind: TenderKind) -> str:
    said = offers(facts)[kind].blocked
    return said.message if said else ""


def test_offline_a_card_pays_what_is_sure_here_and_no_more() -> None:
    offer = offers(FACTS)[TenderKind.STORED_VALUE]
    assert (offer.most_minor, offer.blocked) == (5_000, None)


def test_while_rights_are_asked_for_the_book_counts() -> None:
    assert offers(replace(FACTS, wish_pending=True))[TenderKind.STORED_VALUE].most_minor == 8_000


@pytest.mark.parametrize("kind", [TenderKind.STORED_VALUE, TenderKind.POINTS])
def test_online_who_was_found_by_phone_shows_a_code_first(kind: TenderKind) -> None:
    by_phone = replace(MEMBER, identified_by="phone")
    assert blocked(replace(FACTS, member=by_phone, online=True), kind) == "tender.needs_code"
    assert blocked(replace(FACTS, member=by_phone), kind) == ""


@pytest.mark.parametrize("status", ["frozen", "closed"])
def test_a_frozen_or_closed_account_pays_nothing(status: str) -> None:
    facts = replace(FACTS, member=replace(MEMBER, status=status))
    assert blocked(facts, TenderKind.STORED_VALUE) == f"tender.member_{status}"
    assert blocked(facts, TenderKind.POINTS) == f"tender.member_{status}"


def test_a_guest_pays_with_outside_money_only() -> None:
    guest = replace(FACTS, member=None)
    assert blocked(guest, TenderKind.STORED_VALUE) == "tender.needs_member"
    assert blocked(guest, TenderKind.CASH) == ""


def test_a_wallet_needs_the_network_and_a_card_machine_does_not() -> None:
    assert blocked(FACTS, TenderKind.QR) == "tender.needs_network"
    assert blocked(FACTS, TenderKind.BANK_CARD) == ""


def test_what_is_locked_already_is_not_offered_twice_and_lowers_the_rest() -> None:
    locked = (TenderLine("t", "stored_value", 5_000, 0, "", "reserved"),)
    facts = replace(FACTS, locked=locked)
    assert blocked(facts, TenderKind.STORED_VALUE) == "tender.taken"
    assert offers(facts)[TenderKind.CASH].most_minor == 3_000


def test_a_bill_that_fell_below_what_is_paid_is_shown_and_no_fault() -> None:
    paid = TenderLine("t", "stored_value", 9_000, 0, "", "reserved")
    found = offers(replace(FACTS, locked=(paid,)))
    assert found[TenderKind.CASH].most_minor == -1_000
