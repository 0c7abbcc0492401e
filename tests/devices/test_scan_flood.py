"""A share of the flood: nothing raises, nothing is invented, lost, or depends on the cuts."""

import random

import pytest

from devices.framing import Framer, Framing
from pos_member.domain.views import ScanOutcome
from pos_member.services.scanning import scan
from tests.devices.scan_flood import EAN, Flood
from tests.support.counter import Counter

SHARE = 1_500


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path)
    yield made
    made.till.close()


def test_no_string_raises_and_no_code_is_invented_or_lost(counter):
    figures = Flood(counter, random.Random(20_261_123)).play(SHARE)
    assert figures.wrong == []
    assert figures.strings == SHARE <= figures.texts
    assert {outcome.split()[0] for outcome in figures.outcomes} >= {
        "MEMBER", "GOODS", "STAFF", "REFUSED", "UNKNOWN_MEMBER", "UNKNOWN_GOODS", "COUPON",
    }  # fmt: skip
    reasons = {outcome.split()[-1] for outcome in figures.outcomes}
    assert {"bank_card", "member_code_forged", "gs1_damaged", "code_not_printable"} <= reasons


def test_the_flood_notices_a_line_that_tears_codes(counter):
    flood = Flood(counter, random.Random(1))
    flood._cut = Framer(Framing(ends=(b"0",)))
    assert any("read otherwise" in wrong for wrong in flood.play(60).wrong)


def test_the_flood_notices_goods_that_nobody_sent(counter):
    flood = Flood(counter, random.Random(1))
    shown = scan(counter.till, EAN, counter.now())
    assert shown.outcome is ScanOutcome.GOODS
    flood._judge(b"x", ["6901234567885"], ["6901234567885"], [shown])
    assert flood.figures.wrong == ["GOODS invented from '6901234567885'"]
