"""Who works in the tests' shop, who comes, what it sells, and by which program."""

from pos_member.domain.money import BasisPoints
from pos_member.domain.program import (
    Approvals,
    CashRules,
    CategoryRate,
    CouponTemplate,
    PointsRules,
    Program,
    StoredValueRules,
    Tier,
    TopUpOffer,
)
from pos_member.domain.views import (
    GoodsView,
    MemberHit,
    MemberView,
    Scanned,
    ScanOutcome,
    StaffView,
    Standing,
    TenderLine,
)
from pos_member.domain.words import Words
from ui.actions import EnrolmentForm

NOW_MS = 1_763_793_120_000
"""2025-11-22 14:32 in Shanghai."""

PIN = "123456"
ZHOU = StaffView("staff-zhou", "周敏", "cashier")
LI = StaffView("staff-li", "李志强", "manager")
CHEN = StaffView("staff-chen", "陈佳", "cashier")
WANG = StaffView("staff-wang", "王雪", "cashier")

PROGRAM = Program(
    version=7,
    tiers=(
        Tier("plain", Words("普通", "Standard")),
        Tier(
            "gold",
            Words("金卡", "Gold"),
            ramp="gold",
            threshold_minor=500_000,
            points_multiplier_bp=12_000,
            discounts=(CategoryRate("*", BasisPoints(9_000)),),
            excluded_categories=("drinks",),
        ),
        Tier("platinum", Words("铂金", "Platinum"), ramp="platinum", threshold_minor=1_200_000),
    ),
    coupons=(CouponTemplate("c50", Words("满100减50", "50 off 100"), 10_000, 5_000),),
    points=PointsRules(
        earn_points=1,
        earn_per_minor=100,
        step_points=100,
        step_minor=100,
        minimum_points=100,
        share_of_bill_bp=BasisPoints(5_000),
    ),
    stored_value=StoredValueRules(
        offers=(
            TopUpOffer("t500", 50_000, 3_000),
            TopUpOffer("t1000", 100_000, 10_000, points=500),
            TopUpOffer("t2000", 200_000, 30_000, points=2_400),
            TopUpOffer("t3000", 300_000, 50_000),
            TopUpOffer("t5000", 500_000, 100_000),
        ),
        free_multiple_minor=10_000,
        minimum_minor=10_000,
        maximum_minor=2_000_000,
    ),
    cash=CashRules(),
    approvals=Approvals(bonus_minor_max=20_000),
)


def goods(
    sku: str, name: str, yuan: int, category: str, code: str = "", **more: object
) -> GoodsView:
    """Return goods at ``yuan`` whole yuan."""
    facts: dict[str, object] = {"member_price_minor": None, "service": False, "weighed": False}
    facts |= more
    return GoodsView(sku, name, category, yuan * 100, code=code or sku, tax_bp=600, **facts)  # type: ignore[arg-type]


CATALOGUE = (
    goods("S001", "精致剪发 · 首席造型师", 168, "service", service=True),
    goods("S002", "植萃头皮护理 60 分钟", 298, "service", service=True),
    goods("G001", "氨基酸洗发水 500ml", 89, "care", "6901234567892"),
    goods("G002", "护发精油 100ml", 129, "care", "6901234560015"),
    goods("G003", "一次性毛巾包", 6, "drinks", "6920152414019"),
    goods("G004", "天然矿泉水 550ml", 3, "drinks", "6921168509256"),
    goods("G005", "头皮护理十次卡", 2380, "package"),
    goods("G006", "剪发五次卡", 700, "package"),
)

LIN = MemberView(
    member_id="m-lin",
    name="林晓雯",
    salutation="林女士",
    phone_mask="138 **** 6620",
    card_number="880122031146",
    tier_id="gold",
    tier_name="金卡",
    tier_ramp="gold",
    next_tier_name="铂金",
    next_tier_at=1_200_000,
    next_tier_spent=864_000,
    status="active",
    identified_by="code",
    standing=Standing(
        principal=100_000,
        bonus=28_650,
        points=12_480,
        qualifying=864_000,
        sure_principal=100_000,
        sure_bonus=28_650,
        sure_points=12_480,
        pending_points=0,
        as_of_ms=NOW_MS - 60_000,
    ),
    birthday="11-24",
    joined_day="2022-03-15",
    last_visit_day="2025-10-28",
    last_visit_text="剪发 + 护理 ¥466.00",
    home_store="徐汇店",
    note="对薰衣草过敏",
    tags=("常约 Kevin",),
)
OTHERS = (
    ("m-wen", "林小文", "138 **** 6620", "plain", "普通", 0, 830, "2025-03-11", "former"),
    ("m-shen", "沈一诺", "159 **** 6620", "plain", "普通", 12_000, 2_115, "2025-11-20", "tail"),
    ("m-zhao", "赵 6620 号储值卡", "", "plain", "普通", 5_600, 0, "2025-08-02", "card"),
    (
        "m-ou",
        "欧阳慧敏",
        "186 **** 6620",
        "platinum",
        "铂金",
        542_000,
        38_902,
        "2025-11-21",
        "tail",
    ),
)
MEMBER_CODE = "PM0:LIN"
CARD_CODE = "M880122031146"
BADGE_LI = "PB0:LI"


def other_scan(text: str) -> Scanned:
    """Say what a code is that is nobody's: a forged one, a stranger's, goods or unknown goods."""
    if text.startswith("PM0:"):
        return Scanned(ScanOutcome.REFUSED, text, code="member_code_forged")
    if text.startswith("M"):
        return Scanned(ScanOutcome.UNKNOWN_MEMBER, text)
    for one in CATALOGUE:
        if one.code == text:
            return Scanned(ScanOutcome.GOODS, text, goods=one)
    return Scanned(ScanOutcome.UNKNOWN_GOODS, text, code="goods_unknown")


def sum_of(lines: tuple[TenderLine, ...]) -> int:
    """Return what ``lines`` pay."""
    return sum(line.amount for line in lines)


def hits(typed: str, lin: MemberView) -> list[MemberHit]:
    """Return whom ``typed`` finds: two of one phone's end, nobody by a stranger's number."""
    rows = [
        MemberHit(
            "m-lin", lin.name, lin.phone_mask, lin.card_number, "gold", "金卡", "gold",
            lin.standing.book, lin.standing.points, lin.last_visit_day,
            "phone" if len(typed) == 11 else "tail" if typed.isdigit() else "name",
        )
    ]  # fmt: skip
    rows += [
        MemberHit(key, name, phone, "", tier, word, tier, book, points, day, matched)
        for key, name, phone, tier, word, book, points, day, matched in OTHERS
    ]
    if typed == "6620":
        return rows
    if len(typed) == 11 and typed != "13800136620":
        return []
    anybody = typed in ("13800136620", "lxw", "lin")
    return [row for row in rows if anybody or typed in row.name][:2]


def joined(form: EnrolmentForm, member_id: str, now_ms: int) -> MemberView:
    """Return whoever joined by ``form`` just now."""
    return MemberView(
        member_id, form.name or "新会员", form.name, f"{form.phone[:3]} **** {form.phone[-4:]}",
        form.card_number, "plain", "普通", "plain", "金卡", 500_000, "active", "enrolled",
        Standing(0, 0, 0, 0, 0, 0, 0, 0, now_ms), synced=False,
    )  # fmt: skip
