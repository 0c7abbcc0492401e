"""The fixed words of a receipt, by key, in the two languages that come with the product.

A caller with other words (another language, a shop's own) passes a mapping with the same keys.
"""

from collections.abc import Mapping
from types import MappingProxyType

ReceiptLabels = Mapping[str, str]

LANGUAGES = ("zh_CN", "en")

ZH: ReceiptLabels = MappingProxyType(
    {
        "language": "zh_CN",
        "title_sale": "销售小票",
        "title_refund": "退货小票",
        "title_top_up": "储值小票",
        "title_balance": "储值余额",
        "title_points": "积分余额",
        "title_shift": "交班报表",
        "title_cash": "钱箱单",
        "title_card_refund": "退卡计算单",
        "title_session": "次卡核销单",
        "title_test": "打印测试",
        "copy": "补打",
        "register": "终端",
        "time": "时间",
        "cashier": "收银员",
        "member": "会员",
        "subtotal": "小计",
        "deductions": "共优惠",
        "total_sale": "应收",
        "total_refund": "应退",
        "total_top_up": "实付",
        "total_shift": "应有现金",
        "total_cash": "金额",
        "total_card_refund": "应退金额",
        "total_test": "合计",
        "refund_of": "原小票",
        "refund_goods": "退回商品",
        "refund_paid_to": "退款方式",
        "as_of": "截至",
        "signature": "顾客签字",
        "keep": "请妥善保管小票",
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
        "language": "en",
        "title_sale": "Receipt",
        "title_refund": "Refund receipt",
        "title_top_up": "Top-up receipt",
        "title_balance": "Stored value",
        "title_points": "Points",
        "title_shift": "Shift report",
        "title_cash": "Cash slip",
        "title_card_refund": "Card refund worksheet",
        "title_session": "Session slip",
        "title_test": "Printer test",
        "copy": "COPY",
        "register": "Register",
        "time": "Time",
        "cashier": "Cashier",
        "member": "Member",
        "subtotal": "Subtotal",
        "deductions": "You saved",
        "total_sale": "Total due",
        "total_refund": "Refund due",
        "total_top_up": "Paid",
        "total_shift": "Cash expected",
        "total_cash": "Amount",
        "total_card_refund": "To pay back",
        "total_test": "Total",
        "refund_of": "Original receipt",
        "refund_goods": "Returned",
        "refund_paid_to": "Refunded by",
        "as_of": "As of",
        "signature": "Customer's signature",
        "keep": "Please keep this receipt",
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
