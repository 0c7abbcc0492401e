"""Why a row of a table of members is not taken, as a sentence in both languages.

These sentences stand beside the rules, as those of a quote do: whoever mends the table reads them.
"""

from pos_member.domain.member_import import WrongRow
from pos_member.domain.words import Words

_SENTENCES = {
    "phone_or_card": ("手机号和卡号至少填一个", "Give a phone number or a card number"),
    "phone_short": ("手机号位数不够", "The phone number has too few digits"),
    "phone_long": ("手机号位数太多", "The phone number has too many digits"),
    "phone_prefix": ("不是手机号", "This is no mobile number"),
    "phone_characters": ("手机号里有别的字符", "The phone number has other signs in it"),
    "rounded_by_excel": (
        "Excel 已经改写了这个号码，请把这一列设为文本后重新导出",
        "Excel has rewritten this number. Make the column text and export again",
    ),
    "card_number": (
        "卡号应为 12 位数字，末位是校验码",
        "A card number has 12 digits, the last one a check digit",
    ),
    "stands_twice": ("第 {first} 行已经有了", "Stands in line {first} already"),
    "phone_taken": (
        "这个手机号已有会员，请去掉这一行",
        "A member with this phone is here already. Take the row out",
    ),
    "card_taken": ("这张卡已属于别的会员", "This card belongs to another member"),
    "import_differs": (
        "这位会员已导入过，期初数不同；导入过的不再改动",
        "This member was brought in with other balances; what is in the books stays",
    ),
    "not_in_program": ("当前方案里没有“{name}”", "The program in force has no '{name}'"),
    "too_long": ("最多 {longest} 个字", "At most {longest} characters"),
    "too_many_cells": ("这一行的格子比表头多", "The row has more cells than the first row"),
    "gender": ("性别写“男”或“女”", "Write female or male"),
    "birthday": ("生日写成 11-24", "Write the birthday like 11-24"),
    "day": ("日期写成 2026-12-31", "Write the day like 2026-12-31"),
    "over": ("{last_day} 已过期，请去掉", "Ended on {last_day}. Take it out"),
    "amount": (
        "金额写成 1286.50，最多 {digits} 位小数",
        "Write the amount like 1286.50, with at most {digits} decimals",
    ),
    "amount_bounds": ("金额不能为负，也不能这么大", "The amount is below zero or too large"),
    "count": ("要写整数，最大 {most}", "Write a whole number, at most {most}"),
}
CODES = tuple(_SENTENCES)


def words_of_row(wrong: WrongRow) -> Words:
    """Return why the row is not taken."""
    chinese, english = _SENTENCES[wrong.code]
    return Words(chinese.format(**wrong.values), english.format(**wrong.values))
