"""Member codes that are forged, altered, out of time, used or withdrawn: refused, each with why."""

from collections import Counter as Count
from dataclasses import replace

import pytest

from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.i18n import tr
from pos_member.services import checkout
from pos_member.services.scanning import scan
from sync.protocol.signing import SigningKey
from tests.support.counter import CODES, Counter, cash
from tests.support.refused_codes import MEMBER, Kind, genuine, kinds

OTHER = SigningKey(b"2" * 32)
WITHDRAWN = ("lost", "replaced", "revoked", "blocked", "expired", "")


@pytest.fixture
def shop(counter: Counter) -> Counter:
    """A shop of two keys and one member with a code that holds."""
    counter.member(MEMBER)
    keys = {1: CODES.public, 2: OTHER.public}
    counter.till.identity = replace(counter.till.identity, member_code_keys=keys)
    return counter


def said(shop: Counter, text: str) -> Scanned:
    return scan(shop.till, text, shop.now())


def test_the_codes_that_the_kinds_are_made_of_are_taken(shop: Counter) -> None:
    for raw in (
        genuine(MEMBER),
        genuine(MEMBER, shop.now().wall_ms),
        replace(genuine(MEMBER), key_id=2),
    ):
        whole = raw.signed(OTHER) if raw.key_id == 2 else raw
        assert said(shop, whole.text).outcome is ScanOutcome.MEMBER


def test_every_kind_is_refused_with_its_own_reason(shop: Counter) -> None:
    table = list(kinds(shop.now().wall_ms))
    assert len({kind.name for kind in table}) == len(table)
    assert [text for text, count in Count(kind.text for kind in table).items() if count > 1] == []
    assert len(table) >= 200
    assert _otherwise(shop, table) == []
    for kind in table:
        assert tr(f"error.{kind.why}") != f"error.{kind.why}"


def _otherwise(shop: Counter, table: list[Kind]) -> list[tuple[str, str, str]]:
    found = [(kind, said(shop, kind.text)) for kind in table]
    return [
        (kind.name, kind.why, shown.code)
        for kind, shown in found
        if shown.code != kind.why or shown.member is not None or shown.goods is not None
    ]


def test_a_withdrawn_code_is_refused_whatever_it_is_called(shop: Counter) -> None:
    for status in WITHDRAWN:
        shop.member(MEMBER, code_status=status)
        for raw in (genuine(MEMBER), genuine(MEMBER, shop.now().wall_ms)):
            shown = said(shop, raw.text)
            refused = (ScanOutcome.REFUSED, "member_code_blocked", None)
            assert (shown.outcome, shown.code, shown.member) == refused


def test_codes_under_a_withdrawn_key_are_refused(shop: Counter) -> None:
    shop.till.identity = replace(shop.till.identity, member_code_keys={2: OTHER.public})
    for raw in (genuine(MEMBER), genuine(MEMBER, shop.now().wall_ms)):
        assert said(shop, raw.text).code == "member_code_key_unknown"

    shop.till.identity = replace(shop.till.identity, member_code_keys={})
    assert said(shop, genuine(MEMBER).text).code == "member_code_key_unknown"


def test_a_dynamic_code_that_was_used_is_refused_as_often_as_it_is_shown(shop: Counter) -> None:
    text = genuine(MEMBER, shop.now().wall_ms - 60_000).text
    member = said(shop, text).member
    assert member is not None
    checkout.pay(
        shop.till, shop.payment(shop.basket("3.00"), cash("3.00"), member=member), shop.now()
    )
    assert [said(shop, text).code for _ in range(3)] == ["member_code_used"] * 3
    before = genuine(MEMBER, shop.now().wall_ms - 205_000).text
    assert said(shop, before).code == "member_code_used", "and every one made before it"
    shop.restart()
    assert said(shop, text).code == "member_code_used", "and after a restart"


def test_a_code_that_nobody_has_here_opens_nobody(shop: Counter) -> None:
    for raw in (genuine(99), genuine(99, shop.now().wall_ms)):
        shown = said(shop, raw.text)
        assert (shown.outcome, shown.code) == (ScanOutcome.UNKNOWN_MEMBER, "member_unknown")
