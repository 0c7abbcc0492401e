"""The fixed words of a receipt, by key, in the two languages that come with the product.

A caller with other words (another language, a shop's own) passes a mapping with the same keys.
"""

from collections.abc import Mapping
from types import MappingProxyType

ReceiptLabels = Mapping[str, str]

ZH: ReceiptLabels = MappingProxyType(
    {
        "title_sale": "销售小票",
        "title_top_up": "储值小票",
        "title_test": "打印测试",
        "copy": "补打",
        "register": "终端",
        "time": "时间",
        "cashier": "收银员",
        "member": "会员",
        "subtotal": "小计",
        "deductions": "共优惠",
        "total_sale": "应收",
        "total_top_up": "实付",
        "total_test": "合计",
        "change": "找零",
        "before": "原有",
        "after": "现有",
        "pending": "联网后入账",
        "stored_value": "储值余额",
        "principal": "本金",
        "bonus": "赠送金",
        "points": "积分",
    }
)

EN: ReceiptLabels = MappingProxyType(
    {
        "title_sale": "Receipt",
        "title_top_up": "Top-up receipt",
        "title_test": "Printer test",
        "copy": "COPY",
        "register": "Register",
        "time": "Time",
        "cashier": "Cashier",
        "member": "Member",
        "subtotal": "Subtotal",
        "deductions": "You saved",
        "total_sale": "Total due",
        "total_top_up": "Paid",
        "total_test": "Total",
        "change": "Change",
        "before": "before",
        "after": "now",
        "pending": "credited after sync",
        "stored_value": "Balance",
        "principal": "Paid-in",
        "bonus": "Bonus",
        "points": "Points",
    }
)
