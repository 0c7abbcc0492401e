"""What holds for every basket under any promotions; single cases stand among the golden ones."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_member.domain.basket import BasketLine
from pos_member.domain.clock import ShopDays
from pos_member.domain.money import ONE
from pos_member.domain.pricing import CouponFacts, Quote
from pos_member.domain.pricing_audience import Audience
from pos_member.domain.pricing_line_prices import price_lines
from pos_member.domain.pricing_promotions import take_promotions
from pos_member.domain.pricing_running import RunningBill
from pos_member.domain.program import Program
from tests.support import plain_promotions
from tests.support.priced import NOON_MS, amounts, basket_lines, line, member, priced, shop

CATEGORIES = st.lists(st.sampled_from(["care", "drinks", "cards"]), unique=True, max_size=2)
KINDS = (
    {"kind": "percent", "rate_bp": 8000},
    {"kind": "percent", "rate_bp": 0},
    {"kind": "amount_off", "amount": "7.00"},
    {"kind": "fixed_price", "amount": "99.00"},
    {"kind": "nth_item", "every": 2, "rate_bp": 5000},
    {"kind": "nth_item", "every": 2, "rate_bp": 3333, "same_goods": True, "most": 1},
    {"kind": "buy_get", "buy": 2, "get": 1, "cap": "11.11"},
    {"kind": "bundle", "amount": "10.00", "items": [{"skus": ["s0", "s1"]}, {"skus": ["s2"]}]},
    {"kind": "threshold", "steps": [{"full": "50.00", "off": "49.99"}], "each": True},
    {
        "kind": "threshold",
        "steps": [{"full": "1.00", "off": "1.00"}, {"full": "9.00", "rate_bp": 1}],
    },
)
THRESHOLDS = KINDS[8:]
COUPONS = [CouponFacts("k1", "c50"), CouponFacts("k2", "full")]


@st.composite
def programs(draw: st.DrawFn, kinds: tuple[dict[str, object], ...] = KINDS) -> Program:
    """Draw up to six promotions of any kind, some for members, some on Mondays only."""
    found = []
    for place in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(kinds))
        rule = {"id": f"p{place}", "name": f"p{place}", "priority": draw(st.integers(0, 2)), **kind}
        if kind["kind"] != "bundle":
            rule["goods"] = {"categories": draw(CATEGORIES), "excluded_skus": ["s3"]}
        rule["group"] = draw(st.sampled_from(["", "", "one"]))
        rule["audience"] = {"members_only": draw(st.booleans())}
        # The basket is priced on a Sunday.
        rule["when"] = {"weekdays": draw(st.sampled_from([[], [], [7], [1]]))}
        found.append(rule)
    stacks = draw(st.sampled_from([[], ["promotion"]]))
    return shop(promotions=found, coupons_per_sale=2, tier_stacks_on=stacks)


@st.composite
def floored(draw: st.DrawFn) -> list[BasketLine]:
    """Draw lines of which some have a floor."""
    return [replace(each, floor_minor=draw(st.just(0) | amounts)) for each in draw(basket_lines())]


def adds_up(made: Quote, lines: list[BasketLine]) -> bool:
    """Tell whether every line is its list price less its deductions, and the bill all lines."""
    for written, found in zip(lines, made.lines, strict=True):
        off = sum(each.amount_minor for each in found.deductions)
        if found.payable_minor != found.list_minor - off or found.payable_minor < 0:
            return False
        if any(each.amount_minor <= 0 for each in found.deductions):
            return False
        floor = min(found.list_minor, (written.floor_minor * written.quantity) // ONE)
        by_hand = written.manual_price_minor is not None
        if not by_hand and found.payable_minor < floor:
            return False
    return made.due_minor == sum(each.payable_minor for each in made.lines)


@given(floored(), programs(), st.sampled_from([None, member("gold"), member("vip")]))
def test_lines_add_up_and_nothing_is_below_its_floor(lines, program, holder):
    made = priced(*lines, program=program, member=holder, coupons=COUPONS)
    assert adds_up(made, lines)
    assert made == priced(*lines, program=program, member=holder, coupons=COUPONS)


@given(floored().filter(len), programs(THRESHOLDS), st.randoms(use_true_random=False))
def test_the_order_of_lines_moves_the_last_fen_of_a_threshold_only(lines, program, chance):
    turned = list(lines)
    chance.shuffle(turned)
    made, again = (priced(*each, program=program) for each in (lines, turned))
    reductions = 1 + len(program.promotions)
    assert abs(made.due_minor - again.due_minor) <= 2 * reductions
    if all(not each.floor_minor for each in lines):
        moved = [
            abs(each.payable_minor - again.line(each.line_id).payable_minor) for each in made.lines
        ]
        assert max(moved) <= 2 * reductions


def worked_out(take, lines, program, holder):
    """Return the bill after line prices and the promotions that ``take`` takes off."""
    bill = RunningBill(lines)
    audience = Audience(holder, ShopDays(program.zone).wall_time(NOON_MS))
    used = price_lines(bill, program, holder, audience)
    take(bill, program, audience, used)
    return bill.payable, bill.deductions, bill.refused, used


@settings(max_examples=max(500, settings().max_examples))
@given(st.one_of(basket_lines(), floored()), programs(), st.sampled_from([None, member("vip")]))
def test_indexes_and_short_cuts_come_to_the_same_as_piece_by_piece(lines, program, holder):
    plain = worked_out(plain_promotions.take_promotions, lines, program, holder)
    assert worked_out(take_promotions, lines, program, holder) == plain


@settings(max_examples=max(500, settings().max_examples))
@given(basket_lines(), programs(), st.sampled_from([member("gold"), member("vip")]))
def test_the_short_way_to_a_line_price_is_the_long_one(lines, program, holder):
    """A member price that is the list price changes nothing, and takes the long way."""
    long = [
        replace(each, member_price_minor=each.unit_minor)
        if each.member_price_minor is None
        else each
        for each in lines
    ]
    made = priced(*lines, program=program, member=holder)
    assert made == priced(*long, program=program, member=holder)


@settings(max_examples=50)
@given(floored(), programs())
def test_a_promotion_makes_no_bill_dearer(lines, program):
    assert priced(*lines, program=program).due_minor <= priced(*lines).due_minor


def test_a_promotion_of_all_goods_leaves_out_what_nobody_knows():
    half = {"id": "h", "name": "h", "kind": "nth_item", "every": 2, "rate_bp": 5000}
    unknown = replace(line("x", "0.00"), known=False)
    made = priced(line("a", "10.00"), unknown, line("b", "8.00"), program=shop(promotions=[half]))
    assert made.due_minor == 1_400


def test_a_promotion_that_is_not_on_is_not_spoken_of():
    monday = {
        "id": "m",
        "name": "m",
        "kind": "threshold",
        "steps": [{"full": "1.00", "off": "1.00"}],
        "when": {"weekdays": [1]},
    }
    made = priced(line("a", "0.50"), program=shop(promotions=[monday]))
    assert (made.due_minor, made.refused) == (50, ())
