"""What is wrong with a program that reads well: a place, a kind, and why in words."""

from dataclasses import dataclass
from enum import StrEnum

from pos_member.domain.canonical import JsonValue
from pos_member.domain.words import Words


class Fault(StrEnum):
    """Rules that nobody will ever see, rules that speak against each other, goods for nothing."""

    NEVER = "never"
    CONTRADICTS = "contradicts"
    GIVES_AWAY = "gives_away"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: ``path`` is its place in the document, as errors of reading name it."""

    path: str
    fault: Fault
    words: Words

    def to_json(self) -> dict[str, JsonValue]:
        """Return the finding as a document."""
        return {"path": self.path, "fault": self.fault.value, **self.words.to_json()}


_SENTENCES: dict[str, tuple[Fault, str, str]] = {
    "over_before": (
        Fault.NEVER,
        "{last_day} 就结束了，而方案 {first_day} 才生效",
        "It ends on {last_day}, before the programme begins on {first_day}",
    ),
    "no_such_day": (
        Fault.NEVER,
        "这些日期、星期和每月的日子没有一天同时成立",
        "No day is on all of its dates, weekdays and days of the month",
    ),
    "tier_gone": (Fault.NEVER, "方案里没有等级 {tier}", "The programme has no tier {tier}"),
    "all_excluded": (
        Fault.NEVER,
        "点名的商品又全部排除了",
        "All the goods that it names are excluded again",
    ),
    "always_beaten": (
        Fault.NEVER,
        "总是不如 {other} 便宜：取最低价",
        "{other} is always cheaper, and the best price counts",
    ),
    "shadowed": (
        Fault.NEVER,
        "同组的 {other} 先用，而且它总会给出优惠",
        "{other} of the same group comes first and always gives something",
    ),
    "step_unreached": (
        Fault.CONTRADICTS,
        "满 {full} 减得不比前一档多",
        "At {full} it takes off no more than the step before",
    ),
    "dearer_than_below": (
        Fault.CONTRADICTS,
        "{category} 的折扣不如低一级的 {other}",
        "Pays more for {category} than the lower tier {other}",
    ),
    "fewer_points": (
        Fault.CONTRADICTS,
        "积分倍数低于低一级的 {other}",
        "Earns fewer points than the lower tier {other}",
    ),
    "below_asks_more": (
        Fault.CONTRADICTS,
        "凡达到 {other} 的人都已达到更高的它，{other} 永远轮不到",
        "Whoever reaches {other} reaches this higher one as well: {other} is never held",
    ),
    "membership_unused": (
        Fault.NEVER,
        "付了钱却没有任何等级认它",
        "It can be paid for, but no tier asks for it",
    ),
    "no_coupons_used": (
        Fault.NEVER,
        "每单可用券数为 0，所有券都用不上",
        "No coupon may be used in a sale, so none ever holds",
    ),
    "coupon_free": (
        Fault.GIVES_AWAY,
        "没有最低消费：{amount} 以内的商品白送",
        "It has no minimum: goods up to {amount} are free",
    ),
    "coupon_most": (
        Fault.GIVES_AWAY,
        "满 {minimum} 就减 {amount}：最低消费时白送",
        "It takes {amount} off from {minimum} on: the least bill is free",
    ),
    "coupon_gives_all": (
        Fault.GIVES_AWAY,
        "付 0% 且不限件数、不封顶：参与的商品全部白送",
        "Nothing is paid, for any number of pieces: all that takes part is free",
    ),
    "coupon_never": (
        Fault.NEVER,
        "它什么也不减",
        "It takes nothing off",
    ),
    "free_price": (Fault.GIVES_AWAY, "这些商品白送", "These goods cost nothing"),
    "free_tier": (
        Fault.GIVES_AWAY,
        "{category} 对该等级白送",
        "{category} costs this tier nothing",
    ),
    "free_step": (
        Fault.GIVES_AWAY,
        "满 {full} 减 {off}：刚满时白送",
        "{off} off {full}: the least bill is free",
    ),
    "points_pay_back": (
        Fault.GIVES_AWAY,
        "{tier} 每付 1 元得到的积分不止值 1 元",
        "The points that {tier} earns are worth what was paid for them, or more",
    ),
    "offer_out_of_bounds": (
        Fault.NEVER,
        "充值 {pay} 不在允许的 {least} 到 {most} 之间",
        "{pay} is outside of what may be topped up: {least} to {most}",
    ),
    "offer_worse": (
        Fault.CONTRADICTS,
        "多付钱，赠送却比 {other} 少",
        "Pays more and gets less on top than {other}",
    ),
    "offer_doubles": (
        Fault.GIVES_AWAY,
        "赠送 {bonus} 不少于所付的 {pay}",
        "Gives {bonus} on top of {pay}: as much as is paid, or more",
    ),
}


def found(path: str, code: str, **values: str) -> Finding:
    """Return the finding ``code`` at ``path``, its sentence filled with ``values``."""
    fault, zh, en = _SENTENCES[code]
    return Finding(path, fault, Words(zh.format_map(values), en.format_map(values)))
