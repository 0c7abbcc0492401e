"""The columns of a table of members: what each may be called, in Chinese and in English."""

from collections.abc import Sequence

from pos_member.domain.errors import Damaged

NAMES = {
    "phone": ("手机号", "手机", "手机号码", "电话", "联系电话", "mobile"),
    "card": ("卡号", "会员卡号", "card number"),
    "name": ("姓名", "会员姓名", "会员名称", "名字"),
    "tier": ("等级", "会员等级", "会员级别", "级别"),
    "gender": ("性别", "sex"),
    "birthday": ("生日", "出生日期"),
    "joined": ("入会日期", "注册日期", "开卡日期", "joined day"),
    "note": ("备注", "说明"),
    "principal": ("本金", "储值本金", "储值余额", "余额"),
    "bonus": ("赠送余额", "赠金", "赠送金额", "储值赠金"),
    "qualifying": ("累计消费", "成长值", "累计消费金额"),
    "points": ("积分", "积分余额", "可用积分"),
    "points_last_day": ("积分有效期", "积分到期日", "points expire"),
    "coupons": ("优惠券", "券"),
    "coupons_last_day": ("优惠券有效期", "券有效期", "coupons expire"),
}
"""Column → what else it may be called; its own name always counts."""

_BY_NAME = {other: name for name, others in NAMES.items() for other in (name, *others)}


def columns_of(head: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that the first row of a table names.

    Raises:
        Damaged: ``import_columns`` with the ``columns`` that are not known or stand twice; with
            ``phone`` where neither phone nor card is among them.
    """
    names = [cell.strip().lstrip("\ufeff").lower().replace("_", " ") for cell in head]
    found = [_BY_NAME.get(name, _BY_NAME.get(name.replace(" ", "_"), "")) for name in names]
    wrong = [
        cell for place, cell in enumerate(head) if not found[place] or found[place] in found[:place]
    ]
    if wrong:
        raise Damaged("import_columns", columns=", ".join(wrong))
    if not {"phone", "card"} & set(found):
        raise Damaged("import_columns", columns="phone")
    return tuple(found)
