"""Small shops for the tests of pricing: documents as a person writes them, read by the product."""

from hypothesis import strategies as st

from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.money import Milli, parse_minor
from pos_member.domain.pricing import MemberFacts, Quote, quote
from pos_member.domain.program import Program
from pos_member.domain.program_document import read_program

NOON_MS = 1_795_320_000_000
"""2026-11-22T12:00:00+08:00."""

TIERS = [
    {"id": "plain", "name": {"zh": "普通", "en": "Plain"}},
    {
        "id": "gold",
        "name": {"zh": "金卡", "en": "Gold"},
        "ramp": "gold",
        "threshold": "500.00",
        "discounts": [{"category": "*", "rate_bp": 9000}],
    },
    {
        "id": "vip",
        "name": {"zh": "VIP", "en": "VIP"},
        "ramp": "black",
        "threshold": "2000.00",
        "points_multiplier_bp": 15000,
        "discounts": [{"category": "*", "rate_bp": 8500}, {"category": "care", "rate_bp": 8000}],
        "excluded_categories": ["cards"],
    },
]
COUPONS = [
    {
        "id": "c50",
        "name": {"zh": "满50减10", "en": "10 off 50"},
        "minimum": "50.00",
        "amount": "10.00",
    },
    {
        "id": "care20",
        "name": {"zh": "护理减20", "en": "20 off care"},
        "amount": "20.00",
        "excluded_categories": ["drinks", "cards"],
    },
    {
        "id": "full",
        "name": {"zh": "原价减5", "en": "5 off full price"},
        "minimum": "10.00",
        "amount": "5.00",
        "excludes_reduced": True,
    },
]


def shop(**fields: object) -> Program:
    """Return a program with three tiers and three coupons, and whatever ``fields`` say."""
    return read_program({"version": 7, "tiers": TIERS, "coupons": COUPONS, **fields})


def line(name: str, price: str, quantity: str = "1", **fields: object) -> BasketLine:
    """Return a line called ``name``, its price in yuan and its quantity as decimal texts."""
    milli = Milli(parse_minor(quantity, 3))
    return BasketLine(name, name, name, parse_minor(price), milli, **fields)


def basket(*lines: BasketLine) -> Basket:
    """Return a basket of ``lines``."""
    return Basket("b", lines, program_version=7, started_ms=NOON_MS)


def member(tier: str = "gold", points: int = 0) -> MemberFacts:
    """Return a member of ``tier`` who holds ``points``."""
    return MemberFacts("m1", tier, points)


def priced(*lines: BasketLine, program: Program | None = None, **inputs: object) -> Quote:
    """Return the quote of ``lines`` at noon."""
    return quote(basket(*lines), program=program or shop(), at_ms=NOON_MS, **inputs)


amounts = st.integers(0, 100_000)
quantities = st.one_of(st.integers(1, 5).map(lambda n: n * 1000), st.integers(1, 9_999))


@st.composite
def basket_lines(draw: st.DrawFn) -> list[BasketLine]:
    """Draw up to eight lines: pieces and weighed goods, member and manual prices, unknown codes."""
    found = []
    for place in range(draw(st.integers(0, 8))):
        manual = draw(st.none() | amounts)
        found.append(
            BasketLine(
                line_id=f"l{place}",
                sku=f"s{place}",
                name="",
                unit_minor=draw(amounts),
                quantity=Milli(draw(quantities)),
                category=draw(st.sampled_from(["", "care", "drinks", "cards"])),
                member_price_minor=draw(st.none() | amounts),
                manual_price_minor=manual,
                manual_reason="" if manual is None else "damaged box",
                known=draw(st.sampled_from([True, True, True, False])),
            )
        )
    return found
