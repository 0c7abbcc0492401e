"""Every reason of a quote in words, in both languages: "why this price" on screen and in print.

These sentences stand in the domain, unlike the texts of the screens, because a quote must explain
itself wherever it is read: at the till, in the journal, and on the command line.
"""

from collections.abc import Mapping

from pos_member.domain.amounts import digits_of
from pos_member.domain.money import WHOLE_BP, format_minor
from pos_member.domain.words import Words

Values = Mapping[str, str | int]
MINOR = "_minor"

_SENTENCES = {
    "tier_discount": ("{tier_zh} {rate_zh}", "{tier_en}: {rate_en}"),
    "member_price": ("会员价", "Member price"),
    "manual_price": ("改价：{reason}", "Price set by hand: {reason}"),
    "coupon": ("{coupon_zh}", "{coupon_en}"),
    "promotion": ("{promotion_zh}", "{promotion_en}"),
    "promotion_minimum": (
        "{promotion_zh}：还差 {missing}，满 {minimum} 可享",
        "{promotion_en}: {missing} missing to reach {minimum}",
    ),
    "promotion_excluded": (
        "{promotion_zh}：不与已享优惠同享",
        "{promotion_en}: not together with what was given already",
    ),
    "coupon_minimum": (
        "{coupon_zh}：还差 {missing}，满 {minimum} 可用",
        "{coupon_en}: {missing} missing to reach {minimum}",
    ),
    "coupon_nothing": ("{coupon_zh}：没有可用的商品", "{coupon_en}: nothing here takes part"),
    "coupon_limit": ("一单最多用 {limit} 张券", "Coupons on one sale: {limit} at most"),
    "coupon_twice": ("这张券已经用了", "This coupon is chosen already"),
    "coupon_unknown": ("没有这种券", "No coupon of this kind"),
    "coupon_of_another": ("这是别人的券", "This coupon belongs to somebody else"),
    "coupon_not_yet": ("{first_day} 起可用", "Valid from {first_day}"),
    "coupon_expired": ("{last_day} 已过期", "Expired after {last_day}"),
    "tier_unknown": ("等级不在当前方案里", "The member's tier is not in this program"),
    "points_without_member": ("先识别会员才能用积分", "Points need a member"),
    "points_over_limit": ("这一单最多用 {limit} 积分", "At most {limit} points on this bill"),
    "points_below_minimum": ("{minimum} 积分起用", "At least {minimum} points at a time"),
    "points_whole_steps": ("积分按 {step} 的整数倍使用", "Points are used in steps of {step}"),
    "missing_spend": ("再消费 {missing}{window_zh}", "Spend {missing} more{window_en}"),
    "missing_purchases": ("再购买 {count} 次{window_zh}", "Buy {count} more time{s}{window_en}"),
    "missing_activity": (
        "再得 {count} 点活跃值{window_zh}",
        "Earn {count} more activity point{s}{window_en}",
    ),
    "missing_years": ("会龄再满 {count} 年", "Be a member for {count} more year{s}"),
    "missing_units": ("再满 {count} {unit}{window_zh}", "Collect {count} more {unit}{window_en}"),
    "missing_membership": ("购买 {name_zh}", "Buy {name_en}"),
    "missing_grade": ("活跃度达到 {name_zh}", "Reach the activity grade {name_en}"),
    "goods_gated": (
        "{gate_zh} 限{tier_zh}及以上会员",
        "{gate_en} is for {tier_en} members and above",
    ),
    "unknown_lines": ("先处理 {lines} 个未识别的码", "Resolve unknown codes first: {lines}"),
}
CODES = tuple(_SENTENCES)


def words_of(code: str, values: Values, currency: str) -> Words:
    """Return the sentence for ``code`` with its ``values``; amounts as ``currency`` writes them."""
    zh, en = _SENTENCES[code]
    filled = _filled(values, currency)
    return Words(zh.format_map(filled), en.format_map(filled))


def plain_values(values: Values, currency: str) -> dict[str, str | int]:
    """Return ``values`` for a document: amounts as decimal texts, their keys without the unit."""
    digits = digits_of(currency)
    return {
        key.removesuffix(MINOR): format_minor(int(value), digits) if key.endswith(MINOR) else value
        for key, value in values.items()
    }


def _filled(values: Values, currency: str) -> dict[str, str | int]:
    sign = {"CNY": "¥", "JPY": "¥"}.get(currency, currency + " ")
    filled = plain_values(values, currency)
    amounts = (key.removesuffix(MINOR) for key in values if key.endswith(MINOR))
    filled.update({key: f"{sign}{filled[key]}" for key in amounts})
    filled["s"] = "" if values.get("count") == 1 else "s"
    if "rate_bp" in values:
        filled["rate_zh"], filled["rate_en"] = _rate_words(int(values["rate_bp"]))
    return filled


def _rate_words(rate_bp: int) -> tuple[str, str]:
    """Return how shops say what is paid (9 折) and what is taken off (10% off)."""
    if rate_bp == 0:
        return "免费", "free"
    return f"{_trimmed(rate_bp, 3)} 折", f"{_trimmed(WHOLE_BP - rate_bp, 2)}% off"


def _trimmed(number: int, digits: int) -> str:
    return format_minor(number, digits).rstrip("0").rstrip(".")
